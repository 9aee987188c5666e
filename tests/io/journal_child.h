#pragma once

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace axolemma::test {

/// Numbers that a child process leaves behind when it is killed.
template <typename T>
class Shared {
  public:
    Shared()
        : value_(static_cast<T*>(::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE,
                                        MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
        new (value_) T();
    }
    ~Shared() { ::munmap(value_, sizeof(T)); }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;
    T& operator*() const { return *value_; }
    T* operator->() const { return value_; }

  private:
    T* value_;
};

/// Runs `work` in a process of its own, which must not return but be killed.
inline pid_t startChild(const std::function<void()>& work) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    try {
        work();
    } catch (...) {
        ::_exit(3);
    }
    ::_exit(0);
}

inline int endOf(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

}  // namespace axolemma::test
