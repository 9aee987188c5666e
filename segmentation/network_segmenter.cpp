#include "segmentation/network_segmenter.h"

#include <fmt/format.h>
#include <omp.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "core/error.h"
#include "segmentation/foreign_segmenter.h"
#include "segmentation/memory_pool.h"
#include "segmentation/model_store.h"
#include "segmentation/predictor.h"
#include "segmentation/threads.h"
#include "segmentation/views.h"

namespace axolemma::detail {

int setThreads(int threads) {
    if (threads <= 0) {
        cpu_set_t set;
        threads = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    }
    omp_set_num_threads(threads);
    return threads;
}

namespace {

std::size_t availableMemory() {
    const long pages = ::sysconf(_SC_AVPHYS_PAGES);
    const long size = ::sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? static_cast<std::size_t>(pages) * size : std::size_t{1} << 30;
}

class NetworkSegmenter final : public Segmenter {
  public:
    NetworkSegmenter(ModelInfo model, std::vector<std::unique_ptr<Engine>> engines,
                     std::string device, const SegmenterOptions& options)
        : model_(std::move(model)),
          engines_(std::move(engines)),
          device_(std::move(device)),
          options_(options) {}

    const ModelInfo& model() const override { return model_; }
    std::string device() const override { return device_; }

    std::vector<std::string> notesFor(const Stack& stack) const override {
        const PredictionPlan plan = planOf(stack);
        if (plan.scaleX == 1 && plan.scaleY == 1) return {};
        return {
            fmt::format("Pixels of {:g} x {:g} nm are resampled to the model's {:g} nm for the "
                        "network; maps are scaled back.",
                        stack.spacing().x, stack.spacing().y, model_.pixelSize)};
    }

    bool predict(const PredictionRequest& request, const SliceFunction& onSlice,
                 const ProgressFunction& progress, std::stop_token stop) override {
        // The calling thread may be another one than the one that opened the model.
        setThreads(options_.threads);
        const Stack& stack = *request.stack;
        const PredictionPlan plan = planOf(stack);
        const Normalisation normalisation = normalisationOf(stack);
        const auto count = static_cast<double>(request.slices.size());
        int done = 0;
        for (const int z : request.slices) {
            if (stop.stop_requested()) return false;
            const auto onTile = [&](double share) {
                if (progress)
                    progress({(done + share) / count,
                              fmt::format("slice {} of {}", done + 1, request.slices.size())});
            };
            Image<float> map;
            try {
                map = average(stack, normalisation, z, request.output, plan, onTile, stop);
            } catch (const Cancelled&) {
                return false;
            }
            onSlice(z, std::move(map));
            ++done;
        }
        return true;
    }

    double estimateSeconds(const Stack& stack, std::stop_token stop) override {
        setThreads(options_.threads);
        const PredictionPlan plan = planOf(stack);
        Stack probe = probeOf(stack);
        probe.name = stack.name;
        const Normalisation normalisation = normalisationOf(probe);
        const auto run = [&] {
            (void)average(
                probe, normalisation, 0, Output::Fused, plan, [](double) {}, stop);
        };
        // The first run lays out weights and memory.
        run();
        const auto start = std::chrono::steady_clock::now();
        run();
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        const auto pixels = [](const Stack& s) {
            return static_cast<double>(s.width()) * s.height() * s.depth();
        };
        return taken.count() * pixels(stack) / pixels(probe);
    }

  private:
    /// The middle of the middle slice, at most 256 pixels wide and high.
    static Stack probeOf(const Stack& stack) {
        constexpr int kProbe = 256;
        const int width = std::min(kProbe, stack.width());
        const int height = std::min(kProbe, stack.height());
        const Image<float> slice = stack.sliceAsFloat(stack.depth() / 2);
        Volume<float> middle(width, height, 1);
        const int x0 = (stack.width() - width) / 2;
        const int y0 = (stack.height() - height) / 2;
        for (int y = 0; y < height; ++y)
            std::copy_n(slice.view().row(y0 + y) + x0, width, middle.slice(0).row(y));
        return Stack(std::move(middle), stack.spacing());
    }

    /// The mean of all networks' maps. Throws `Error`, `Cancelled`.
    Image<float> average(const Stack& stack, const Normalisation& normalisation, int z,
                         Output output, const PredictionPlan& plan,
                         const std::function<void(double)>& onTile, const std::stop_token& stop) {
        const int count = networksIn(model_);
        Image<float> sum;
        for (int i = 0; i < count; ++i) {
            const auto onPart = [&](double share) { onTile((i + share) / count); };
            Image<float> map = mapOf(i, stack, normalisation, z, output, plan, onPart, stop);
            if (i == 0) {
                sum = std::move(map);
            } else {
                std::transform(sum.begin(), sum.end(), map.begin(), sum.begin(), std::plus<>());
            }
        }
        if (count > 1)
            for (float& p : sum) p /= static_cast<float>(count);
        return sum;
    }

    /// The map of one network. What engines throw becomes an `Error`.
    Image<float> mapOf(int network, const Stack& stack, const Normalisation& normalisation, int z,
                       Output output, const PredictionPlan& plan,
                       const std::function<void(double)>& onTile, const std::stop_token& stop) {
        try {
            return predictSlice(*engines_[network], architectureOf(model_, network), stack,
                                normalisation, z, output, plan, onTile, stop);
        } catch (const Error&) {
            // Also where it was stopped: `Cancelled` is one.
            throw;
        } catch (const std::exception& e) {
            throw Error(
                fmt::format("{}, slice {}: the network failed ({}). Choose another device, "
                            "or close other programs if memory is short.",
                            stack.name, z, e.what()));
        }
    }

    PredictionPlan planOf(const Stack& stack) const {
        PredictionPlan plan = planFor(stack, model_, options_.rescale,
                                      options_.memory ? options_.memory : availableMemory() / 4);
        plan.views = std::clamp(options_.views, 1, kViews);
        return plan;
    }

    ModelInfo model_;
    std::vector<std::unique_ptr<Engine>> engines_;
    std::string device_;
    SegmenterOptions options_;
};

}  // namespace

std::unique_ptr<Segmenter> makeNetworkSegmenter(ModelInfo model,
                                                std::vector<std::unique_ptr<Engine>> engines,
                                                std::string device,
                                                const SegmenterOptions& options) {
    return std::make_unique<NetworkSegmenter>(std::move(model), std::move(engines),
                                              std::move(device), options);
}

std::unique_ptr<Segmenter> openOnProcessor(const std::filesystem::path& model,
                                           const SegmenterOptions& options) {
    if (isForeignModel(model)) return makeForeignSegmenter(openForeignModel(model), options);
    const int threads = setThreads(options.threads);
    ModelFile file = readModelFile(model);
    const auto pool = std::make_shared<MemoryPool>();
    std::vector<std::unique_ptr<Engine>> engines;
    for (int i = 0; i < networksIn(file.info); ++i)
        engines.push_back(makeProcessorEngine(architectureOf(file.info, i), tensorsOf(file, i),
                                              options.precision, model.string(), pool));
    std::string device = fmt::format("CPU, {} thread{}, {}", threads, threads == 1 ? "" : "s",
                                     engines.front()->description());
    return makeNetworkSegmenter(std::move(file.info), std::move(engines), std::move(device),
                                options);
}

}  // namespace axolemma::detail
