#include "segmentation/training_step_internal.h"

#include <ATen/autocast_mode.h>

#include "segmentation/engine.h"
#include "segmentation/training_loss_internal.h"

namespace axolemma::detail {

namespace {

#if TORCH_VERSION_MAJOR == 1 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR < 4)
void setAutocast(torch::DeviceType device, bool on) {
    if (device == torch::kCPU) {
        at::autocast::set_autocast_cpu_dtype(torch::kBFloat16);
        at::autocast::set_cpu_enabled(on);
    } else {
        at::autocast::set_autocast_gpu_dtype(torch::kBFloat16);
        at::autocast::set_enabled(on);
    }
}
#else
void setAutocast(torch::DeviceType device, bool on) {
    at::autocast::set_autocast_dtype(device, torch::kBFloat16);
    at::autocast::set_autocast_enabled(device, on);
}
#endif

/// Autocast of a device to bfloat16 for a scope; thread-local in Torch.
class Autocast {
  public:
    Autocast(torch::DeviceType device, bool on) : device_(device), on_(on) {
        if (on_) setAutocast(device_, true);
    }
    ~Autocast() {
        if (!on_) return;
        setAutocast(device_, false);
        at::autocast::clear_cache();
    }

  private:
    torch::DeviceType device_;
    bool on_;
};

}  // namespace

bool trainsInBfloat16(torch::Device device) {
    if (device.is_cpu()) return hasFastBfloat16();
    try {
        const auto options = torch::dtype(torch::kBFloat16).device(device);
        (void)torch::conv2d(torch::ones({1, 8, 8, 8}, options), torch::ones({8, 8, 3, 3}, options))
            .to(torch::kCPU);
        return true;
    } catch (const c10::Error&) {
        return false;
    }
}

double learn(TrainingState& state, const TrainingRequest& request, const std::vector<Crop>& crops,
             double share, torch::Device device, bool bfloat16) {
    for (auto& group : state.optimizer->param_groups())
        static_cast<torch::optim::AdamWOptions&>(group.options())
            .lr(request.learningRate * oneCycle(share));
    const Batch batch = toBatch(crops, device);
    std::vector<torch::Tensor> scores;
    {
        const Autocast autocast(device.type(), bfloat16);
        scores = state.network->forward(batch.images);
    }
    for (torch::Tensor& score : scores)
        if (score.defined()) score = score.to(torch::kFloat);
    const torch::Tensor fused = crossEntropy(fusedScore(scores), batch);
    torch::Tensor loss = fused;
    const double ofSides = auxiliaryWeight(request.architecture, share);
    for (const torch::Tensor& score : scores)
        if (score.defined()) loss = loss + ofSides * crossEntropy(score, batch);
    if (request.topologyWeight > 0)
        loss = loss + request.topologyWeight * topologyLoss(fusedScore(scores), batch, crops);
    state.optimizer->zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(state.network->parameters(), 5.0);
    state.optimizer->step();
    return fused.item<double>();
}

}  // namespace axolemma::detail
