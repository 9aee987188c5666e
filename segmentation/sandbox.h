#pragma once

#include <cstddef>

namespace axolemma::detail {

/// Takes from this process, for good, all that a program of others must not have: more than
/// `memory` bytes beyond what it has now, new files, sockets and pipes, other programs and other
/// processes. What is open stays open; threads can still be started. By two independent means:
/// limits of resources (no file descriptor more, no byte into a file) and a filter of system calls
/// that lets through only what arithmetic needs. Returns whether the filter is in force: a kernel
/// may have none.
bool enterSandbox(std::size_t memory);

}  // namespace axolemma::detail
