#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include "core/error.h"
#include "segmentation/device_internal.h"
#include "segmentation/library.h"
#include "segmentation/network_internal.h"
#include "segmentation/predictor.h"
#include "segmentation/torch_engine_internal.h"
#include "segmentation/trainer_internal.h"

namespace axolemma::detail {

namespace {

std::size_t availableMemory() {
    const long pages = ::sysconf(_SC_AVPHYS_PAGES);
    const long size = ::sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? static_cast<std::size_t>(pages) * size : std::size_t{1} << 30;
}

class TorchSegmenter final : public Segmenter {
  public:
    TorchSegmenter(const std::filesystem::path& path, const SegmenterOptions& options)
        : options_(options) {
        threads_ = setThreads(options.threads);
        const ModelFile file = readModelFile(path);
        info_ = file.info;
        device_ = deviceFrom(options.device);
        engine_ =
            makeEngine(info_.architecture, file.tensors, device_, options.precision, path.string());
    }

    const ModelInfo& model() const override { return info_; }

    std::string device() const override {
        if (!device_.is_cpu()) return engine_->description();
        return fmt::format("CPU, {} thread{}, {}", threads_, threads_ == 1 ? "" : "s",
                           engine_->description());
    }

    std::vector<std::string> notesFor(const Stack& stack) const override {
        std::vector<std::string> notes;
        const PredictionPlan plan = planOf(stack);
        if (plan.scaleX != 1 || plan.scaleY != 1)
            notes.push_back(
                fmt::format("Pixels of {:g} x {:g} nm are resampled to the model's {:g} "
                            "nm for the network; maps are scaled back.",
                            stack.spacing().x, stack.spacing().y, info_.pixelSize));
        return notes;
    }

    bool predict(const PredictionRequest& request, const SliceFunction& onSlice,
                 const ProgressFunction& progress, std::stop_token stop) override {
        // The calling thread may be another one than the one that opened the model.
        setThreads(options_.threads);
        const Stack& stack = *request.stack;
        const PredictionPlan plan = planOf(stack);
        const Normalisation normalisation = normalisationOf(stack);
        const std::size_t count = request.slices.size();
        for (std::size_t i = 0; i < count; ++i) {
            const int z = request.slices[i];
            const auto onTile = [&](double share) {
                if (progress)
                    progress({(static_cast<double>(i) + share) / static_cast<double>(count),
                              fmt::format("slice {} of {}", i + 1, count)});
            };
            try {
                Image<float> map =
                    translated(fmt::format("{}, slice {}: the network failed", stack.name, z), [&] {
                        return predictSlice(*engine_, info_.architecture, stack, normalisation, z,
                                            request.output, plan, onTile, stop);
                    });
                onSlice(z, std::move(map));
            } catch (const Cancelled&) {
                return false;
            }
            if (stop.stop_requested()) return i + 1 == count;
        }
        return true;
    }

  private:
    PredictionPlan planOf(const Stack& stack) const {
        const std::size_t memory = options_.memory ? options_.memory : availableMemory() / 4;
        return planFor(stack, info_, options_.rescale, memory);
    }

    SegmenterOptions options_;
    int threads_ = 1;
    ModelInfo info_;
    torch::Device device_ = torch::kCPU;
    std::unique_ptr<Engine> engine_;
};

class TorchLibrary final : public SegmentationLibrary {
  public:
    TorchLibrary() {
        // Maps of some ten megabytes come and go with every layer: keep them instead of asking the
        // system for fresh, zeroed pages each time.
        ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
        ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
        ::mallopt(M_TOP_PAD, 64 << 20);
    }
    std::vector<Device> devices() const override { return allDevices(); }
    std::string version() const override { return TORCH_VERSION; }
    std::unique_ptr<Segmenter> open(const std::filesystem::path& model,
                                    const SegmenterOptions& options) const override {
        return translated(model.string() + ": the model cannot be used",
                          [&] { return std::make_unique<TorchSegmenter>(model, options); });
    }
    TrainingResult train(const TrainingRequest& request, const TrainingFunction& progress,
                         std::stop_token stop) const override {
        return detail::train(request, progress, std::move(stop));
    }
};

}  // namespace

}  // namespace axolemma::detail

extern "C" __attribute__((visibility("default"))) const axolemma::SegmentationLibrary*
axolemma_segmentation_library() {
    static const axolemma::detail::TorchLibrary library;
    return &library;
}
