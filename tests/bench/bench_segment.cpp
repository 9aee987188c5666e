// `axolemma segment` of 30 slices of 512 x 512, from the start of the process to the finished file,
// beside the network's own time within it, and the most memory it took; a line for each model, in
// turns.
//   bench_segment [STACK [MODEL...]]    without STACK (or "-") the built-in sample; without MODEL
//   those that are shipped
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <vector>

#include "tests/support/bench.h"

namespace fs = std::filesystem;
using namespace axolemma;

namespace {

struct Run {
    double seconds = 0;
    double megabytes = 0;
    nlohmann::json said;  ///< the last line on stderr
};

// Started without a shell, so that the time and the memory are the program's alone.
Run runProgram(const std::vector<std::string>& arguments, const fs::path& folder) {
    const std::string log = folder / "log";
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, log.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    std::vector<char*> argv{const_cast<char*>(AXOLEMMA_PROGRAM)};
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);

    Run run;
    int status = 0;
    rusage usage{};
    run.seconds = bench::seconds([&] {
        pid_t child = 0;
        if (posix_spawn(&child, AXOLEMMA_PROGRAM, &files, nullptr, argv.data(), environ) != 0)
            throw std::runtime_error(AXOLEMMA_PROGRAM " cannot be started");
        wait4(child, &status, 0, &usage);
    });
    posix_spawn_file_actions_destroy(&files);
    run.megabytes = static_cast<double>(usage.ru_maxrss) / 1024;
    std::ifstream stream(log);
    std::string last;
    for (std::string line; std::getline(stream, line);) last = line;
    if (status != 0) throw std::runtime_error("axolemma failed: " + last);
    run.said = nlohmann::json::parse(last);
    return run;
}

using Runs = std::vector<Run>;

void report(const std::string& model, const Runs& runs) {
    std::vector<double> seconds, network, rest, megabytes;
    for (std::size_t i = 1; i < runs.size(); ++i) {
        seconds.push_back(runs[i].seconds);
        network.push_back(runs[i].said.at("network_seconds"));
        rest.push_back(seconds.back() - network.back());
        megabytes.push_back(runs[i].megabytes);
    }
    const int slices = runs.front().said.at("slices");
    bench::report("segment", static_cast<int>(std::thread::hardware_concurrency()),
                  {{"model", model},
                   {"slices", slices},
                   {"device", runs.front().said.at("device")},
                   {"cold_s", runs.front().seconds},
                   {"warm_s", bench::median(seconds)},
                   {"warm_s_a_slice", bench::median(seconds) / slices},
                   {"network_s", bench::median(network)},
                   {"above_network_s", bench::median(rest)},
                   {"above_network_limit_s", 1.3 + 0.015 * slices},
                   {"peak_mb", bench::median(megabytes)}});
}

}  // namespace

int main(int argc, char** argv) try {
    const fs::path folder =
        fs::temp_directory_path() / ("axolemma-bench-" + std::to_string(getpid()));
    fs::create_directory(folder);
    std::string stack = argc > 1 ? argv[1] : "-";
    if (stack == "-") {
        stack = folder / "stack.tif";
        runProgram({"sample", stack, "--size", "512", "512", "30", "--progress", "json"}, folder);
    }
    std::vector<std::string> models(argv + std::min(argc, 2), argv + argc);
    if (models.empty()) models = {"fast", "default", "accurate"};
    std::vector<Runs> runs(models.size());
    // The first round is the cold one.
    for (int round = 0; round < 6; ++round)
        for (std::size_t i = 0; i < models.size(); ++i)
            runs[i].push_back(runProgram({"segment", stack, "-o", folder / "labels.tif",
                                          "--progress", "json", "--model", models[i]},
                                         folder));
    fs::remove_all(folder);
    for (std::size_t i = 0; i < models.size(); ++i) report(models[i], runs[i]);
    return 0;
} catch (const std::exception& error) {
    std::cerr << "bench_segment: " << error.what() << '\n';
    return 1;
}
