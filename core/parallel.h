#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace axolemma {

/// How many threads are worth starting; at least 1.
inline int processors() {
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// Calls `work(i)` for i in [0, count), on up to `threads` threads of which one is the caller's.
/// The order is not defined; the first exception ends the others after their current call and is
/// thrown here.
template <typename Work>
void parallelFor(int count, int threads, Work&& work) {
    threads = std::clamp(threads, 1, std::max(count, 1));
    if (threads == 1) {
        for (int i = 0; i < count; ++i) work(i);
        return;
    }
    std::atomic<int> next = 0;
    std::exception_ptr failure;
    std::mutex failureMutex;
    const auto loop = [&] {
        try {
            for (int i = next++; i < count; i = next++) work(i);
        } catch (...) {
            next = count;
            const std::lock_guard lock(failureMutex);
            if (!failure) failure = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> helpers;
        for (int i = 1; i < threads; ++i) helpers.emplace_back(loop);
        loop();
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace axolemma
