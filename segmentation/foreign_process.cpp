#include "segmentation/foreign_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/error.h"

namespace axolemma::detail {

namespace fs = std::filesystem;

namespace {

/// How often a wait looks at the stop token.
constexpr int kMilliseconds = 50;
constexpr std::uint64_t kLongestSentence = 4000;
/// The descriptor that the process writes its replies to.
constexpr int kRepliesThere = 3;

std::string& foreignProgram() {
    static std::string path;
    return path;
}

/// The binary itself, also where this runs in a test beside it.
std::string programPath() {
    if (!foreignProgram().empty()) return foreignProgram();
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    if (self.filename() == "axolemma") return self.string();
    return (self.parent_path() / "../bin/axolemma").lexically_normal().string();
}

/// A sentence of a stranger: one line, nothing that a terminal would obey.
std::string harmless(const std::string& text) {
    std::string clean;
    for (const char c : text) {
        const bool printable = static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
        if (printable)
            clean += c;
        else if (!clean.empty() && clean.back() != ' ')
            clean += ' ';
    }
    constexpr std::size_t kLongest = 300;
    if (clean.size() > kLongest) clean = clean.substr(0, kLongest) + "...";
    return clean;
}

}  // namespace

void setForeignProgram(const std::string& path) {
    foreignProgram() = path;
}

ForeignProcess::ForeignProcess(std::string name, const std::string& program,
                               const ForeignLimits& limits, int threads,
                               const std::stop_token& stop)
    : name_(std::move(name)), limits_(limits), stop_(stop) {
    start();
    try {
        deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                       std::chrono::duration<double>(limits_.seconds));
        ForeignRequest request{
            .bytes = program.size(), .memory = limits.memory, .threads = threads};
        send(&request, sizeof request);
        send(program.data(), program.size());
        (void)reply(1);
    } catch (...) {
        end();
        throw;
    }
}

ForeignProcess::~ForeignProcess() {
    end();
}

void ForeignProcess::start() {
    int in[2], out[2];
    // A socket, so that writing to a process that died is an error and not a signal.
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0)
        throw Error("The system has no pipe left for this program; close others and try again.");
    if (::pipe2(out, O_CLOEXEC) != 0) {
        ::close(in[0]);
        ::close(in[1]);
        throw Error("The system has no pipe left for this program; close others and try again.");
    }
    const std::string path = programPath();
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    // The order matters: a descriptor that is moved first must not be what another one is moved to.
    constexpr int kAside = 100;
    posix_spawn_file_actions_adddup2(&files, out[1], kAside);
    posix_spawn_file_actions_adddup2(&files, in[1], 0);
    posix_spawn_file_actions_adddup2(&files, kAside, kRepliesThere);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, kRepliesThere + 1);
    posix_spawn_file_actions_addchdir_np(&files, "/");
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    // Ctrl-C is for the program, which then ends the process.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
    std::array<std::string, 2> words{path, "foreign-model"};
    std::array<char*, 3> arguments{words[0].data(), words[1].data(), nullptr};
    // Nothing of the user's: no folder, no account, no proxy. One heap, whose size can be limited.
    std::string arena = "MALLOC_ARENA_MAX=1";
    std::array<char*, 2> environment{arena.data(), nullptr};
    const int error = ::posix_spawn(&pid_, path.c_str(), &files, &attributes, arguments.data(),
                                    environment.data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    ::close(in[1]);
    ::close(out[1]);
    requests_ = in[0];
    replies_ = out[0];
    ::fcntl(requests_, F_SETFL, O_NONBLOCK);
    ::fcntl(replies_, F_SETFL, O_NONBLOCK);
    if (error != 0) {
        pid_ = -1;
        end();
        throw Error(
            fmt::format("{}: no process can be started for this model ({}). Install "
                        "Axolemma again.",
                        name_, std::strerror(error)));
    }
}

void ForeignProcess::end() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    pid_ = -1;
    for (int* descriptor : {&requests_, &replies_}) {
        if (*descriptor >= 0) ::close(*descriptor);
        *descriptor = -1;
    }
}

void ForeignProcess::fail(const std::string& what) {
    end();
    throw Error(fmt::format("{}: the model was stopped, for {}.", name_, what));
}

void ForeignProcess::failByDeath() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    if (WIFSIGNALED(status))
        fail(fmt::format("it crashed (signal {}, {}); it may have needed more than {} MiB",
                         WTERMSIG(status), ::strsignal(WTERMSIG(status)), limits_.memory >> 20U));
    fail(fmt::format("it ended by itself with code {}", WEXITSTATUS(status)));
}

void ForeignProcess::await(int descriptor, short events) {
    while (true) {
        if (stop_.stop_requested()) {
            end();
            throw Cancelled();
        }
        if (Clock::now() > deadline_)
            fail(
                fmt::format("it took longer than {:g} s; give it longer with --time-limit when it "
                            "is imported",
                            limits_.seconds));
        pollfd one{.fd = descriptor, .events = events, .revents = 0};
        if (::poll(&one, 1, kMilliseconds) > 0) return;
    }
}

void ForeignProcess::send(const void* bytes, std::size_t count) {
    const auto* at = static_cast<const char*>(bytes);
    while (count > 0) {
        await(requests_, POLLOUT);
        const ssize_t put = ::send(requests_, at, count, MSG_NOSIGNAL);
        if (put < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        // Why it died is in its last words, if there are any: see `reply`.
        if (put <= 0) return;
        at += put;
        count -= static_cast<std::size_t>(put);
    }
}

void ForeignProcess::receive(void* bytes, std::size_t count) {
    auto* at = static_cast<char*>(bytes);
    while (count > 0) {
        await(replies_, POLLIN);
        const ssize_t got = ::read(replies_, at, count);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (got <= 0) failByDeath();
        at += got;
        count -= static_cast<std::size_t>(got);
    }
}

Tensor ForeignProcess::reply(std::uint64_t mostValues) {
    ForeignReply header;
    receive(&header, sizeof header);
    if (header.magic != kForeignMagic) fail("its answer is rubbish");
    if (header.failed != 0) {
        if (header.bytes > kLongestSentence) fail("its answer is rubbish");
        std::string sentence(header.bytes, '\0');
        receive(sentence.data(), sentence.size());
        throw Error(fmt::format("{}: the model cannot do this: {}", name_, harmless(sentence)));
    }
    Tensor tensor;
    std::uint64_t count = 1;
    if (header.axes < 0 || header.axes > kMostAxes) fail("its answer is rubbish");
    for (int i = 0; i < header.axes; ++i) {
        if (header.shape[i] < 0 || header.shape[i] > (std::int64_t{1} << 31))
            fail("its answer is rubbish");
        tensor.shape.push_back(header.shape[i]);
        count *= static_cast<std::uint64_t>(header.shape[i]);
        if (count > mostValues)
            fail(
                "its answer is far longer than the pixels it was given; a model has to map pixels "
                "to pixels");
    }
    if (header.bytes != count * sizeof(float)) fail("its answer is rubbish");
    tensor.values.resize(count);
    receive(tensor.values.data(), header.bytes);
    return tensor;
}

Tensor ForeignProcess::run(const Tensor& input, const std::string& dtype,
                           const std::stop_token& stop) {
    if (!alive()) throw Error(fmt::format("{}: the model was stopped. Start again.", name_));
    stop_ = stop;
    deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                   std::chrono::duration<double>(limits_.seconds));
    ForeignRequest request{.bytes = input.values.size() * sizeof(float),
                           .axes = static_cast<std::int32_t>(input.shape.size())};
    std::copy(input.shape.begin(), input.shape.end(), request.shape);
    dtype.copy(request.dtype, sizeof request.dtype - 1);
    send(&request, sizeof request);
    send(input.values.data(), request.bytes);
    // More classes than this no model of membranes has.
    constexpr std::uint64_t kMostChannels = 64;
    return reply(kMostChannels * std::max<std::uint64_t>(1024, input.values.size()));
}

}  // namespace axolemma::detail
