#include "core/metrics/volume_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/error.h"

namespace axolemma {

namespace {

using Counts = std::unordered_map<std::uint64_t, std::uint64_t>;

/// Sums of n^2 and n ln n over the counts.
struct Sums {
    double squares = 0;
    double logs = 0;
};

Sums sumsOf(const Counts& counts) {
    Sums sums;
    for (const auto& [key, count] : counts) {
        const auto n = static_cast<double>(count);
        sums.squares += n * n;
        sums.logs += n * std::log(n);
    }
    return sums;
}

}  // namespace

bool namesNeurons(const Volume<std::uint32_t>& labels) {
    const auto first = std::find_if(labels.begin(), labels.end(), [](auto id) { return id != 0; });
    return std::any_of(first, labels.end(), [&](auto id) { return id != 0 && id != *first; });
}

VolumeScores volumeScores(const Volume<std::uint32_t>& truth, const Volume<std::uint32_t>& proposal,
                          std::stop_token stop) {
    if (truth.width() != proposal.width() || truth.height() != proposal.height() ||
        truth.depth() != proposal.depth()) {
        throw Error(
            fmt::format("The truth has {} x {} x {} voxels but the labels have {} x {} x "
                        "{}: give two volumes of the same size.",
                        truth.width(), truth.height(), truth.depth(), proposal.width(),
                        proposal.height(), proposal.depth()));
    }
    Counts ofTruth;
    Counts ofProposal;
    Counts ofBoth;
    std::uint64_t n = 0;
    const auto* const t = truth.data();
    const auto* const p = proposal.data();
    for (int z = 0; z < truth.depth(); ++z) {
        if (stop.stop_requested()) throw Cancelled();
        const std::size_t end = truth.sliceSize() * (z + 1);
        for (std::size_t i = truth.sliceSize() * z; i < end;) {
            const std::size_t start = i;
            while (i < end && t[i] == t[start] && p[i] == p[start]) ++i;
            if (t[start] == 0) continue;
            ofBoth[static_cast<std::uint64_t>(t[start]) << 32 | p[start]] += i - start;
            n += i - start;
        }
    }
    if (n == 0) return {};
    for (const auto& [pair, count] : ofBoth) {
        ofTruth[pair >> 32] += count;
        ofProposal[pair & 0xFFFFFFFFU] += count;
    }
    const Sums both = sumsOf(ofBoth);
    const Sums byTruth = sumsOf(ofTruth);
    const Sums byProposal = sumsOf(ofProposal);
    // H(X | Y) = H(X, Y) - H(Y), in which the terms of ln n cancel.
    const auto voxels = static_cast<double>(n);
    return {std::max(0.0, (byTruth.logs - both.logs) / voxels),
            std::max(0.0, (byProposal.logs - both.logs) / voxels),
            1 - 2 * both.squares / (byTruth.squares + byProposal.squares)};
}

}  // namespace axolemma
