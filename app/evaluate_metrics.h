#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.h"
#include "core/metrics/rand.h"

namespace axolemma {

/// What `axolemma evaluate` scores, both parts of the same shape.
struct EvaluatedPair {
    /// Ids, 0 = membrane; a mask has one. Regions are the 4-connected parts of one id in a slice.
    Volume<std::uint32_t> truth;
    /// 1 where nothing is known, which truth and proposal have as membrane; empty where all is.
    Volume<std::uint8_t> unknown;
    /// The proposal: a map of the probability of cell, or else labels.
    std::optional<Volume<float>> map;
    std::optional<Volume<std::uint32_t>> labels;
};

/// One metric's result.
struct MetricResult {
    std::string key;    ///< as in JSON
    std::string title;  ///< for people
    Score score;
    bool hasThreshold = false;
    bool hasParts = false;  ///< whether `split` and `merge` mean something
};

/// Empty if `name` is the key or the short name of a metric, else a sentence that lists them.
std::string metricNameError(const std::string& name);

/// The metrics with these names, or all that the pair has where there are none, in one order
/// always. Throws `Error` if one was asked for by name that the pair has not; `Cancelled`.
std::vector<MetricResult> scoreMetrics(const EvaluatedPair& pair,
                                       const std::vector<std::string>& names, Session& session);

}  // namespace axolemma
