#pragma once

#include <functional>
#include <stop_token>

#include "core/image.h"
#include "core/stack.h"
#include "segmentation/engine.h"
#include "segmentation/normalisation.h"

namespace axolemma::detail {

/// How slices go through the network: resampled to its pixel size, padded by mirroring to a
/// multiple of 8, cut into tiles where they are large.
struct PredictionPlan {
    /// Network pixels per stack pixel, along x and y.
    double scaleX = 1;
    double scaleY = 1;
    /// The longest side of a tile without its margins, a multiple of 8.
    int tile = 1024;
    /// How many flips and quarter turns are averaged, 1 to `kViews`.
    int views = 1;
};

/// The plan for this stack: rescaled where a pixel side differs from the model's by more than 3 %
/// and `rescale` is set; tiles such that one takes at most about `memory` bytes, and a layer of it
/// a fraction of a second, because a network can be stopped between layers only.
PredictionPlan planFor(const Stack& stack, const ModelInfo& model, bool rescale,
                       std::size_t memory);

/// The probability of cell of slice z on the stack's grid. `onTile` hears the share that is done.
/// Throws `Cancelled` if stopped, and `Error` where the plan would change the size of the slice
/// more than 16-fold, which is a wrong pixel size and not a stack for this model.
Image<float> predictSlice(Engine& engine, const Architecture& architecture, const Stack& stack,
                          const Normalisation& normalisation, int z, Output output,
                          const PredictionPlan& plan, const std::function<void(double)>& onTile,
                          std::stop_token stop);

}  // namespace axolemma::detail
