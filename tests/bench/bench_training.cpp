// A training step of 4 crops of 256 x 256 against the same network, batch and step in Python's
// PyTorch, which runs beside it in a process of its own and has the machine for itself while its
// turn lasts: both take turns, so that whatever else the machine does meets both alike.
//   bench_training [MODEL [THREADS [PAIRS]]]     "-": the default architecture
#include <fmt/format.h>
#include <torch/torch.h>

#include <cstdio>
#include <ctime>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "segmentation/device_internal.h"
#include "segmentation/random.h"
#include "segmentation/threads.h"
#include "segmentation/training_step_internal.h"
#include "tests/support/bench.h"

using namespace axolemma;
using namespace axolemma::detail;

namespace {

/// How long a step takes by the clock, and how long it keeps processors busy, which is steadier
/// beside other work.
struct Milliseconds {
    double wall = 0;
    double processors = 0;
};

/// The process that takes the same step in Python.
class Python {
  public:
    explicit Python(const std::vector<std::string>& arguments) {
        int requests[2], replies[2];
        if (::pipe(requests) != 0 || ::pipe(replies) != 0) throw std::runtime_error("no pipe");
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(requests[0], STDIN_FILENO);
            ::dup2(replies[1], STDOUT_FILENO);
            for (const int end : {requests[0], requests[1], replies[0], replies[1]}) ::close(end);
            std::vector<char*> argv{const_cast<char*>(AXOLEMMA_PYTHON),
                                    const_cast<char*>(AXOLEMMA_TRAINING_STEP)};
            for (const std::string& argument : arguments)
                argv.push_back(const_cast<char*>(argument.c_str()));
            argv.push_back(nullptr);
            ::execv(AXOLEMMA_PYTHON, argv.data());
            ::_exit(127);
        }
        ::close(requests[0]);
        ::close(replies[1]);
        to_ = ::fdopen(requests[1], "w");
        from_ = ::fdopen(replies[0], "r");
        const std::string ready = line();
        if (!ready.starts_with("ready "))
            throw std::runtime_error(AXOLEMMA_PYTHON " has no PyTorch that runs training_step.py");
        version_ = ready.substr(6);
    }
    ~Python() {
        std::fclose(to_);
        std::fclose(from_);
        ::waitpid(child_, nullptr, 0);
    }

    std::string version() const { return version_; }
    Milliseconds step() {
        std::fputs("step\n", to_);
        std::fflush(to_);
        Milliseconds took;
        std::istringstream(line()) >> took.wall >> took.processors;
        return took;
    }

  private:
    std::string line() {
        char text[256];
        if (!std::fgets(text, sizeof text, from_)) return {};
        std::string said = text;
        while (!said.empty() && said.back() == '\n') said.pop_back();
        return said;
    }

    pid_t child_ = 0;
    std::FILE* to_ = nullptr;
    std::FILE* from_ = nullptr;
    std::string version_;
};

std::vector<Crop> someCrops(int batch, int size) {
    Random random(1);
    std::vector<Crop> crops;
    for (int k = 0; k < batch; ++k) {
        Crop crop{size, 1, {}, {}};
        for (int i = 0; i < size * size; ++i) {
            crop.image.push_back(random.normal());
            crop.target.push_back(random.chance(0.8) ? kTargetCell : kTargetMembrane);
        }
        crops.push_back(std::move(crop));
    }
    return crops;
}

}  // namespace

int main(int argc, char** argv) try {
    TrainingRequest request;
    request.architecture = Architecture::recommended();
    if (argc > 1 && std::string(argv[1]) != "-")
        request.architecture = readModelInfo(argv[1]).architecture;
    if (!(request.architecture == Architecture{request.architecture.width, 1, true, true, true}))
        throw std::runtime_error(
            "training_step.py knows only the decoder with C0 and batch "
            "normalisation, of one slice");
    const int threads = setThreads(argc > 2 ? std::atoi(argv[2]) : 0);
    const int pairs = argc > 3 ? std::atoi(argv[3]) : 21;
    at::set_num_threads(threads);
    keepFreedMemory();
    const bool bfloat16 = trainsInBfloat16(torch::kCPU);
    Python python({std::to_string(request.architecture.width), std::to_string(threads),
                   std::to_string(request.batch), std::to_string(request.crop),
                   bfloat16 ? "1" : "0"});

    TrainingState state(request, torch::kCPU);
    state.network->train();
    const std::vector<Crop> crops = someCrops(request.batch, request.crop);
    const auto step = [&] {
        Milliseconds took;
        const std::clock_t spent = std::clock();
        took.wall = 1e3 * bench::seconds([&] {
                        (void)learn(state, request, crops, 0, torch::kCPU, bfloat16);
                    });
        took.processors = 1e3 * static_cast<double>(std::clock() - spent) / CLOCKS_PER_SEC;
        return took;
    };
    for (int i = 0; i < 4; ++i) step();

    // The threads of the one that has just finished still look for work for a moment.
    const auto rest = [] { std::this_thread::sleep_for(std::chrono::milliseconds(30)); };
    std::vector<double> ours, theirs, ratios, ourBusy, theirBusy, busyRatios;
    for (int i = 0; i < pairs; ++i) {
        for (const bool mine : {i % 2 == 0, i % 2 != 0}) {
            rest();
            const Milliseconds took = mine ? step() : python.step();
            (mine ? ours : theirs).push_back(took.wall);
            (mine ? ourBusy : theirBusy).push_back(took.processors);
        }
        ratios.push_back(ours.back() / theirs.back());
        busyRatios.push_back(ourBusy.back() / theirBusy.back());
    }
    bench::report("training", threads,
                  {{"batch", fmt::format("{0} x {1} x {1}", request.batch, request.crop)},
                   {"architecture", request.architecture.description()},
                   {"precision", bfloat16 ? "bfloat16" : "float32"},
                   {"pairs", pairs},
                   {"ms", bench::median(ours)},
                   {"python_ms", bench::median(theirs)},
                   {"python", python.version()},
                   {"times_python", bench::median(ours) / bench::median(theirs)},
                   {"times_python_paired", bench::median(ratios)},
                   {"processor_ms", bench::median(ourBusy)},
                   {"python_processor_ms", bench::median(theirBusy)},
                   {"processor_times_python_paired", bench::median(busyRatios)}});
} catch (const std::exception& e) {
    std::fprintf(stderr, "bench_training: %s\n", e.what());
    return 1;
}
