#include "core/proofreading/doubt_model.h"

#include <algorithm>
#include <cmath>

namespace axolemma {

namespace {

double logistic(double score) {
    return 1 / (1 + std::exp(-score));
}

/// The log-odds of a probability; what is nearer to 0 or 1 than 1 % is no surer.
double logOdds(double probability) {
    const double p = std::clamp(probability, 0.01, 0.99);
    return std::log(p / (1 - p));
}

}  // namespace

double errorOfSeam(const SeamFacts& facts) {
    return facts.cells * logistic(-0.29 - 1.45 * logOdds(facts.membrane) + 2.20 * facts.shared);
}

double errorOfFaint(const SeamFacts& facts) {
    return logistic(-1.05 + 1.30 * facts.membrane - 0.91 * facts.shared);
}

double errorOfLink(const PairFacts& facts) {
    return facts.cells * logistic(-1.95 - 1.32 * logOdds(facts.strength) + 6.04 * facts.membrane);
}

double errorOfMissingLink(const PairFacts& facts, int together) {
    // Neurons that lie beside each other are both in most slices; one that ends where the other
    // begins is not.
    return facts.cells * logistic(-0.30 + 0.88 * logOdds(facts.strength) - 0.71 * together +
                                  8.36 * facts.partOfOther);
}

double yieldOf(double error, double pixels) {
    return error * std::sqrt(pixels);
}

}  // namespace axolemma
