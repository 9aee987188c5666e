#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace axolemma {

/// How the window starts.
struct WindowOptions {
    /// Opens the built-in sample stack; ignored where stacks are given.
    bool sample = false;
    /// Segments what was opened as soon as it is there.
    bool segmentAtOnce = false;
    /// A name of `availableModels` or a file, and a device as in `SegmenterOptions`; empty = as in
    /// the last session.
    std::string model;
    std::string device;
    /// For benchmarks: prints one JSON line {"first_slice": true, "libtorch_loaded": ...} to stdout
    /// when the first slice is on screen, and quits.
    bool quitAfterFirstSlice = false;
    /// For pictures: writes the window to this PNG when it has nothing left to do, and quits.
    std::filesystem::path screenshot;
};

/// Shows the window and runs until it is closed. Several `stacks` are the slices of one series.
/// Returns the exit code of the program: 1 with a sentence on stderr where there is no display or
/// no OpenGL. `argc` and `argv` must outlive the call (Qt takes its own options out of them).
int runWindow(int& argc, char** argv, const std::vector<std::filesystem::path>& stacks,
              const WindowOptions& options);

}  // namespace axolemma
