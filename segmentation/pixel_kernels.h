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

/// A deconvolution from [height, width] with kernel 2 * stride and padding stride / 2, in channels
/// that fill whole blocks.
struct DeconvolutionShape {
    int width = 0;
    int height = 0;
    int stride = 1;
    int channels = 0;
    int block = 16;
};

/// The last step of a deconvolution: `products` [height, width, kernel, kernel, channels] hold what
/// each input pixel adds to each output pixel under its kernel; `out`, blocked, becomes relu(sum +
/// bias).
void gatherDeconvolution(const DeconvolutionShape& shape, const float* products,
                         std::span<const float> bias, float* out);
void gatherDeconvolution(const DeconvolutionShape& shape, const float* products,
                         std::span<const float> bias, std::uint16_t* out);

}  // namespace axolemma::detail
