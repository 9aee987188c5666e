#pragma once

#include <cstdint>

namespace axolemma {

/// An opaque colour, 0..255 a channel.
struct Rgb {
    std::uint8_t r = 0;
    std::uint8_t g = 0;
    std::uint8_t b = 0;
    bool operator==(const Rgb&) const = default;
};

/// The colour of a neuron: the same for the same id in every run, on every machine and in every view.
/// Consecutive ids get colours far apart; all are bright and saturated enough to be told apart over
/// grey. 0 (boundary) is black.
Rgb colourOf(std::uint64_t id);

}  // namespace axolemma
