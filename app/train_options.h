#pragma once

#include <CLI/CLI.hpp>

#include "segmentation/training.h"

namespace axolemma {

/// The options of `train` about the shape of the network, how long and with what it is trained, and
/// what of the machine it may use.
void addArchitecture(CLI::App& command, Architecture& architecture);
void addSchedule(CLI::App& command, TrainingRequest& request);
void addMachine(CLI::App& command, TrainingRequest& request);

}  // namespace axolemma
