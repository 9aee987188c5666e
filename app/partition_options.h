#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "core/partition.h"

namespace axolemma {

/// The values of a `PartitionRule` that the user gave; the others are left to what it is applied
/// to.
struct PartitionOptions {
    std::optional<float> weight;
    /// t: boundary where p_f >= t.
    std::optional<float> threshold;
    std::optional<float> sigma;
    std::optional<float> depth;
    std::optional<float> joinBelow;
    std::optional<std::uint32_t> smallest;

    bool any() const;
    bool all() const;
    PartitionRule over(PartitionRule rule) const;
};

/// Adds --wf, --threshold, --sigma, --h, --join-below and --smallest; values out of range are wrong
/// usage.
void addPartitionOptions(CLI::App& command, PartitionOptions& options);

}  // namespace axolemma
