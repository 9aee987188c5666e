#pragma once

#include <mutex>
#include <utility>

#include "core/proofreading/assertions.h"

namespace axolemma {

/// What was said until now, for jobs that have to know it at their end. Any thread.
class SharedAssertions {
  public:
    void set(Assertions said) {
        const std::lock_guard lock(mutex_);
        said_ = std::move(said);
    }
    Assertions get() const {
        const std::lock_guard lock(mutex_);
        return said_;
    }

  private:
    mutable std::mutex mutex_;
    Assertions said_;
};

}  // namespace axolemma
