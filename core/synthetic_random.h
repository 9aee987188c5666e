#pragma once

#include <cstdint>

#include "core/image.h"

/// What the synthetic stack is drawn with. Only +, -, *, / and sqrt of IEEE 754 numbers and
/// integers are used, in a fixed order: <random>'s distributions and libm's sin and exp differ
/// between machines in their last bits, and a flipped bit may flip a pixel.
namespace axolemma::synthetic {

/// A bijective mix of 64 bits (the finaliser of SplitMix64, Steele et al. 2014).
constexpr std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

/// A number for each tuple of keys, for things that must not depend on the order they are drawn in.
constexpr std::uint64_t hashed(std::uint64_t a, std::uint64_t b, std::uint64_t c = 0,
                               std::uint64_t d = 0) {
    return mixed(mixed(mixed(mixed(a) ^ b) ^ c) ^ d);
}

/// Sum of eight bytes, centred and scaled: mean 0, variance 1, close to a normal distribution.
inline float normalOf(std::uint64_t bits) {
    std::uint64_t pairs = (bits & 0x00ff00ff00ff00ffU) + ((bits >> 8) & 0x00ff00ff00ff00ffU);
    pairs = (pairs & 0x0000ffff0000ffffU) + ((pairs >> 16) & 0x0000ffff0000ffffU);
    const auto sum = static_cast<std::int32_t>((pairs & 0xffffffffU) + (pairs >> 32));
    return static_cast<float>(sum - 1020) * (1.0F / 209.023F);
}

/// SplitMix64, seeded by a tuple of keys.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t bits() {
        const std::uint64_t result = mixed(state_);
        state_ += 0x9e3779b97f4a7c15U;
        return result;
    }
    /// In [low, high).
    float uniform(float low = 0.0F, float high = 1.0F) {
        return low + (high - low) * (static_cast<float>(bits() >> 40) * 0x1p-24F);
    }
    float normal(float mean = 0.0F, float deviation = 1.0F) {
        return mean + deviation * normalOf(bits());
    }
    /// In 0..count-1.
    int below(int count) { return static_cast<int>((bits() >> 33) % static_cast<unsigned>(count)); }
    bool chance(float probability) { return uniform() < probability; }

  private:
    std::uint64_t state_;
};

/// A vector of the plane, in pixels.
struct Vector {
    float x = 0;
    float y = 0;
};

/// A direction drawn evenly from the circle.
Vector randomDirection(Random& random);

/// e^-q for q >= 0, from a table; 0 beyond 15.
float decay(float q);

/// e^x for |x| <= 6.
float exponential(float x);

/// A cosine of period 1 drawn with parabolas, in [-1, 1].
float wave(float t);

/// Smooth noise in space: random values on a lattice `wavelength` pixels wide in x, y and z, joined
/// by cubic B-splines; mean 0, variance 1. `z` is in pixels. Pixel (0, 0) of `out` lies at
/// `origin`.
void fillSmoothNoise(ImageView<float> out, std::uint64_t seed, float wavelength, Vector origin,
                     float z);

/// Convolves rows and columns with [c b a b c], a = 1 - 2b - 2c; edges are repeated.
void blur(ImageView<float> image, float b, float c);

}  // namespace axolemma::synthetic
