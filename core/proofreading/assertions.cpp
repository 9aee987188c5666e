#include "core/proofreading/assertions.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

namespace axolemma {

namespace {

auto rasterOrder(Point point) {
    return std::tuple(point.y, point.x);
}

auto keyOf(const LinkAssertion& link) {
    return std::tie(link.a, link.b);
}

auto keyOf(const FactAssertion& fact) {
    return std::tie(fact.place, fact.kind);
}

/// Puts `entry` among entries that are ordered by key, or takes the one of its key away where
/// `present` is false; returns what was there.
template <typename Entry>
std::optional<Entry> exchange(std::shared_ptr<const std::vector<Entry>>& entries, Entry entry,
                              bool present) {
    auto changed = std::make_shared<std::vector<Entry>>(*entries);
    const auto at = std::ranges::lower_bound(*changed, keyOf(entry), std::less(),
                                             [](const Entry& e) { return keyOf(e); });
    const bool known = at != changed->end() && keyOf(*at) == keyOf(entry);
    std::optional<Entry> before;
    if (known) before = *at;
    if (present && known) {
        *at = std::move(entry);
    } else if (present) {
        changed->insert(at, std::move(entry));
    } else if (known) {
        changed->erase(at);
    }
    entries = std::move(changed);
    return before;
}

}  // namespace

const Profile* SliceAssertions::profileAt(Point point) const {
    const auto found = std::ranges::find_if(
        profiles, [&](const Profile& profile) { return profile.pixels.contains(point); });
    return found == profiles.end() ? nullptr : &*found;
}

std::vector<Assertion> Assertions::say(std::span<const Assertion> said) {
    std::vector<Assertion> before;
    for (const Assertion& one : said) {
        std::vector<Assertion> ofOne;
        std::visit([&](const auto& assertion) { say(assertion, ofOne); }, one);
        // What was said last is taken back first.
        before.insert(before.begin(), std::make_move_iterator(ofOne.begin()),
                      std::make_move_iterator(ofOne.end()));
    }
    return before;
}

void Assertions::say(const PixelAssertion& said, std::vector<Assertion>& before) {
    if (said.pixels.empty()) return;
    const auto now = slice(said.z);
    SliceAssertions changed = now ? *now : SliceAssertions();
    const PixelRuns wasBoundary = changed.boundary.intersected(said.pixels);
    const PixelRuns wasInterior = changed.interior.intersected(said.pixels);
    const PixelRuns wasNeither = said.pixels.without(wasBoundary).without(wasInterior);
    const auto restore = [&](const PixelRuns& pixels, PixelClaim claim) {
        if (!pixels.empty()) before.emplace_back(PixelAssertion{said.z, pixels, claim});
    };
    restore(wasBoundary, PixelClaim::Boundary);
    restore(wasInterior, PixelClaim::Interior);
    restore(wasNeither, PixelClaim::None);
    changed.boundary = said.claim == PixelClaim::Boundary ? changed.boundary.united(said.pixels)
                                                          : changed.boundary.without(said.pixels);
    changed.interior = said.claim == PixelClaim::Interior ? changed.interior.united(said.pixels)
                                                          : changed.interior.without(said.pixels);
    replace(said.z, std::move(changed));
}

void Assertions::say(const LinkAssertion& said, std::vector<Assertion>& before) {
    if (said.a == said.b) return;
    LinkAssertion ordered = said;
    if (ordered.b < ordered.a) std::swap(ordered.a, ordered.b);
    const auto was = exchange(links_, ordered, ordered.relation != Relation::None);
    before.emplace_back(was.value_or(LinkAssertion{ordered.a, ordered.b, Relation::None}));
}

void Assertions::say(const ProfileAssertion& said, std::vector<Assertion>& before) {
    const int z = said.place.z;
    const Point place = said.place.point();
    const auto now = slice(z);
    SliceAssertions changed = now ? *now : SliceAssertions();
    ProfileAssertion was{said.place, {}, false};
    std::vector<Assertion> others;
    std::erase_if(changed.profiles, [&](Profile& profile) {
        if (profile.place == place) {
            was.pixels = std::move(profile.pixels);
            was.verified = profile.verified;
            return true;
        }
        if (profile.pixels.intersected(said.pixels).empty()) return false;
        PixelRuns left = profile.pixels.without(said.pixels);
        others.emplace_back(ProfileAssertion{
            {profile.place.x, profile.place.y, z}, profile.pixels, profile.verified});
        profile.pixels = std::move(left);
        return profile.pixels.empty();
    });
    if (!said.pixels.empty()) {
        const auto at =
            std::ranges::lower_bound(changed.profiles, rasterOrder(place), {},
                                     [](const Profile& p) { return rasterOrder(p.place); });
        changed.profiles.insert(at, {place, said.pixels, said.verified});
    }
    // The profile gives way before the others get back what it took from them.
    before.emplace_back(std::move(was));
    std::ranges::move(others, std::back_inserter(before));
    replace(z, std::move(changed));
}

void Assertions::say(const FactAssertion& said, std::vector<Assertion>& before) {
    const auto was = exchange(facts_, said, !said.value.empty());
    before.emplace_back(was.value_or(FactAssertion{said.place, said.kind, {}}));
}

void Assertions::replace(int z, SliceAssertions slice) {
    if (slice.empty()) {
        slices_.erase(z);
    } else {
        slices_[z] = std::make_shared<const SliceAssertions>(std::move(slice));
    }
}

std::shared_ptr<const SliceAssertions> Assertions::slice(int z) const {
    const auto found = slices_.find(z);
    return found == slices_.end() ? nullptr : found->second;
}

const std::string& Assertions::fact(Place place, FactKind kind) const {
    static const std::string kNone;
    const FactAssertion wanted{place, kind, {}};
    const auto at = std::ranges::lower_bound(*facts_, keyOf(wanted), std::less(),
                                             [](const FactAssertion& f) { return keyOf(f); });
    return at != facts_->end() && keyOf(*at) == keyOf(wanted) ? at->value : kNone;
}

std::vector<Assertion> Assertions::all() const {
    std::vector<Assertion> said;
    for (const auto& [z, slice] : slices_) {
        if (!slice->boundary.empty())
            said.emplace_back(PixelAssertion{z, slice->boundary, PixelClaim::Boundary});
        if (!slice->interior.empty())
            said.emplace_back(PixelAssertion{z, slice->interior, PixelClaim::Interior});
        for (const Profile& profile : slice->profiles)
            said.emplace_back(ProfileAssertion{
                {profile.place.x, profile.place.y, z}, profile.pixels, profile.verified});
    }
    said.insert(said.end(), links_->begin(), links_->end());
    said.insert(said.end(), facts_->begin(), facts_->end());
    return said;
}

bool Assertions::operator==(const Assertions& other) const {
    const auto sameSlice = [](const auto& a, const auto& b) {
        return a.first == b.first && (a.second == b.second || *a.second == *b.second);
    };
    return (links_ == other.links_ || *links_ == *other.links_) &&
           (facts_ == other.facts_ || *facts_ == *other.facts_) &&
           std::ranges::equal(slices_, other.slices_, sameSlice);
}

}  // namespace axolemma
