#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.h"
#include "core/io/project.h"
#include "core/io/stored_proposal.h"
#include "core/proofreading/derivation.h"

namespace axolemma {

/// What the commands that change a project have in common.

/// Opens a project to change it. Throws `Error` where it may not be, or a line of its journal is
/// damaged, so that what comes after it is not passed in silence.
std::unique_ptr<Project> openToChange(const std::string& folder, Session& session);

/// Who makes the steps: the user's name in the system.
std::string authorOfSteps();

/// Derives what holds where a proposal is `sources` (which has neither of the two). Throws
/// `Cancelled`.
Derived derivedFrom(DerivationSources sources, const Assertions& said,
                    const std::vector<MintedId>& minted, Session& session,
                    const Derived* before = nullptr);

/// The sources of the proposal of that name; where it is empty, slices that are not segmented.
/// Throws `Error`, `Cancelled`.
DerivationSources sourcesIn(const ProposalStore& store, const std::string& proposal, int depth,
                            Session& session);

/// Keeps the ids that `derived` gave for the first time.
void keepMinted(Project& project, const Derived& derived);

/// Waits until all lines are on the disk, and makes the next opening fast. Throws `Error`.
void finish(Project& project, Session& session);

/// What is adrift now and was not before, in the order of the assertions.
std::vector<Adrift> newlyAdrift(const Derived& before, const Derived& now);

/// "slice 3, x 10, y 22: These places were said to be one neuron, but also to be different.", and
/// the same for machines.
std::string describe(const Adrift& adrift);
nlohmann::ordered_json jsonOf(const std::vector<Adrift>& adrift);

}  // namespace axolemma
