#pragma once

#include "core/proofreading/link_doubts.h"
#include "core/proofreading/slice_doubts.h"

namespace axolemma {

// How likely the present outcome is wrong: logistic regressions, one for each kind of doubt, fitted
// on maps of slices that their network never saw (resources/models/EXPERIMENTS.md), times the
// probability that both sides are cells at all.

/// That two components, of different neurons, with this membrane between them are one.
double errorOfSeam(const SeamFacts& facts);
/// That a component with this membrane within it is two.
double errorOfFaint(const SeamFacts& facts);
/// That two components of neighbouring slices, of one neuron, are two.
double errorOfLink(const PairFacts& facts);
/// That two components of neighbouring slices, of different neurons, are one. `together`: the
/// slices, of both and one more on either side, that both neurons are in, 0 to 4.
double errorOfMissingLink(const PairFacts& facts, int together);

/// The order of doubts: the expected yield of a decision about `pixels` that is wrong with this
/// probability.
double yieldOf(double error, double pixels);

}  // namespace axolemma
