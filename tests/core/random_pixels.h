#pragma once

#include <cstdint>
#include <random>

#include "core/image.h"
#include "core/volume.h"

namespace axolemma::test {

/// Random pictures that are the same on every machine: the engine is fixed by the standard, the
/// distributions of the standard library are not and are not used.
class RandomPixels {
  public:
    explicit RandomPixels(std::uint32_t seed) : engine_(seed) {}

    /// A whole number in [0, end).
    std::uint32_t below(std::uint32_t end) { return engine_() % end; }
    /// In [0, 1).
    float share() { return static_cast<float>(engine_() >> 8) * 0x1p-24F; }

    Image<std::uint8_t> mask(int width, int height, float density) {
        Image<std::uint8_t> out(width, height);
        for (auto& pixel : out) pixel = share() < density ? 255 : 0;
        return out;
    }

    /// Rectangles of the labels 1..count thrown over each other on 0: regions that touch, and some
    /// with several parts.
    Image<std::uint32_t> patches(int width, int height, std::uint32_t count) {
        Image<std::uint32_t> out(width, height, 0);
        for (std::uint32_t label = 0; label <= count; ++label) {
            const int x0 = static_cast<int>(below(width));
            const int y0 = static_cast<int>(below(height));
            const int x1 = std::min(width, x0 + 2 + static_cast<int>(below(width / 2 + 1)));
            const int y1 = std::min(height, y0 + 2 + static_cast<int>(below(height / 2 + 1)));
            for (int y = y0; y < y1; ++y) {
                for (int x = x0; x < x1; ++x) out(x, y) = label;
            }
        }
        return out;
    }

    /// Random values blurred along x and y, so that thresholds make blobs of all sizes. In [0, 1].
    Volume<float> map(int width, int height, int depth) {
        Volume<float> out(width, height, depth);
        for (int z = 0; z < depth; ++z) {
            auto slice = out.slice(z);
            for (int y = 0; y < height; ++y) {
                for (int x = 0; x < width; ++x) {
                    const float left = x > 0 ? slice(x - 1, y) : share();
                    const float above = y > 0 ? slice(x, y - 1) : share();
                    slice(x, y) = 0.35F * left + 0.35F * above + 0.3F * share();
                }
            }
        }
        return out;
    }

  private:
    std::mt19937 engine_;
};

}  // namespace axolemma::test
