#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/commands.h"
#include "core/io/stored_proposal.h"
#include "core/proofreading/derivation.h"
#include "core/proofreading/gesture.h"
#include "segmentation/retraining.h"

namespace axolemma {

/// A project as something to learn from.
struct TaughtProject {
    std::string folder;
    TaughtStack stack;
    /// What the network proposed, its model, and what was made of it; empty where nothing is
    /// segmented.
    StoredProposal proposal;
    Assertions assertions;
    /// The steps that are done.
    std::vector<Gesture> gestures;
    /// The last line of the journal.
    std::uint64_t line = 0;
    /// Known pixels of the held-out part and of what is learnt from.
    std::uint64_t scored = 0;
    std::uint64_t trained = 0;
};

/// Reads a project without changing or locking it. Throws `Error`, `Cancelled`.
TaughtProject readTaughtProject(const std::string& folder, Session& session);

}  // namespace axolemma
