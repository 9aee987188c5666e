// From the start of the process to the first slice painted, and to its end, of the program opening
// a stack of 24 x 512 x 512, beside a window of Qt and VTK with nothing else, which takes turns
// with it: how fast a machine starts anything differs more than the program. Starts a virtual X
// server of its own where DISPLAY is not set.
//   bench_start [STACK]     without STACK the built-in sample
// Cold means with nothing of the program, its libraries and the stack in memory: that takes the
// right to write /proc/sys/vm/drop_caches, and is said to be missing where it is not there.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/bench.h"

namespace fs = std::filesystem;
using namespace axolemma;

namespace {

constexpr int kRuns = 5;

/// A process that writes to a pipe which is read here. Ended with this object.
class Child {
  public:
    /// `pipe` is the descriptor under which the child finds its end of the pipe.
    Child(std::vector<std::string> command, int pipe) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("there is no pipe left");
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, ends[1], pipe);
        std::vector<char*> argv;
        for (std::string& argument : command) argv.push_back(argument.data());
        argv.push_back(nullptr);
        const int failed = posix_spawnp(&id_, argv[0], &files, nullptr, argv.data(), environ);
        posix_spawn_file_actions_destroy(&files);
        close(ends[1]);
        output_ = ends[0];
        if (failed) {
            close(output_);
            throw std::runtime_error(command[0] + " cannot be started");
        }
    }
    ~Child() {
        close(output_);
        if (id_ == 0) return;
        kill(id_, SIGTERM);
        waitpid(id_, nullptr, 0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// The next line that it writes; empty where it ends without one.
    std::string readLine() {
        std::string line;
        char c = 0;
        while (read(output_, &c, 1) == 1 && c != '\n') line += c;
        return line;
    }
    /// What it has mapped into its memory; empty where it has ended.
    std::string maps() const {
        std::ifstream file("/proc/" + std::to_string(id_) + "/maps");
        return {std::istreambuf_iterator<char>(file), {}};
    }
    int waitForEnd() {
        int status = 0;
        waitpid(std::exchange(id_, 0), &status, 0);
        return status;
    }

  private:
    pid_t id_ = 0;
    int output_ = -1;
};

struct Start {
    double painted = 0;  ///< seconds to the first slice on the screen
    double ended = 0;    ///< and to the end of the process
};

Start start(std::vector<std::string> command) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const auto since = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
    Child program(std::move(command), STDOUT_FILENO);
    Start times;
    const std::string line = program.readLine();
    times.painted = since();
    // The program looks itself, too, because it may have ended before it is looked at here.
    const bool torch = program.maps().find("libtorch") != std::string::npos;
    const int status = program.waitForEnd();
    times.ended = since();
    if (status != 0 || line.empty()) throw std::runtime_error("the program showed no slice");
    if (torch || nlohmann::json::parse(line).at("libtorch_loaded").get<bool>())
        throw std::runtime_error("LibTorch was loaded to show a slice");
    return times;
}

/// Whether the memory holds nothing of any file now.
bool dropCaches() {
    sync();
    std::ofstream file("/proc/sys/vm/drop_caches");
    file << 3 << std::flush;
    return file.good();
}

nlohmann::ordered_json medians(const std::vector<Start>& starts) {
    std::vector<double> painted, ended;
    for (const Start& one : starts) {
        painted.push_back(one.painted);
        ended.push_back(one.ended);
    }
    return {{"painted_s", bench::median(painted)}, {"ended_s", bench::median(ended)}};
}

/// A folder that is removed with this object.
struct TemporaryFolder {
    fs::path path =
        fs::temp_directory_path() / ("axolemma-bench-start-" + std::to_string(getpid()));
    TemporaryFolder() { fs::create_directory(path); }
    ~TemporaryFolder() { fs::remove_all(path); }
};

}  // namespace

int main(int argc, char** argv) try {
    const TemporaryFolder folder;
    // Neither the settings of who runs this nor what Mesa remembers from other programs count.
    setenv("XDG_CONFIG_HOME", (folder.path / "config").c_str(), 1);
    setenv("XDG_CACHE_HOME", (folder.path / "cache").c_str(), 1);
    std::unique_ptr<Child> server;
    if (!getenv("DISPLAY")) {
        constexpr int kDisplayPipe = 3;
        server = std::make_unique<Child>(
            std::vector<std::string>{"Xvfb", "-displayfd", std::to_string(kDisplayPipe), "-screen",
                                     "0", "1600x1200x24", "-nolisten", "tcp"},
            kDisplayPipe);
        const std::string number = server->readLine();
        if (number.empty()) throw std::runtime_error("Xvfb did not start");
        setenv("DISPLAY", (':' + number).c_str(), 1);
    }
    std::string stack = argc > 1 ? argv[1] : "";
    if (stack.empty()) {
        stack = folder.path / "stack.tif";
        Child sample({AXOLEMMA_PROGRAM, "sample", stack, "--size", "512", "512", "24", "--quiet"},
                     STDOUT_FILENO);
        if (sample.waitForEnd() != 0) throw std::runtime_error("the sample could not be made");
    }

    const std::vector<std::string> program = {AXOLEMMA_PROGRAM, "--quit-after-first-slice", stack};
    const std::vector<std::string> bare = {AXOLEMMA_BARE_WINDOW};
    const Start first = start(program);
    std::vector<Start> warm, cold, bareWarm, bareCold;
    for (int i = 0; i < kRuns; ++i) {
        bareWarm.push_back(start(bare));
        warm.push_back(start(program));
    }
    while (static_cast<int>(cold.size()) < kRuns && dropCaches()) {
        bareCold.push_back(start(bare));
        dropCaches();
        cold.push_back(start(program));
    }
    const bool permitted = !cold.empty();
    bench::report(
        "start", static_cast<int>(std::thread::hardware_concurrency()),
        {{"first_painted_s", first.painted},
         {"warm", medians(warm)},
         {"bare_window_warm", medians(bareWarm)},
         {"cold",
          permitted ? medians(cold) : nlohmann::ordered_json("the caches may not be dropped here")},
         {"bare_window_cold", permitted
                                  ? medians(bareCold)
                                  : nlohmann::ordered_json("the caches may not be dropped here")},
         {"cold_painted_limit_s", 0.45},
         {"libtorch_loaded", false}});
    return 0;
} catch (const std::exception& error) {
    std::cerr << "bench_start: " << error.what() << '\n';
    return 1;
}
