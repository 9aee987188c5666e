#pragma once

#include <string>

#include "app/commands.h"
#include "segmentation/training.h"

namespace axolemma {

/// The network that a student learns from, as the user said.
struct Teacher {
    /// Name or file; empty: none.
    std::string model;
    double share = 0.5;
};

/// Runs the teacher over every stack of a training, on its device, and puts down what it says of
/// them and which it is. Does nothing where there is none. Throws `Error`, `Cancelled`.
void askTeacher(const Teacher& teacher, TrainingRequest& request, Session& session);

}  // namespace axolemma
