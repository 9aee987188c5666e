#include "core/io/project_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>

#include "core/io/utc_time.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

/// A process as no other ever is: numbers of processes are used again.
struct Process {
    long pid = 0;
    std::string host;
    std::string boot;
    std::string started;
    std::string since;
};

std::string firstLineOf(const fs::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

/// When a process began, in ticks since the machine did; empty where it is gone.
std::string startOf(long pid) {
    const std::string facts = firstLineOf(fmt::format("/proc/{}/stat", pid));
    // The name, in parentheses, may hold anything.
    const auto name = facts.rfind(')');
    if (name == std::string::npos) return {};
    std::istringstream words(facts.substr(name + 1));
    std::string word;
    // The 22nd of all words; the third follows the name.
    for (int n = 3; n <= 22; ++n) words >> word;
    return word;
}

Process thisProcess() {
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
    return {::getpid(), host.data(), firstLineOf("/proc/sys/kernel/random/boot_id"),
            startOf(::getpid()), utcNow()};
}

std::string asText(const Process& process) {
    return fmt::format("{}\n{}\n{}\n{}\n{}\n", process.pid, process.host, process.boot,
                       process.started, process.since);
}

Process processFrom(const std::string& text) {
    std::istringstream lines(text);
    Process process;
    std::string pid;
    std::getline(lines, pid);
    process.pid = std::strtol(pid.c_str(), nullptr, 10);
    std::getline(lines, process.host);
    std::getline(lines, process.boot);
    std::getline(lines, process.started);
    std::getline(lines, process.since);
    return process;
}

/// Whether it may still run: of a process of another machine nobody here knows.
bool mayRun(const Process& process) {
    if (process.pid <= 0) return false;
    const Process self = thisProcess();
    if (process.host != self.host) return true;
    if (process.boot != self.boot) return false;
    if (::kill(static_cast<pid_t>(process.pid), 0) != 0 && errno == ESRCH) return false;
    const std::string started = startOf(process.pid);
    return started.empty() || process.started.empty() || started == process.started;
}

std::string contentOf(int descriptor) {
    std::array<char, 1024> bytes{};
    const ssize_t got = ::pread(descriptor, bytes.data(), bytes.size(), 0);
    return {bytes.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

std::string heldBy(const fs::path& folder, const Process& process) {
    return fmt::format(
        "{} is open in another window (process {} on {}, since {}), so it is opened read-only. "
        "Close it there and open it again to go on.",
        folder.string(), process.pid, process.host.empty() ? "this machine" : process.host,
        process.since.empty() ? "an unknown time" : process.since);
}

}  // namespace

ProjectLock::ProjectLock(fs::path folder) {
    const fs::path path = folder / kFileName;
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) {
        refusal_ = fmt::format(
            "{} may not be written to ({}), so it is opened read-only. Change its permissions, or "
            "save a copy elsewhere.",
            folder.string(), std::strerror(errno));
        return;
    }
    const bool locked = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
    const int reason = locked ? 0 : errno;
    const Process holder = processFrom(contentOf(descriptor_));
    // The system's word counts, for it knows who is gone; without one, that of the file does.
    const bool taken = !locked && (reason == EWOULDBLOCK || mayRun(holder));
    if (taken) {
        refusal_ = heldBy(folder, holder);
        ::close(descriptor_);
        descriptor_ = -1;
        return;
    }
    const std::string text = asText(thisProcess());
    // Who has it is said for people: a full disk does not forbid it.
    if (::ftruncate(descriptor_, 0) != 0 ||
        ::pwrite(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        errno = 0;
}

ProjectLock::~ProjectLock() {
    if (descriptor_ < 0) return;
    if (::ftruncate(descriptor_, 0) != 0) errno = 0;
    ::close(descriptor_);
}

}  // namespace axolemma
