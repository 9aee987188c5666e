#pragma once

#include <functional>
#include <string>

namespace axolemma {

/// How far a long job has come. `fraction` is in [0, 1] and never falls; `step` says in a few words
/// what is being done ("slice 12 of 30").
struct Progress {
    double fraction = 0.0;
    std::string step;
};

/// Called from the thread that does the work, at most some hundred times a job. May be empty.
using ProgressFunction = std::function<void(const Progress&)>;

}  // namespace axolemma
