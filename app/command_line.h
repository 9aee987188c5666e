#pragma once

namespace axolemma {

/// Parses the command line, runs what it asks for (the window, if no command) and returns the exit
/// code of the program: 0, 1 with one sentence on stderr, 2 for wrong usage, 130 if cancelled.
/// Never throws.
int runCommandLine(int argc, char** argv);

}  // namespace axolemma
