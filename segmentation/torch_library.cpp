#include "segmentation/backend.h"
#include "segmentation/device_internal.h"
#include "segmentation/foreign_server_internal.h"
#include "segmentation/model_container.h"
#include "segmentation/network_internal.h"
#include "segmentation/network_segmenter.h"
#include "segmentation/torch_engine_internal.h"
#include "segmentation/torch_script_internal.h"
#include "segmentation/trainer_internal.h"

namespace axolemma::detail {

namespace {

class Torch final : public SegmentationLibrary {
  public:
    Torch() { keepFreedMemory(); }
    std::vector<Device> devices() const override { return allDevices(); }
    std::string version() const override { return TORCH_VERSION; }
    std::unique_ptr<Segmenter> open(const std::filesystem::path& model,
                                    const SegmenterOptions& options) const override {
        return translated(model.string() + ": the model cannot be used", [&] {
            const torch::Device device = deviceFrom(options.device);
            // What is foreign runs in a process of its own, on the processor.
            if (device.is_cpu() || hasMagic(model, kForeignFormat))
                return openOnProcessor(model, options);
            ModelFile file = readModelFile(model);
            std::vector<std::unique_ptr<Engine>> engines;
            for (int i = 0; i < networksIn(file.info); ++i)
                engines.push_back(makeTorchEngine(architectureOf(file.info, i), tensorsOf(file, i),
                                                  device, model.string()));
            std::string name = engines.front()->description();
            return makeNetworkSegmenter(std::move(file.info), std::move(engines), std::move(name),
                                        options);
        });
    }
    TrainingResult train(const TrainingRequest& request, const TrainingFunction& progress,
                         std::stop_token stop) const override {
        return detail::train(request, progress, std::move(stop));
    }
    TorchScript torchScript(const ModelFile& model, const std::string& source,
                            const Volume<float>& example) const override {
        return translated(source + ": the model cannot be written as TorchScript",
                          [&] { return torchScriptOf(model, source, example); });
    }
    int serveForeignModel(int requests, int replies) const override {
        return serveForeign(requests, replies);
    }
};

}  // namespace

}  // namespace axolemma::detail

extern "C" __attribute__((visibility("default"))) const axolemma::SegmentationLibrary*
axolemma_torch_library() {
    static const axolemma::detail::Torch library;
    return &library;
}
