#pragma once

#include <cmath>
#include <cstdint>

namespace axolemma {

/// Numbers that depend only on what the generator was made from, the same on every machine (those
/// of <random> differ between standard libraries). SplitMix64 of Steele, Lea and Flood (OOPSLA
/// 2014).
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    Random(std::uint64_t seed, std::uint64_t a, std::uint64_t b)
        : state_(mixed(mixed(mixed(seed) ^ a) ^ b)) {}

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15U;
        return finished(state_);
    }
    /// In [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// In [0, n); n is 1 to 2^53.
    std::uint64_t below(std::uint64_t n) {
        return static_cast<std::uint64_t>(uniform() * static_cast<double>(n));
    }
    bool chance(double probability) { return uniform() < probability; }
    /// Mean 0, standard deviation 1, tails cut at 3.46: the sum of four uniform numbers
    /// (Irwin-Hall).
    float normal() {
        const std::uint64_t bits = next();
        const auto sum = static_cast<std::int32_t>((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) +
                                                   ((bits >> 32) & 0xFFFF) + (bits >> 48));
        return static_cast<float>(sum - 131070) * 2.642893e-5F;
    }

  private:
    static std::uint64_t finished(std::uint64_t z) {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }
    static std::uint64_t mixed(std::uint64_t z) { return finished(z + 0x9E3779B97F4A7C15U); }

    std::uint64_t state_;
};

}  // namespace axolemma
