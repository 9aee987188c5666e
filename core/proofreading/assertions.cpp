#include "core/proofreading/assertions.h"

#include <algorithm>
#include <atomic>
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

/// What `shared` points to, to be changed: itself where nobody else has it, else a copy, which
/// takes its place. So thousands of changes in a row copy nothing.
template <typename T>
T& own(std::shared_ptr<const T>& shared) {
    if (shared.use_count() != 1) {
        shared = std::make_shared<T>(*shared);
    } else {
        // Whoever let go of it in another thread has read it before we write.
        std::atomic_thread_fence(std::memory_order_acquire);
    }
    // None was made as a constant.
    return const_cast<T&>(*shared);
}

/// Whether sets surely share no pixel, for they share no row.
bool apart(const PixelRuns& a, const PixelRuns& b) {
    return a.empty() || b.empty() || a.runs().back().y < b.runs().front().y ||
           b.runs().back().y < a.runs().front().y;
}

/// Puts `entry` among entries that are ordered by key, or takes the one of its key away where
/// `present` is false; returns what was there.
template <typename Entry>
std::optional<Entry> exchange(std::shared_ptr<const std::vector<Entry>>& entries, Entry entry,
                              bool present) {
    std::vector<Entry>& changed = own(entries);
    const auto at = std::ranges::lower_bound(changed, keyOf(entry), std::less(),
                                             [](const Entry& e) { return keyOf(e); });
    const bool known = at != changed.end() && keyOf(*at) == keyOf(entry);
    std::optional<Entry> before;
    if (known) before = *at;
    if (present && known) {
        *at = std::move(entry);
    } else if (present) {
        changed.insert(at, std::move(entry));
    } else if (known) {
        changed.erase(at);
    }
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
        std::move(ofOne.rbegin(), ofOne.rend(), std::back_inserter(before));
    }
    // What was said last is taken back first.
    std::ranges::reverse(before);
    return before;
}

void Assertions::say(const PixelAssertion& said, std::vector<Assertion>& before) {
    if (said.pixels.empty()) return;
    SliceAssertions& changed = sliceToChange(said.z);
    const PixelRuns wasBoundary = changed.boundary.intersected(said.pixels);
    const PixelRuns wasVerified = changed.verifiedBoundary.intersected(said.pixels);
    const PixelRuns wasInterior = changed.interior.intersected(said.pixels);
    const PixelRuns wasNeither = said.pixels.without(wasBoundary).without(wasInterior);
    const auto restore = [&](const PixelRuns& pixels, PixelClaim claim, bool verified) {
        if (!pixels.empty()) before.emplace_back(PixelAssertion{said.z, pixels, claim, verified});
    };
    restore(wasBoundary.without(wasVerified), PixelClaim::Boundary, false);
    restore(wasVerified, PixelClaim::Boundary, true);
    restore(wasInterior, PixelClaim::Interior, false);
    restore(wasNeither, PixelClaim::None, false);
    const auto put = [&](PixelRuns& pixels, bool in) {
        pixels = in ? pixels.united(said.pixels) : pixels.without(said.pixels);
    };
    const bool boundary = said.claim == PixelClaim::Boundary;
    put(changed.boundary, boundary);
    put(changed.verifiedBoundary, boundary && said.verified);
    put(changed.interior, said.claim == PixelClaim::Interior);
    dropIfEmpty(said.z);
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
    SliceAssertions& changed = sliceToChange(z);
    ProfileAssertion was{said.place, {}, false};
    std::vector<Assertion> others;
    std::erase_if(changed.profiles, [&](Profile& profile) {
        if (profile.place == place) {
            was.pixels = std::move(profile.pixels);
            was.verified = profile.verified;
            return true;
        }
        if (apart(profile.pixels, said.pixels) || profile.pixels.intersected(said.pixels).empty())
            return false;
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
    dropIfEmpty(z);
}

void Assertions::say(const FactAssertion& said, std::vector<Assertion>& before) {
    const auto was = exchange(facts_, said, !said.value.empty());
    before.emplace_back(was.value_or(FactAssertion{said.place, said.kind, {}}));
}

SliceAssertions& Assertions::sliceToChange(int z) {
    auto& slice = slices_[z];
    if (!slice) slice = std::make_shared<SliceAssertions>();
    return own(slice);
}

void Assertions::dropIfEmpty(int z) {
    const auto found = slices_.find(z);
    if (found->second->empty()) slices_.erase(found);
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
        const PixelRuns& verified = slice->verifiedBoundary;
        if (const PixelRuns painted = slice->boundary.without(verified); !painted.empty())
            said.emplace_back(PixelAssertion{z, painted, PixelClaim::Boundary});
        if (!verified.empty())
            said.emplace_back(PixelAssertion{z, verified, PixelClaim::Boundary, true});
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
