#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>

#include "core/geometry.h"
#include "core/neurons.h"
#include "core/stack.h"
#include "core/volume.h"

namespace axolemma {

/// How ids are stored in a label file. CREMI's HDF5 layout always holds 64 bits.
enum class LabelBits { Sixteen, ThirtyTwo };

/// Voxels of a stack, and their size in nm.
struct StackFrame {
    int width = 0;
    int height = 0;
    Spacing spacing;
};

/// Whether only 16 bits can hold labels in the format that the path's ending names: PNG.
bool needsNarrowLabels(const std::filesystem::path& path);

/// Labels as the stack that `writeStack` writes to `path`: in `bits`, or in 16 where the format has
/// no more. `spacing` in nm. Throws `Error` that names the largest id where it does not fit.
Stack labelStack(Volume<std::uint32_t> labels, Spacing spacing, const std::filesystem::path& path,
                 LabelBits bits = LabelBits::ThirtyTwo);

/// Which labels to write of a proposal.
struct LabelChoice {
    LabelIds ids = LabelIds::Neurons;
    Boundary boundary = Boundary::Grown;
    LabelBits bits = LabelBits::ThirtyTwo;
};

/// The largest number that such labels hold.
std::uint64_t largestLabel(const Proposal& proposal, const NeuronTable& neurons, LabelIds ids);

/// The labels of a proposal as the stack that `writeStack` writes to `path`: as above, or in 64
/// bits where ids of imported labels need them. `like` has the size and spacing. Throws `Error`
/// where they do not fit, `Cancelled`.
Stack labelStack(const Proposal& proposal, const NeuronTable& neurons, const StackFrame& like,
                 const LabelChoice& choice, const std::filesystem::path& path,
                 std::stop_token stop = {});

}  // namespace axolemma
