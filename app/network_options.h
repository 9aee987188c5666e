#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "app/commands.h"
#include "core/io/stored_proposal.h"
#include "core/stack.h"
#include "segmentation/segmenter.h"

namespace axolemma {

/// Which network to run, where and how, as the user said.
struct NetworkOptions {
    std::string model = "default";
    SegmenterOptions segmenter;
    bool noRescale = false;

    SegmenterOptions options() const;
};

/// Adds --model, and what else is said of a run: --device, --precision, --threads, --tta and
/// --no-rescale.
CLI::Option* addModel(CLI::App& command, NetworkOptions& options);
void addNetworkOptions(CLI::App& command, NetworkOptions& options);

/// What is to be made of the maps of a model.
using RuleOfModel = std::function<PartitionRule(const ModelInfo& model, const std::string& hash)>;

/// Runs the network over the whole stack: the maps, and what made them. Throws `Error`,
/// `Cancelled`.
StoredProposal runNetwork(const NetworkOptions& network, std::shared_ptr<const Stack> stack,
                          const RuleOfModel& rule, Session& session);

/// The hash of the file of a model, by its name or path; empty where it cannot be found.
std::string hashOfModel(const std::string& nameOrPath);

}  // namespace axolemma
