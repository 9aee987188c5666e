#include <fmt/format.h>

#include "core/error.h"
#include "segmentation/inference_internal.h"
#include "segmentation/network_internal.h"

namespace axolemma::detail {

bool hasFastBfloat16() { return __builtin_cpu_supports("avx512bf16"); }

InferenceNetwork::InferenceNetwork(const Architecture& architecture,
                                   const std::vector<NamedTensor>& tensors, torch::Device device,
                                   Precision precision, const std::string& source)
    : architecture_(architecture),
      device_(device),
      type_(precision == Precision::Auto && device.is_cpu() && hasFastBfloat16() ? torch::kBFloat16
                                                                                 : torch::kFloat) {
    torch::NoGradGuard guard;
    // The training network knows which tensors there must be; it checks them.
    Network network(architecture);
    network.setState(tensors, source);
    std::map<std::string, Tensor> state;
    for (const auto& item : network.named_parameters()) state[item.key()] = item.value().detach();
    for (const auto& item : network.named_buffers()) state[item.key()] = item.value();
    for (const LayerSpec& spec : layersOf(architecture)) {
        std::string key = spec.name;
        std::replace(key.begin(), key.end(), '.', '_');
        Layer layer{.spec = spec, .weight = state.at(key + ".weight"), .bias = {}};
        if (const auto bias = state.find(key + ".bias"); bias != state.end()) layer.bias = bias->second;
        if (state.contains(key + "_norm.weight")) {
            const Tensor scale = state.at(key + "_norm.weight") /
                                 torch::sqrt(state.at(key + "_norm.running_var") + 1e-5);
            layer.weight = layer.weight * scale.reshape({-1, 1, 1, 1});
            layer.bias = state.at(key + "_norm.bias") - state.at(key + "_norm.running_mean") * scale;
        }
        layer.weight = layer.weight.to(device_, type_).contiguous(torch::MemoryFormat::ChannelsLast);
        layer.bias = layer.bias.to(device_, type_);
        layers_.emplace(spec.name, std::move(layer));
    }
}

torch::Tensor InferenceNetwork::layer(const std::string& name, const Tensor& x) {
    if (stop_.stop_requested()) throw Cancelled();
    const Layer& layer = layers_.at(name);
    const LayerSpec& spec = layer.spec;
    if (spec.kind == LayerSpec::Kind::Deconvolution)
        return torch::conv_transpose2d(x, layer.weight, layer.bias, spec.stride, spec.stride / 2)
            .relu_();
    const Tensor y = torch::conv2d(x, layer.weight, layer.bias, 1, spec.kernel / 2);
    return spec.kind == LayerSpec::Kind::Linear ? y : y.relu_();
}

torch::Tensor InferenceNetwork::pool(const Tensor& x) { return torch::max_pool2d(x, 2); }

torch::Tensor InferenceNetwork::upsample(const Tensor& x, int factor) {
    const Tensor scores = x.to(torch::kFloat);
    if (factor == 1) return scores;
    return torch::upsample_bilinear2d(scores, {x.size(2) * factor, x.size(3) * factor}, false);
}

torch::Tensor InferenceNetwork::addUpsampled(const Tensor& fine, const Tensor& coarse) {
    // Upsampling is 7 times as fast in float32 as in bfloat16 here.
    const Tensor sum = torch::upsample_bilinear2d(coarse.to(torch::kFloat), {fine.size(2), fine.size(3)},
                                            false);
    return sum.add_(fine).relu_().to(type_);
}

torch::Tensor InferenceNetwork::probability(const Tensor& x, Output output, std::stop_token stop) {
    const c10::InferenceMode mode;
    stop_ = std::move(stop);
    const Tensor input =
        x.to(device_, type_).contiguous(torch::MemoryFormat::ChannelsLast);
    const std::vector<Tensor> scores = branchScores(architecture_, *this, input);
    Tensor score;
    switch (output) {
        case Output::Fused: score = fusedScore(scores); break;
        case Output::C0: score = scores[0]; break;
        case Output::C1: score = scores[1]; break;
        case Output::C2: score = scores[2]; break;
        case Output::C3: score = scores[3]; break;
    }
    if (!score.defined())
        throw Error("This model has no full-resolution branch C0. Choose another output.");
    return torch::sigmoid(score.to(torch::kFloat)).cpu();
}

}  // namespace axolemma::detail
