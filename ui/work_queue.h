#pragma once

#include <QThreadPool>
#include <functional>
#include <utility>
#include <vector>

namespace axolemma {

/// Does work in a thread of its own, one after the other and all of it: what was begun is waited
/// for in the end. It can be held, while what it works on is somebody else's. Belongs to one
/// thread, but for `waitForDone`.
class WorkQueue {
  public:
    WorkQueue() { pool_.setMaxThreadCount(1); }
    ~WorkQueue() {
        release();
        waitForDone();
    }

    void start(std::function<void()> work) {
        if (held_) {
            waiting_.push_back(std::move(work));
        } else {
            pool_.start(std::move(work));
        }
    }
    /// From now on nothing is begun, until `release`.
    void hold() { held_ = true; }
    void release() {
        held_ = false;
        for (auto& work : std::exchange(waiting_, {})) start(std::move(work));
    }
    /// Waits for what was begun. Any thread.
    void waitForDone() { pool_.waitForDone(); }

  private:
    QThreadPool pool_;
    std::vector<std::function<void()>> waiting_;
    bool held_ = false;
};

}  // namespace axolemma
