#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace axolemma::bench {

/// Seconds that `work` takes.
template <typename Work>
double seconds(Work&& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The median of five runs, in seconds. The caller makes a cold run before it where that matters.
template <typename Work>
double medianOfFive(Work&& work) {
    std::array<double, 5> runs;
    for (double& run : runs) run = seconds(work);
    std::sort(runs.begin(), runs.end());
    return runs[2];
}

/// The value in the middle of an odd number of values.
inline double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// The first processor: its name, the vector extensions that decide a network's speed, and how many
/// there are.
inline nlohmann::ordered_json processor() {
    constexpr std::array kExtensions = {"avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16"};
    std::string name = "unknown";
    auto extensions = nlohmann::ordered_json::array();
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line) && !line.empty();) {
        if (line.starts_with("model name")) name = line.substr(line.find(": ") + 2);
        if (!line.starts_with("flags")) continue;
        std::istringstream words(line);
        for (std::string word; words >> word;) {
            if (std::find(kExtensions.begin(), kExtensions.end(), word) != kExtensions.end()) {
                extensions.push_back(word);
            }
        }
    }
    return {{"name", name}, {"flags", extensions}, {"cores", std::thread::hardware_concurrency()}};
}

/// One line of JSON on standard output: the benchmark's name, the processor, then `values`.
inline void report(const std::string& name, int threads, const nlohmann::ordered_json& values) {
    nlohmann::ordered_json line = {{"benchmark", name}, {"cpu", processor()}, {"threads", threads}};
    line.update(values);
    std::cout << line.dump() << std::endl;
}

}  // namespace axolemma::bench
