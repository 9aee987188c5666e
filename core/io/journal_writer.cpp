#include "core/io/journal_writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "core/io/output_file.h"

namespace axolemma {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto kRetry = 1s;
/// Strokes that follow each other at once are flushed together.
constexpr auto kGather = 40ms;
/// Not an errno: the file at the path is not the one that we wrote.
constexpr int kReplaced = -1;

/// Signals are for other threads; a file that may grow no more is an error like others.
void blockSignals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

std::string sentenceFor(const fs::path& path, int reason) {
    const std::string kept = "Your work is kept in memory and written as soon as possible";
    if (reason == kReplaced)
        return fmt::format(
            "{} was removed or replaced. {}: put it back, or save the project elsewhere.",
            path.string(), kept);
    if (reason == ENOSPC || reason == EDQUOT)
        return fmt::format("{} cannot be written: the disk is full. {}: make room on the disk.",
                           path.string(), kept);
    return fmt::format(
        "{} cannot be written ({}). {}: check the disk or the network, or save the project "
        "elsewhere.",
        path.string(), std::strerror(reason), kept);
}

}  // namespace

struct JournalWriter::File {
    explicit File(const fs::path& path) : descriptor(::open(path.c_str(), O_RDWR | O_CLOEXEC)) {}
    ~File() {
        if (descriptor >= 0) ::close(descriptor);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    const int descriptor;
};

JournalWriter::JournalWriter(fs::path path, std::uint64_t end, bool openLine,
                             ProblemFunction problem)
    : path_(std::move(path)),
      tellProblem_(std::move(problem)),
      file_(std::make_shared<File>(path_)),
      end_(end),
      written_(end),
      synced_(end) {
    if (file_->descriptor < 0)
        throw Error(
            fmt::format("{}: cannot be opened for writing ({}). Change its permissions, or "
                        "open a copy.",
                        path_.string(), std::strerror(errno)));
    if (openLine) (void)append("\n");
    writer_ = std::thread([this] { writeLoop(); });
    syncer_ = std::thread([this] { syncLoop(); });
}

JournalWriter::~JournalWriter() {
    (void)flush();
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    writer_.join();
    syncer_.join();
}

JournalSpan JournalWriter::append(std::string line) {
    const std::lock_guard lock(mutex_);
    const JournalSpan span{end_, line.size()};
    lines_.push_back({end_, std::move(line)});
    end_ += span.length;
    changed_.notify_all();
    return span;
}

std::uint64_t JournalWriter::end() const {
    const std::lock_guard lock(mutex_);
    return end_;
}

std::string JournalWriter::problem() const {
    const std::lock_guard lock(mutex_);
    return problem_;
}

bool JournalWriter::flush() {
    std::unique_lock lock(mutex_);
    const std::uint64_t target = end_;
    const int failures = failures_;
    ++flushing_;
    retryAt_ = Clock::now();
    changed_.notify_all();
    changed_.wait(lock, [&] { return synced_ >= target || failures_ != failures; });
    --flushing_;
    return synced_ >= target;
}

std::string JournalWriter::read(JournalSpan span) const {
    std::unique_lock lock(mutex_);
    const auto line = std::ranges::find(lines_, span.offset, &Line::offset);
    if (line != lines_.end() && line->bytes.size() == span.length) return line->bytes;
    const auto file = file_;
    const std::string path = path_.string();
    lock.unlock();
    std::string bytes(span.length, '\0');
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t got = ::pread(file->descriptor, bytes.data() + done, bytes.size() - done,
                                    static_cast<off_t>(span.offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0)
            throw Error(fmt::format("{}: a step cannot be read back ({}). Check the disk.", path,
                                    got < 0 ? std::strerror(errno) : "the file is cut off"));
        done += static_cast<std::size_t>(got);
    }
    return bytes;
}

void JournalWriter::copyTo(const fs::path& path, std::uint64_t upTo) const {
    std::unique_lock lock(mutex_);
    const std::deque<Line> rest = lines_;
    const std::uint64_t begin = std::min(upTo, rest.empty() ? synced_ : rest.front().offset);
    lock.unlock();
    OutputFile copy(path);
    constexpr std::uint64_t kPiece = 4U << 20U;
    for (std::uint64_t at = 0; at < begin; at += kPiece)
        copy.write(read({at, std::min(kPiece, begin - at)}));
    for (const Line& line : rest)
        if (line.offset < upTo) copy.write(line.bytes);
    copy.commit();
}

void JournalWriter::tell() {
    if (!tellProblem_) return;
    // Of two threads that tell at once, the last tells what holds last.
    const std::lock_guard lock(telling_);
    const std::string now = problem();
    if (now == told_) return;
    told_ = now;
    tellProblem_(now);
}

void JournalWriter::fail(int reason) {
    problem_ = sentenceFor(path_, reason);
    broken_ = true;
    retryAt_ = Clock::now() + kRetry;
    ++failures_;
    changed_.notify_all();
}

void JournalWriter::failAndTell(int reason, std::unique_lock<std::mutex>& lock) {
    fail(reason);
    lock.unlock();
    tell();
    lock.lock();
}

void JournalWriter::writeLoop() {
    blockSignals();
    std::unique_lock lock(mutex_);
    while (true) {
        const bool behind = written_ < end_;
        if (stopping_ && (!behind || broken_)) return;
        if (behind && (!broken_ || Clock::now() >= retryAt_)) {
            writeSome(lock);
        } else if (behind) {
            changed_.wait_until(lock, retryAt_);
        } else {
            changed_.wait(lock);
        }
    }
}

/// A network drive that was lost and came back has new files.
int JournalWriter::openAgain(std::shared_ptr<File>& file, std::uint64_t written) const {
    auto opened = std::make_shared<File>(path_);
    if (opened->descriptor < 0) return errno;
    struct stat facts = {};
    if (::fstat(opened->descriptor, &facts) != 0) return errno;
    if (static_cast<std::uint64_t>(facts.st_size) < written) return kReplaced;
    file = std::move(opened);
    return 0;
}

void JournalWriter::writeSome(std::unique_lock<std::mutex>& lock) {
    if (broken_) {
        auto file = file_;
        // What is not known to be on the disk is written once more.
        if (const int reason = openAgain(file, synced_); reason != 0)
            return failAndTell(reason, lock);
        file_ = std::move(file);
        written_ = synced_;
        ++restarts_;
        broken_ = false;
    }
    const auto line = std::ranges::upper_bound(lines_, written_, {}, &Line::end);
    assert(line != lines_.end() && line->offset <= written_);
    // Lines are only taken away once they are on the disk, so this one stays while we write it.
    const std::string_view rest =
        std::string_view(line->bytes).substr(static_cast<std::size_t>(written_ - line->offset));
    const auto file = file_;
    const std::uint64_t at = written_;
    const int restarts = restarts_;
    const bool cutOff = std::exchange(cutOff_, true);
    lock.unlock();
    ssize_t done = cutOff ? 0 : ::ftruncate(file->descriptor, static_cast<off_t>(at));
    if (done == 0) {
        do {
            done = ::pwrite(file->descriptor, rest.data(), rest.size(), static_cast<off_t>(at));
        } while (done < 0 && errno == EINTR);
    }
    const int reason = done == 0 ? ENOSPC : errno;
    lock.lock();
    if (restarts != restarts_) return;
    if (done > 0) {
        if (written_ == synced_) unsyncedSince_ = Clock::now();
        written_ += static_cast<std::uint64_t>(done);
        changed_.notify_all();
        return;
    }
    if (!cutOff) cutOff_ = false;
    failAndTell(reason, lock);
}

void JournalWriter::syncLoop() {
    blockSignals();
    std::unique_lock lock(mutex_);
    while (true) {
        const bool behind = synced_ < written_;
        if (stopping_ && (!behind || broken_)) return;
        const auto due = unsyncedSince_ + kGather;
        if (!behind) {
            changed_.wait(lock);
        } else if (flushing_ == 0 && !stopping_ && Clock::now() < due) {
            changed_.wait_until(lock, due);
        } else {
            syncAll(lock);
        }
    }
}

void JournalWriter::syncAll(std::unique_lock<std::mutex>& lock) {
    const auto file = file_;
    const std::uint64_t target = written_;
    const int restarts = restarts_;
    lock.unlock();
    int reason = ::fdatasync(file->descriptor) == 0 ? 0 : errno;
    // Some file systems have nothing to flush.
    if (reason == EINVAL || reason == ENOSYS || reason == EROFS) reason = 0;
    struct stat facts = {};
    if (reason == 0 && ::fstat(file->descriptor, &facts) == 0 && facts.st_nlink == 0)
        reason = kReplaced;
    lock.lock();
    if (restarts != restarts_) return;
    if (reason != 0) {
        // What a failed flush leaves of the pages is not known: they are written once more.
        written_ = synced_;
        ++restarts_;
        fail(reason);
    } else {
        synced_ = target;
        unsyncedSince_ = Clock::now();
        while (!lines_.empty() && lines_.front().end() <= synced_) lines_.pop_front();
        if (synced_ == end_) problem_.clear();
        changed_.notify_all();
    }
    lock.unlock();
    tell();
    lock.lock();
}

}  // namespace axolemma
