#include <ATen/autocast_mode.h>

#include "segmentation/folded_layers.h"
#include "segmentation/network_internal.h"

namespace axolemma::detail {

namespace F = torch::nn::functional;

Network::Network(const Architecture& architecture) : architecture_(architecture) {
    for (const LayerSpec& spec : layersOf(architecture)) {
        Layer layer{.kind = spec.kind};
        const std::string key = tensorPrefix(spec);
        const bool normalised = spec.kind == LayerSpec::Kind::Block && architecture.batchNorm;
        if (spec.kind == LayerSpec::Kind::Deconvolution) {
            layer.deconvolution =
                register_module(key, torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(
                                                                    spec.in, spec.out, spec.kernel)
                                                                    .stride(spec.stride)
                                                                    .padding(spec.stride / 2)));
        } else {
            layer.convolution = register_module(
                key, torch::nn::Conv2d(torch::nn::Conv2dOptions(spec.in, spec.out, spec.kernel)
                                           .padding(spec.kernel / 2)
                                           .bias(!normalised)));
            torch::nn::init::kaiming_normal_(layer.convolution->weight, 0.0, torch::kFanIn,
                                             torch::kReLU);
            if (spec.kind == LayerSpec::Kind::Linear) {
                torch::NoGradGuard guard;
                // Four branches are summed: small scores at the start keep the first loss near
                // log 2.
                layer.convolution->weight.mul_(spec.out == 1 ? 0.25 : 0.7071);
            }
            if (layer.convolution->bias.defined()) torch::nn::init::zeros_(layer.convolution->bias);
            if (normalised)
                layer.norm = register_module(key + "_norm", torch::nn::BatchNorm2d(spec.out));
        }
        layers_.emplace(spec.name, std::move(layer));
    }
}

torch::Tensor Network::layer(const std::string& name, const Tensor& x) {
    Layer& layer = layers_.at(name);
    if (layer.kind == LayerSpec::Kind::Deconvolution) {
        const auto& options = layer.deconvolution->options;
        return deconvolved(x, layer.deconvolution->weight, layer.deconvolution->bias,
                           static_cast<int>(options.stride()->at(0)))
            .relu_();
    }
    Tensor y = layer.convolution(x);
    if (layer.norm) y = layer.norm(y);
    return layer.kind == LayerSpec::Kind::Linear ? y : y.relu_();
}

torch::Tensor Network::pool(const Tensor& x) {
    return torch::max_pool2d(x, 2);
}

torch::Tensor Network::upsample(const Tensor& x, int factor) {
    if (factor == 1) return x.to(torch::kFloat);
    return torch::upsample_bilinear2d(x.to(torch::kFloat), {x.size(2) * factor, x.size(3) * factor},
                                      false);
}

torch::Tensor Network::addUpsampled(const Tensor& fine, const Tensor& coarse) {
    const Tensor up = torch::upsample_bilinear2d(coarse, {fine.size(2), fine.size(3)}, false);
    return (fine + up).relu_();
}

std::vector<torch::Tensor> Network::forward(const Tensor& x) {
    std::vector<Tensor> scores = branchScores(architecture_, *this, x);
    for (Tensor& score : scores)
        if (score.defined()) score = score.to(torch::kFloat);
    return scores;
}

torch::Tensor deconvolved(const torch::Tensor& x, const torch::Tensor& weight,
                          const torch::Tensor& bias, int stride) {
    if (!x.is_cpu()) return torch::conv_transpose2d(x, weight, bias, stride, stride / 2);
    const bool autocast = at::autocast::is_cpu_enabled();
    at::autocast::set_cpu_enabled(false);
    const std::vector<std::int64_t> kernel(2, 2 * stride);
    const std::vector<std::int64_t> strides(2, stride);
    const std::vector<std::int64_t> padding(2, stride / 2);
    torch::Tensor y = at::slow_conv_transpose2d(x.to(torch::kFloat).contiguous(), weight, kernel,
                                                bias, strides, padding, {0, 0}, {1, 1});
    at::autocast::set_cpu_enabled(autocast);
    return y;
}

torch::Tensor fusedScore(const std::vector<torch::Tensor>& branches) {
    torch::Tensor sum;
    for (const torch::Tensor& branch : branches)
        if (branch.defined()) sum = sum.defined() ? sum + branch : branch;
    return sum;
}

NamedTensor toNamed(const std::string& name, const torch::Tensor& tensor) {
    const torch::Tensor plain = tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
    NamedTensor named{.name = name, .shape = plain.sizes().vec(), .values = {}};
    named.values.assign(plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel());
    return named;
}

torch::Tensor fromNamed(const NamedTensor& tensor) {
    return torch::tensor(tensor.values).reshape(tensor.shape);
}

std::vector<NamedTensor> Network::state() const {
    std::vector<NamedTensor> tensors;
    for (const auto& item : named_parameters())
        tensors.push_back(toNamed(item.key(), item.value()));
    for (const auto& item : named_buffers())
        if (item.value().is_floating_point()) tensors.push_back(toNamed(item.key(), item.value()));
    return tensors;
}

void Network::setState(const std::vector<NamedTensor>& tensors, const std::string& source) {
    checkTensors(architecture_, tensors, source);
    std::map<std::string, const NamedTensor*> byName;
    for (const NamedTensor& tensor : tensors) byName[tensor.name] = &tensor;
    torch::NoGradGuard guard;
    for (auto& item : named_parameters()) item.value().copy_(fromNamed(*byName.at(item.key())));
    for (auto& item : named_buffers())
        if (item.value().is_floating_point()) item.value().copy_(fromNamed(*byName.at(item.key())));
}

}  // namespace axolemma::detail
