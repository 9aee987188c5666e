#include "core/proofreading/corrections.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <variant>

namespace axolemma {

namespace {

constexpr int kReach = 3;
/// Fewer pixels of a cell beside a stroke say nothing of it.
constexpr std::uint64_t kLeastPixels = 3;

bool approves(const Assertion& said) {
    const auto* profile = std::get_if<ProfileAssertion>(&said);
    return profile && profile->verified;
}

bool corrects(const Assertion& said) {
    if (const auto* pixels = std::get_if<PixelAssertion>(&said))
        return pixels->claim != PixelClaim::None && !pixels->pixels.empty();
    if (const auto* link = std::get_if<LinkAssertion>(&said))
        return link->relation != Relation::None;
    const auto* profile = std::get_if<ProfileAssertion>(&said);
    return profile && !profile->verified && !profile->pixels.empty();
}

bool agrees(const Derived& proposed, const LinkAssertion& link) {
    const bool same = proposed.neuronNear(link.a) == proposed.neuronNear(link.b) &&
                      proposed.neuronNear(link.a) != 0;
    return same == (link.relation == Relation::Same);
}

/// Whether the components of `proposed` tell the cells of `corrected` apart around these pixels.
bool agrees(const Derived& proposed, const Derived& corrected, int z, const PixelRuns& pixels) {
    const auto now = proposed.components(z);
    const auto wanted = corrected.components(z);
    if (!now || !wanted) return false;
    std::map<std::uint32_t, std::map<std::uint32_t, std::uint64_t>> overlap;
    std::map<std::uint32_t, std::uint64_t> sizes;
    const PixelRuns around = pixels.grownBy(kReach).clipped(wanted->labels.bounds());
    for (const PixelRun& run : around.runs())
        for (int x = run.x0; x < run.x1; ++x) {
            const std::uint32_t cell = wanted->labels(x, run.y);
            if (cell == 0) continue;
            ++sizes[cell];
            if (const std::uint32_t c = now->labels(x, run.y); c != 0) ++overlap[cell][c];
        }
    std::set<std::uint32_t> taken;
    for (const auto& [cell, size] : sizes) {
        if (size < kLeastPixels) continue;
        const auto& parts = overlap[cell];
        const auto most =
            std::ranges::max_element(parts, {}, [](const auto& part) { return part.second; });
        if (most == parts.end() || 2 * most->second < size || !taken.insert(most->first).second)
            return false;
    }
    return true;
}

}  // namespace

bool isCorrection(const Gesture& gesture) {
    return std::ranges::none_of(gesture.said, approves) &&
           std::ranges::any_of(gesture.said, corrects);
}

bool saysAlready(const Derived& proposed, const Derived& corrected, const Gesture& correction) {
    return std::ranges::all_of(correction.said, [&](const Assertion& said) {
        if (!corrects(said)) return true;
        if (const auto* link = std::get_if<LinkAssertion>(&said)) return agrees(proposed, *link);
        if (const auto* pixels = std::get_if<PixelAssertion>(&said))
            return agrees(proposed, corrected, pixels->z, pixels->pixels);
        const auto& profile = std::get<ProfileAssertion>(said);
        return agrees(proposed, corrected, profile.place.z, profile.pixels);
    });
}

EditsSaved editsSaved(std::span<const Gesture> gestures, const Derived& corrected,
                      const Derived& before, const Derived& after) {
    EditsSaved saved;
    for (const Gesture& gesture : gestures) {
        if (!isCorrection(gesture)) continue;
        ++saved.corrections;
        saved.neededBefore += !saysAlready(before, corrected, gesture);
        saved.neededAfter += !saysAlready(after, corrected, gesture);
    }
    return saved;
}

}  // namespace axolemma
