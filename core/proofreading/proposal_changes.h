#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/components.h"
#include "core/metrics/slice_errors.h"
#include "core/proofreading/taught.h"

namespace axolemma {

/// Whether a proposal says at a place what an expert said there.
enum class Standing { Unknown, Agrees, Contradicts };

/// A place where one proposal differs from another.
struct ProposalChange {
    int z = 0;
    /// Of the new proposal, with the old one in place of a truth: it cuts (`Split`) or joins
    /// (`Merge`) what the other has otherwise.
    SliceError difference;
    Standing before = Standing::Unknown;
    Standing after = Standing::Unknown;

    /// 1 where the new one is right and the old one is not, -1 the other way round, else 0.
    int gain() const {
        return (after == Standing::Agrees && before == Standing::Contradicts) -
               (before == Standing::Agrees && after == Standing::Contradicts);
    }
};

/// An error of the new proposal against what was taught.
struct Contradiction {
    int z = 0;
    SliceError error;
};

/// How a new proposal differs from an old one, and from what an expert taught.
struct ProposalChanges {
    /// First those where what was taught tells the two apart, then by falling number of pixels.
    std::vector<ProposalChange> changes;
    /// By falling number of pixels.
    std::vector<Contradiction> contradictions;

    /// How many changes have this gain.
    std::size_t withGain(int gain) const {
        return static_cast<std::size_t>(std::ranges::count(changes, gain, &ProposalChange::gain));
    }
};

/// Compares slices that both have; of what was taught only what is known counts. `SliceErrors` says
/// what an error is. Throws `Cancelled`. Any thread.
ProposalChanges changesBetween(std::span<const std::shared_ptr<const SliceComponents>> before,
                               std::span<const std::shared_ptr<const SliceComponents>> after,
                               const TaughtSlices& taught, std::stop_token stop = {});

}  // namespace axolemma
