#include "core/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/link_evidence.h"

namespace axolemma {

namespace {

/// Weights of a logistic regression.
struct Weights {
    float constant;
    float ofUnion;
    float rivalled;
    float unrivalled;
    float logSmaller;
    float doubt;
};

// Fitted on slices 0-15 of ISBI 2012 alone, the experts' own labels and the default network's maps
// of them (resources/models/EXPERIMENTS.md says how good they are elsewhere).

/// The largest overlap of both: nearly always one neuron, the more so the larger it is.
constexpr Weights kMutual{-11.13F, 3.41F, 4.70F, 3.61F, 0.76F, 0};
/// The largest overlap of one: a branch, a part of what was cut, or something else that begins.
constexpr Weights kOneSided{-2.83F, 0, 2.65F, 1.96F, 0, 7.21F};
/// Of neither: two profiles of one neuron at best, and as a rule what lies beside it.
constexpr Weights kNeither{-1.61F, 0, 0, 3.24F, -0.23F, 0};

/// Specks of fewer pixels are no less certain than those of so many, which are the smallest that
/// the weights were fitted on.
constexpr std::uint32_t kSmallestFitted = 20;

float probability(const LinkEvidence& pair) {
    const Weights& w = pair.bestOfA && pair.bestOfB   ? kMutual
                       : pair.bestOfA || pair.bestOfB ? kOneSided
                                                      : kNeither;
    const float size = std::log(static_cast<float>(std::max(pair.smaller, kSmallestFitted)));
    const float score = w.constant + w.ofUnion * pair.ofUnion + w.rivalled * pair.rivalled +
                        w.unrivalled * pair.unrivalled + w.logSmaller * size + w.doubt * pair.doubt;
    return 1 / (1 + std::exp(-score));
}

void checkSameSize(const SliceComponents& slice, const SliceComponents& next) {
    if (slice.labels.width() != next.labels.width() ||
        slice.labels.height() != next.labels.height()) {
        throw Error(
            fmt::format("A slice of {} x {} pixels cannot be joined to one of {} x {}: all "
                        "slices of a stack must have the same size.",
                        slice.labels.width(), slice.labels.height(), next.labels.width(),
                        next.labels.height()));
    }
}

}  // namespace

std::vector<Link> linksBetween(const SliceComponents& slice, const SliceComponents& next,
                               const LinkRule& rule) {
    checkSameSize(slice, next);
    return linksBetween(slice, next, displacementBetween(slice.labels.view(), next.labels.view()),
                        rule);
}

std::vector<Link> linksBetween(const SliceComponents& slice, const SliceComponents& next,
                               const Displacement& displacement, const LinkRule& rule) {
    checkSameSize(slice, next);
    std::vector<Link> links;
    for (const LinkEvidence& pair : linkEvidence(slice, next, displacement)) {
        const float strength = probability(pair);
        if (!(strength > rule.threshold)) continue;
        links.push_back({pair.a, pair.b, pair.overlap, pair.ofSmaller, pair.ofUnion, strength});
    }
    return links;
}

}  // namespace axolemma
