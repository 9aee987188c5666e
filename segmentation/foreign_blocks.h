#pragma once

#include <string>
#include <vector>

#include "segmentation/foreign_model.h"

namespace axolemma::detail {

/// Gives an output of the network its axes. Throws `Error` (naming the model) where it does not
/// have a pixel for each pixel of the input, or not the channel that is used.
void requirePixels(const ForeignUse& use, const std::string& name, const Tensor& input,
                   Tensor& output);

/// Where blocks begin along an axis of n pixels, how long all of them are, and which part of each
/// counts.
struct Blocks {
    struct Part {
        int start = 0;  ///< of the block
        int first = 0;  ///< of the pixels that count, up to last
        int last = 0;
    };
    int length = 1;
    std::vector<Part> parts;
};
/// Blocks of about `wanted` pixels that meet what the axis asks for. A block ends where the stack
/// does, or is continued beyond by mirroring where its length is not free.
Blocks blocksAlong(int n, const ForeignAxis& axis, int wanted);

}  // namespace axolemma::detail
