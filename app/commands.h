#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <stop_token>
#include <string>

#include "app/console.h"

namespace axolemma {

/// Exit codes of the program.
enum ExitCode { kSuccess = 0, kFailure = 1, kUsage = 2, kCancelled = 130 };

/// What every command runs with.
struct Session {
    Console& console;
    std::stop_token stop;
    /// How the program was called, paths reduced to file names; kept in models.
    std::string call;
};

/// Does the work and returns the exit code; throws `Error`, `Cancelled`.
using Action = std::function<int(Session&)>;

/// Collects the subcommands and remembers which of them was chosen.
class Commands {
  public:
    Commands(CLI::App& app, Console& console) : app_(app), console_(console) {}

    /// Adds a subcommand with --quiet and --progress, whose help ends with `example`.
    CLI::App* add(const std::string& name, const std::string& description,
                  const std::string& example, Action action);
    /// Empty if no subcommand was chosen.
    const Action& chosen() const { return chosen_; }

  private:
    CLI::App& app_;
    Console& console_;
    Action chosen_;
};

void addSegmentCommand(Commands& commands);
void addTrainCommand(Commands& commands);
void addEvaluateCommand(Commands& commands);
void addReproduceCommand(Commands& commands);
void addRefineCommand(Commands& commands);
void addSampleCommand(Commands& commands);
void addInfoCommand(Commands& commands);
void addConvertCommand(Commands& commands);
void addModelsCommand(Commands& commands);
/// Hidden: no person calls it.
void addForeignCommand(Commands& commands);
void addProjectCommand(Commands& commands);
void addReplayCommand(Commands& commands);
void addApplyCommand(Commands& commands);
void addResegmentCommand(Commands& commands);
void addRetrainCommand(Commands& commands);
void addExportCommand(Commands& commands);

}  // namespace axolemma
