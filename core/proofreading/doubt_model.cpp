#include "core/proofreading/doubt_model.h"

#include <algorithm>
#include <cmath>

namespace axolemma {

namespace {

double logistic(double score) {
    return 1 / (1 + std::exp(-score));
}

double logOf(std::uint32_t pixels) {
    return std::log(std::max<double>(pixels, 1));
}

}  // namespace

double errorOfSeam(const SeamFacts& facts) {
    return logistic(10.22 - 14.43 * facts.membrane - 0.42 * logOf(facts.length) +
                    1.65 * facts.shared);
}

double errorOfFaint(const SeamFacts& facts) {
    return logistic(-2.21 + 2.55 * facts.membrane);
}

double errorOfLink(const PairFacts& facts) {
    // The strength is a probability already; of the surest links some are wrong all the same.
    constexpr double kNeverBelow = 0.03;
    return kNeverBelow + (1 - kNeverBelow) * (1 - facts.strength);
}

double errorOfMissingLink(const PairFacts& facts) {
    // Below one half it promises more than it holds: 15 % of pairs of 0.31, 40 % of those of 0.5.
    constexpr double kScale = 1.6;
    return std::min(1.0, kScale * facts.strength * facts.strength);
}

double yieldOf(double error, double pixels) {
    return error * std::sqrt(pixels);
}

}  // namespace axolemma
