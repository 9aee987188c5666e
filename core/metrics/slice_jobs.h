#pragma once

#include <fmt/format.h>

#include <mutex>
#include <stop_token>
#include <utility>

#include "core/error.h"
#include "core/parallel.h"
#include "core/progress.h"

namespace axolemma::detail {

/// How the work on the slices of a stack is done.
struct SliceJobs {
    int threads = 1;
    std::stop_token stop;
    ProgressFunction progress;

    /// Calls `work(t, z)` for every threshold t of every slice z, on up to `threads` threads.
    /// Throws `Cancelled` before the next call if stopped.
    template <typename Work>
    void forEach(int thresholds, int depth, Work work) const {
        std::mutex mutex;
        int done = 0;
        const int count = thresholds * depth;
        const int step = count / 100 + 1;
        parallelFor(count, threads, [&](int i) {
            if (stop.stop_requested()) throw Cancelled();
            work(i % thresholds, i / thresholds);
            if (!progress) return;
            const std::scoped_lock lock(mutex);
            if (++done % step != 0 && done != count) return;
            progress({static_cast<double>(done) / count,
                      fmt::format("slice {} of {}", done / thresholds, depth)});
        });
    }
};

}  // namespace axolemma::detail
