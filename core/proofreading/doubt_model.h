#pragma once

#include "core/proofreading/link_doubts.h"
#include "core/proofreading/slice_doubts.h"

namespace axolemma {

// How likely the present outcome is wrong: logistic regressions, one for each kind of doubt, fitted
// on maps of slices that their network never saw (resources/models/EXPERIMENTS.md).

/// That two components, of different neurons, with this membrane between them are one.
double errorOfSeam(const SeamFacts& facts);
/// That a component with this membrane within it is two.
double errorOfFaint(const SeamFacts& facts);
/// That two components of neighbouring slices, of one neuron, are two.
double errorOfLink(const PairFacts& facts);
/// That two components of neighbouring slices, of different neurons, are one.
double errorOfMissingLink(const PairFacts& facts);

/// The order of doubts: the expected yield of a decision about `pixels` that is wrong with this
/// probability.
double yieldOf(double error, double pixels);

}  // namespace axolemma
