#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/proofreading/history.h"

namespace axolemma {

/// Appends lines to a file from threads of its own: one writes each line at once, so that it is in
/// the system's hands when this process dies; one flushes it to the disk within 100 ms, for when
/// the machine dies. Lines stay in memory until then. Where that fails (disk full, network drive
/// lost) they stay longer, and it is tried again every second, exactly where it stopped: no line
/// ever follows a part of another. All functions may be called from any thread.
class JournalWriter {
  public:
    /// Called with a sentence when lines cannot be written, and with nothing when all are on disk
    /// again. From a thread of the writer's; must not call the writer but for `problem`.
    using ProblemFunction = std::function<void(const std::string&)>;

    /// Writes behind the first `end` bytes of a file that exists; what the file holds beyond, a
    /// torn line, is cut off before the first line is written. `openLine`: those bytes end without
    /// a newline, which is appended. Throws `Error` where the file cannot be opened.
    JournalWriter(std::filesystem::path path, std::uint64_t end, bool openLine,
                  ProblemFunction problem = {});
    /// Tries once more to write what is left.
    ~JournalWriter();
    JournalWriter(const JournalWriter&) = delete;
    JournalWriter& operator=(const JournalWriter&) = delete;

    /// Queues a line, which ends with a newline, and says where it will be. Never waits for a disk.
    JournalSpan append(std::string line);
    /// Where the next line begins.
    std::uint64_t end() const;
    /// Bytes of the journal, from memory where they are not on disk. Throws `Error`.
    std::string read(JournalSpan span) const;
    /// Writes the lines before `upTo`, also what is not on disk, to another file. Throws `Error`.
    void copyTo(const std::filesystem::path& path, std::uint64_t upTo) const;
    /// The file was renamed.
    void movedTo(std::filesystem::path path) {
        const std::lock_guard lock(mutex_);
        path_ = std::move(path);
    }

    /// Why lines cannot be written now; empty where they can.
    std::string problem() const;
    /// Waits until all lines that were appended are on the disk; false where that fails.
    bool flush();

  private:
    using Clock = std::chrono::steady_clock;
    struct File;
    struct Line {
        std::uint64_t offset = 0;
        std::string bytes;
        std::uint64_t end() const { return offset + bytes.size(); }
    };

    void writeLoop();
    void syncLoop();
    void writeSome(std::unique_lock<std::mutex>& lock);
    void syncAll(std::unique_lock<std::mutex>& lock);
    int openAgain(std::shared_ptr<File>& file, std::uint64_t written) const;
    void fail(int reason);
    void failAndTell(int reason, std::unique_lock<std::mutex>& lock);
    void tell();

    std::filesystem::path path_;
    const ProblemFunction tellProblem_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<File> file_;
    /// Lines of which not all is known to be on the disk.
    std::deque<Line> lines_;
    std::uint64_t end_ = 0;
    std::uint64_t written_ = 0;
    std::uint64_t synced_ = 0;
    Clock::time_point unsyncedSince_;
    /// Counts how often `written_` was put back, because what was written may be lost.
    int restarts_ = 0;
    int failures_ = 0;
    int flushing_ = 0;
    bool cutOff_ = false;
    bool stopping_ = false;
    /// The last attempt failed; the next one is at `retryAt_`.
    bool broken_ = false;
    /// Stays until all that could not be written is on the disk.
    std::string problem_;
    Clock::time_point retryAt_;

    std::mutex telling_;
    std::string told_;

    std::thread writer_;
    std::thread syncer_;
};

}  // namespace axolemma
