#pragma once

#include <stop_token>
#include <thread>

namespace axolemma {

/// While it lives, the first Ctrl-C (SIGINT) or SIGTERM asks the command to stop through `token`;
/// the second ends the program at once. At most one at a time; belongs to main's thread.
class Interruption {
  public:
    /// Throws `Error` if the system has no pipe left.
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    std::stop_token token() const { return source_.get_token(); }

  private:
    std::stop_source source_;
    int readEnd_ = -1;
    std::thread watcher_;
};

}  // namespace axolemma
