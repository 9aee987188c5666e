#include "segmentation/training_loss_internal.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "segmentation/topology_weights.h"

namespace axolemma::detail {

double oneCycle(double done) {
    constexpr double kWarmUp = 0.1;
    const auto cosine = [](double from, double to, double t) {
        return to + (from - to) * 0.5 * (1 + std::cos(std::numbers::pi * t));
    };
    done = std::clamp(done, 0.0, 1.0);
    return done < kWarmUp ? cosine(0.04, 1, done / kWarmUp)
                          : cosine(1, 0.001, (done - kWarmUp) / (1 - kWarmUp));
}

double auxiliaryWeight(const Architecture& architecture, double done) {
    if (architecture.decoder) return 0.01;
    return done < 1.0 / 3 ? 1.0 : done < 2.0 / 3 ? 0.1 : 0.01;
}

Batch toBatch(const std::vector<Crop>& crops, torch::Device device) {
    const auto n = static_cast<std::int64_t>(crops.size());
    const std::int64_t size = crops.front().size;
    Batch batch{torch::empty({n, crops.front().channels, size, size}),
                torch::empty({n, 1, size, size}, torch::kByte),
                {}};
    for (std::int64_t i = 0; i < n; ++i) {
        std::copy(crops[i].image.begin(), crops[i].image.end(), batch.images[i].data_ptr<float>());
        std::copy(crops[i].target.begin(), crops[i].target.end(),
                  batch.targets[i].data_ptr<std::uint8_t>());
    }
    const torch::Tensor codes = batch.targets.to(device);
    batch.images = batch.images.to(device).contiguous(torch::MemoryFormat::ChannelsLast);
    batch.known = codes.ne(static_cast<int>(kTargetUnknown)).to(torch::kFloat);
    batch.targets = codes.to(torch::kFloat) * batch.known / static_cast<double>(kTargetCell);
    return batch;
}

torch::Tensor crossEntropy(const torch::Tensor& scores, const Batch& batch) {
    const torch::Tensor sum = torch::binary_cross_entropy_with_logits(
        scores, batch.targets, batch.known, {}, at::Reduction::Sum);
    return sum / batch.known.sum().clamp_min(1);
}

torch::Tensor topologyLoss(const torch::Tensor& scores, const Batch& batch,
                           const std::vector<Crop>& crops) {
    const torch::Tensor p = torch::sigmoid(scores.detach()).to(torch::kCPU).contiguous();
    torch::Tensor cell = torch::empty_like(p);
    torch::Tensor membrane = torch::empty_like(p);
    for (std::size_t i = 0; i < crops.size(); ++i) {
        const int size = crops[i].size;
        const auto n = static_cast<std::int64_t>(i);
        topologyWeights({p[n].data_ptr<float>(), size, size}, {crops[i].target.data(), size, size},
                        {cell[n].data_ptr<float>(), size, size},
                        {membrane[n].data_ptr<float>(), size, size});
    }
    // -log p where it should be cell, -log(1 - p) where it should be membrane.
    const torch::Tensor loss = cell.to(scores.device()) * torch::softplus(-scores) +
                               membrane.to(scores.device()) * torch::softplus(scores);
    return loss.sum() / (2.0 * static_cast<double>(crops.size()));
}

}  // namespace axolemma::detail
