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
    return logistic(1.96 - 9.51 * facts.strength);
}

double errorOfMissingLink(const PairFacts& facts) {
    return logistic(0.86 + 13.79 * facts.strength -
                    4.69 * std::max(facts.rivalOfA, facts.rivalOfB) - 0.32 * logOf(facts.smaller));
}

double yieldOf(double error, double pixels) {
    return error * std::sqrt(pixels);
}

}  // namespace axolemma
