#pragma once

#include <cstdint>

#include "core/stack.h"
#include "core/volume.h"

namespace axolemma {

/// What `makeSyntheticStack` makes. The same settings give the same bytes on every machine.
struct SyntheticSettings {
    int width = 512;
    int height = 512;
    int depth = 16;
    std::uint64_t seed = 1;
};

/// A synthetic ssTEM stack and what is true of it.
struct SyntheticStack {
    /// uint8, 4 x 4 x 50 nm.
    Stack images;
    /// 0 = membrane, otherwise the number of the neurite, the same through all slices.
    Volume<std::uint32_t> truth;
};

/// Neurites with membranes of varying contrast and thickness that run through many slices and
/// branch, with mitochondria, vesicles, section jitter, noise, a fold and a speck of dirt, looking
/// like an ISBI 2012 slice. Deterministic. Sizes must be at least 64 x 64 x 1, else `Error`.
SyntheticStack makeSyntheticStack(const SyntheticSettings& settings = {});

/// The stack that the program offers to try things out: `makeSyntheticStack()` under a name that
/// `isSample` knows it by.
Stack sampleStack();
bool isSample(const Stack& stack);

}  // namespace axolemma
