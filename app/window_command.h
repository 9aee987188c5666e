#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

namespace axolemma {

/// What may be said where no command is named.
struct WindowArguments {
    std::vector<std::string> stacks;
    bool sample = false;
    bool segment = false;
    std::string model;
    std::string device;
    bool quitAfterFirstSlice = false;
    std::string screenshot;
};

std::shared_ptr<WindowArguments> addWindowArguments(CLI::App& app);

/// Shows the window until it is closed. Throws `Error` for a stack that does not exist.
int openWindow(const WindowArguments& arguments, int& argc, char** argv);

}  // namespace axolemma
