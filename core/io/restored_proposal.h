#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/image.h"
#include "core/io/stored_proposal.h"
#include "core/neurons.h"
#include "core/progress.h"
#include "core/proofreading/derivation.h"

namespace axolemma {

/// Whether a network made any of its slices.
bool hasMaps(const StoredProposal& stored);

/// The labels by which a proposal of imported labels is stored, by slice; null where a slice is not
/// of labels.
std::vector<std::shared_ptr<const Image<std::uint64_t>>> labelsIn(const Proposal& proposal);

/// The partition that a stored proposal means, on up to `threads` threads: a slice of labels has
/// its regions of equal label, one of a map what the rule makes of it, and one of neither is null.
/// Throws `Cancelled`. Any thread.
Proposal restoredProposal(const StoredProposal& stored, int threads = 1,
                          const ProgressFunction& progress = {}, std::stop_token stop = {});

/// What neurons are derived from, but for what was said and the ids that were minted. Throws
/// `Cancelled`. Any thread.
DerivationSources sourcesOf(const StoredProposal& stored, int threads = 1,
                            const ProgressFunction& progress = {}, std::stop_token stop = {});

}  // namespace axolemma
