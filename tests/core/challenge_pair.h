#pragma once

#include <QString>
#include <QtGlobal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/io/stack_reader.h"

namespace axolemma::test {

/// A truth, a map of the probability of cell, and what the challenge's own code says of the two.
struct ChallengePair {
    Stack truthStack;
    Stack mapStack;
    nlohmann::json expected;

    const auto& truth() const { return std::get<Volume<std::uint8_t>>(truthStack.voxels()); }
    const auto& map() const { return std::get<Volume<float>>(mapStack.voxels()); }
};

/// The pair in $AXOLEMMA_DATA; none where that is not set.
inline std::optional<ChallengePair> challengePair() {
    const QString data = qEnvironmentVariable("AXOLEMMA_DATA");
    if (data.isEmpty()) return std::nullopt;
    const std::filesystem::path folder = std::filesystem::path(data.toStdString()) / "metrics";
    ChallengePair pair{readStack(folder / "truth.tif"), readStack(folder / "proposal.tif"), {}};
    std::ifstream(folder / "expected.json") >> pair.expected;
    return pair;
}

/// Why a test that needs it is skipped.
inline constexpr const char* kNoChallengePair =
    "AXOLEMMA_DATA is not set: the challenge's pair is not here.";

}  // namespace axolemma::test
