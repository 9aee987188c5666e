#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/partition.h"

namespace axolemma {

/// The rule as what a file of the map says of itself (`Stack::facts`): "wf", "threshold" (the t of
/// `boundaryFrom`), "sigma", "h", "join_below" and "smallest_component".
std::map<std::string, std::string> factsOf(const PartitionRule& rule);

/// The rule that such facts say, with what they leave out, or what is out of range, from `rest`;
/// nothing if they say nothing of it.
std::optional<PartitionRule> ruleIn(const std::map<std::string, std::string>& facts,
                                    const PartitionRule& rest);

/// For people: "w_f 0.40, t 0.50, sigma 2, h 0.059, joined below 0.65, at least 20 pixels".
std::string describe(const PartitionRule& rule);

/// The largest values that make sense.
inline constexpr float kLargestSigma = 50;
inline constexpr std::uint32_t kLargestSmallest = 1U << 30;

}  // namespace axolemma
