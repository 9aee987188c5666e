#include "segmentation/pixel_kernels.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

// Compiled for several instruction sets; the loader picks the one of the processor.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__)
#define AXOLEMMA_CLONES \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define AXOLEMMA_CLONES
#endif

namespace axolemma::detail {

namespace {

float toFloat(float value) {
    return value;
}
float toFloat(std::uint16_t value) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16);
}

template <typename Value, int kBlock>
inline __attribute__((always_inline)) void scoreRange(const BlockedFeatures<Value>& features,
                                                      const float* weight, float bias,
                                                      float* scores, std::size_t first,
                                                      std::size_t last) {
    const int blocks = (features.channels + kBlock - 1) / kBlock;
    for (std::size_t p = first; p < last; ++p) {
        float sum[kBlock] = {};
        for (int b = 0; b < blocks; ++b) {
            const Value* f = features.data + (b * features.pixels + p) * kBlock;
            for (int c = 0; c < kBlock; ++c) sum[c] += toFloat(f[c]) * weight[b * kBlock + c];
        }
        for (int width = kBlock / 2; width > 0; width /= 2)
            for (int c = 0; c < width; ++c) sum[c] += sum[c + width];
        scores[p] = bias + sum[0];
    }
}

AXOLEMMA_CLONES void scoreRange16(const BlockedFeatures<float>& f, const float* w, float b,
                                  float* s, std::size_t first, std::size_t last) {
    scoreRange<float, 16>(f, w, b, s, first, last);
}
AXOLEMMA_CLONES void scoreRange16(const BlockedFeatures<std::uint16_t>& f, const float* w, float b,
                                  float* s, std::size_t first, std::size_t last) {
    scoreRange<std::uint16_t, 16>(f, w, b, s, first, last);
}
AXOLEMMA_CLONES void scoreRange8(const BlockedFeatures<float>& f, const float* w, float b, float* s,
                                 std::size_t first, std::size_t last) {
    scoreRange<float, 8>(f, w, b, s, first, last);
}
AXOLEMMA_CLONES void scoreRange8(const BlockedFeatures<std::uint16_t>& f, const float* w, float b,
                                 float* s, std::size_t first, std::size_t last) {
    scoreRange<std::uint16_t, 8>(f, w, b, s, first, last);
}

template <typename Value>
void scoreAll(const BlockedFeatures<Value>& features, std::span<const float> weight, float bias,
              float* scores) {
    std::vector<float> padded((weight.size() + 15) / 16 * 16, 0.0F);
    std::copy(weight.begin(), weight.end(), padded.begin());
    constexpr std::size_t kChunk = 4096;
    const auto chunks = static_cast<std::ptrdiff_t>((features.pixels + kChunk - 1) / kChunk);
#pragma omp parallel for schedule(static)
    for (std::ptrdiff_t i = 0; i < chunks; ++i) {
        const std::size_t first = static_cast<std::size_t>(i) * kChunk;
        const std::size_t last = std::min(features.pixels, first + kChunk);
        if (features.block == 16)
            scoreRange16(features, padded.data(), bias, scores, first, last);
        else
            scoreRange8(features, padded.data(), bias, scores, first, last);
    }
}

void store(float value, float& out) {
    out = value;
}
void store(float value, std::uint16_t& out) {
    // bfloat16, to nearest, ties to even.
    const auto bits = std::bit_cast<std::uint32_t>(value);
    out = static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

template <typename Value>
void gather(const DeconvolutionShape& s, const float* products, std::span<const float> bias,
            Value* out) {
    const int kernel = 2 * s.stride;
    const int outWidth = s.width * s.stride;
    const int outHeight = s.height * s.stride;
    const std::size_t outPixels = static_cast<std::size_t>(outWidth) * outHeight;
    const std::size_t perPixel = static_cast<std::size_t>(kernel) * kernel * s.channels;
#pragma omp parallel
    {
        std::vector<float> sum(s.channels);
#pragma omp for schedule(static)
        for (int y = 0; y < outHeight; ++y) {
            // Output row y lies under the kernels of input rows iy with y = iy * stride - pad + ky.
            const int lastRow = (y + s.stride / 2) / s.stride;
            for (int x = 0; x < outWidth; ++x) {
                const int lastColumn = (x + s.stride / 2) / s.stride;
                std::copy(bias.begin(), bias.end(), sum.begin());
                for (int iy = std::max(0, lastRow - 1); iy <= std::min(lastRow, s.height - 1);
                     ++iy) {
                    const int ky = y + s.stride / 2 - iy * s.stride;
                    for (int ix = std::max(0, lastColumn - 1);
                         ix <= std::min(lastColumn, s.width - 1); ++ix) {
                        const int kx = x + s.stride / 2 - ix * s.stride;
                        const float* part =
                            products + (static_cast<std::size_t>(iy) * s.width + ix) * perPixel +
                            (static_cast<std::size_t>(ky) * kernel + kx) * s.channels;
                        for (int c = 0; c < s.channels; ++c) sum[c] += part[c];
                    }
                }
                const std::size_t pixel = static_cast<std::size_t>(y) * outWidth + x;
                for (int c = 0; c < s.channels; ++c)
                    store(std::max(sum[c], 0.0F),
                          out[(c / s.block * outPixels + pixel) * s.block + c % s.block]);
            }
        }
    }
}

/// 1 / (1 + e^-x), to 2e-7; 2^f on [-0.5, 0.5] by a polynomial, so that the loop vectorises.
inline __attribute__((always_inline)) float sigmoid(float x) {
    const float t = std::clamp(-x * 1.44269504F, -126.0F, 126.0F);
    const float whole = std::floor(t + 0.5F);
    const float f = t - whole;
    const float power =
        1.0F + f * (0.693147182F +
                    f * (0.240226509F +
                         f * (0.0555041087F +
                              f * (0.00961812911F + f * (0.00133335581F + f * 0.000154035304F)))));
    const float scale = std::bit_cast<float>((static_cast<std::int32_t>(whole) + 127) << 23);
    return 1.0F / (1.0F + power * scale);
}

AXOLEMMA_CLONES void sigmoidRow(float* row, int width) {
    for (int x = 0; x < width; ++x) row[x] = sigmoid(row[x]);
}

AXOLEMMA_CLONES void addRow(float* out, const float* a, int width) {
    for (int x = 0; x < width; ++x) out[x] += a[x];
}

/// out[x] = a[x] + t * (b[x] - a[x]).
AXOLEMMA_CLONES void mixRows(float* out, const float* a, const float* b, float t, int width) {
    for (int x = 0; x < width; ++x) out[x] = a[x] + t * (b[x] - a[x]);
}

/// Between which two of n coarse samples fine sample i lies, and how far from the first.
struct Between {
    int first;
    int second;
    float t;
};
Between between(int i, int factor, int n) {
    const float at =
        std::max(0.0F, (static_cast<float>(i) + 0.5F) / static_cast<float>(factor) - 0.5F);
    const int first = std::min(static_cast<int>(at), n - 1);
    return {first, std::min(first + 1, n - 1), at - static_cast<float>(first)};
}

/// out[x] += row enlarged `factor` times.
void addEnlarged(float* out, const float* row, int coarse, int factor) {
    for (int phase = 0; phase < factor; ++phase) {
        // All fine samples of one phase have the same weight.
        const float shift = (static_cast<float>(phase) + 0.5F) / static_cast<float>(factor) - 0.5F;
        const int left = shift < 0 ? -1 : 0;
        const float t = shift < 0 ? shift + 1 : shift;
        for (int c = 0; c < coarse; ++c) {
            const float a = row[std::max(c + left, 0)];
            const float b = row[std::min(c + left + 1, coarse - 1)];
            out[c * factor + phase] += a + t * (b - a);
        }
    }
}

}  // namespace

void scoreOf(const BlockedFeatures<float>& features, std::span<const float> weight, float bias,
             float* scores) {
    scoreAll(features, weight, bias, scores);
}
void scoreOf(const BlockedFeatures<std::uint16_t>& features, std::span<const float> weight,
             float bias, float* scores) {
    scoreAll(features, weight, bias, scores);
}

void gatherDeconvolution(const DeconvolutionShape& shape, const float* products,
                         std::span<const float> bias, float* out) {
    gather(shape, products, bias, out);
}
void gatherDeconvolution(const DeconvolutionShape& shape, const float* products,
                         std::span<const float> bias, std::uint16_t* out) {
    gather(shape, products, bias, out);
}

void fuse(std::span<const BranchScore> branches, ImageView<float> probability) {
    const int width = probability.width();
#pragma omp parallel
    {
        std::vector<float> mixed(width);
#pragma omp for schedule(static)
        for (int y = 0; y < probability.height(); ++y) {
            float* out = probability.row(y);
            std::fill(out, out + width, 0.0F);
            for (const BranchScore& branch : branches) {
                if (branch.factor == 1) {
                    addRow(out, branch.scores.row(y), width);
                    continue;
                }
                const int coarse = branch.scores.width();
                const Between rows = between(y, branch.factor, branch.scores.height());
                mixRows(mixed.data(), branch.scores.row(rows.first), branch.scores.row(rows.second),
                        rows.t, coarse);
                addEnlarged(out, mixed.data(), coarse, branch.factor);
            }
            sigmoidRow(out, width);
        }
    }
}

}  // namespace axolemma::detail
