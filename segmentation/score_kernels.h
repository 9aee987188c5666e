#pragma once

#include <cstdint>
#include <span>

#include "core/image.h"

namespace axolemma::detail {

/// Feature maps in blocks of channels: [channels / block, height * width, block], the last block
/// filled up with zeros. `Value` is float or bfloat16 as its upper 16 bits.
template <typename Value>
struct BlockedFeatures {
    const Value* data = nullptr;
    int channels = 0;
    int block = 16;
    std::size_t pixels = 0;
};

/// A 1x1 convolution to one channel: scores[p] = bias + sum_c weight[c] * features[c, p].
void scoreOf(const BlockedFeatures<float>& features, std::span<const float> weight, float bias,
             float* scores);
void scoreOf(const BlockedFeatures<std::uint16_t>& features, std::span<const float> weight,
             float bias, float* scores);

/// The scores of one branch at 1 / factor of the full size.
struct BranchScore {
    ImageView<const float> scores;
    int factor = 1;
};

/// probability = sigmoid(sum of the branches, each upsampled bilinearly with pixel centres at
/// halves).
void fuse(std::span<const BranchScore> branches, ImageView<float> probability);

}  // namespace axolemma::detail
