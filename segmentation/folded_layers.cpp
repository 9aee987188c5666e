#include "segmentation/folded_layers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"

namespace axolemma::detail {

namespace {

/// Of torch's BatchNorm2d.
constexpr float kEpsilon = 1e-5F;

bool normalised(const Architecture& architecture, const LayerSpec& layer) {
    return architecture.batchNorm && layer.kind == LayerSpec::Kind::Block;
}

}  // namespace

std::string tensorPrefix(const LayerSpec& layer) {
    std::string prefix = layer.name;
    std::replace(prefix.begin(), prefix.end(), '.', '_');
    return prefix;
}

std::vector<TensorSpec> expectedTensors(const Architecture& architecture) {
    std::vector<TensorSpec> specs;
    for (const LayerSpec& layer : layersOf(architecture)) {
        const std::string prefix = tensorPrefix(layer);
        const bool transposed = layer.kind == LayerSpec::Kind::Deconvolution;
        specs.push_back({prefix + ".weight",
                         {transposed ? layer.in : layer.out, transposed ? layer.out : layer.in,
                          layer.kernel, layer.kernel}});
        if (!normalised(architecture, layer)) {
            specs.push_back({prefix + ".bias", {layer.out}});
            continue;
        }
        for (const char* part : {"weight", "bias", "running_mean", "running_var"})
            specs.push_back({fmt::format("{}_norm.{}", prefix, part), {layer.out}});
    }
    return specs;
}

void checkTensors(const Architecture& architecture, const std::vector<NamedTensor>& tensors,
                  const std::string& source) {
    constexpr const char* kAdvice =
        "the file does not hold the network that its header describes. Train or export it again.";
    std::map<std::string, const NamedTensor*> byName;
    for (const NamedTensor& tensor : tensors) byName[tensor.name] = &tensor;
    const std::vector<TensorSpec> specs = expectedTensors(architecture);
    if (byName.size() < tensors.size())
        throw Error(fmt::format("{}: a tensor is there twice; {}", source, kAdvice));
    for (const TensorSpec& spec : specs) {
        const auto found = byName.find(spec.name);
        if (found == byName.end())
            throw Error(
                fmt::format("{}: the tensor {} is missing; {}", source, spec.name, kAdvice));
        if (found->second->shape != spec.shape)
            throw Error(fmt::format("{}: the tensor {} has the shape [{}] instead of [{}]; {}",
                                    source, spec.name, fmt::join(found->second->shape, ", "),
                                    fmt::join(spec.shape, ", "), kAdvice));
        byName.erase(found);
    }
    if (!byName.empty())
        throw Error(fmt::format("{}: the tensor {} does not belong to this network; {}", source,
                                byName.begin()->first, kAdvice));
}

std::vector<FoldedLayer> foldLayers(const Architecture& architecture,
                                    const std::vector<NamedTensor>& tensors,
                                    const std::string& source) {
    checkTensors(architecture, tensors, source);
    std::map<std::string, const std::vector<float>*> values;
    for (const NamedTensor& tensor : tensors) values[tensor.name] = &tensor.values;
    std::vector<FoldedLayer> layers;
    for (const LayerSpec& spec : layersOf(architecture)) {
        const std::string prefix = tensorPrefix(spec);
        FoldedLayer layer{.spec = spec, .weight = *values.at(prefix + ".weight"), .bias = {}};
        if (!normalised(architecture, spec)) {
            layer.bias = *values.at(prefix + ".bias");
        } else {
            const auto& gamma = *values.at(prefix + "_norm.weight");
            const auto& beta = *values.at(prefix + "_norm.bias");
            const auto& mean = *values.at(prefix + "_norm.running_mean");
            const auto& variance = *values.at(prefix + "_norm.running_var");
            const std::size_t each = layer.weight.size() / spec.out;
            layer.bias.resize(spec.out);
            if (*std::min_element(variance.begin(), variance.end()) < 0)
                throw Error(fmt::format(
                    "{}: the tensor {}_norm.running_var is negative, which no variance is. Train "
                    "or export the model again.",
                    source, prefix));
            for (int o = 0; o < spec.out; ++o) {
                const float scale = gamma[o] / std::sqrt(variance[o] + kEpsilon);
                for (std::size_t i = 0; i < each; ++i) layer.weight[o * each + i] *= scale;
                layer.bias[o] = beta[o] - mean[o] * scale;
            }
        }
        layers.push_back(std::move(layer));
    }
    return layers;
}

FoldedLayer filledUp(const FoldedLayer& layer, int block) {
    const auto whole = [&](int channels) { return (channels + block - 1) / block * block; };
    const LayerSpec& old = layer.spec;
    FoldedLayer filled{.spec = old, .weight = {}, .bias = {}};
    if (old.name != trunkLayer(0, 0)) filled.spec.in = whole(old.in);
    if (old.out > 1) filled.spec.out = whole(old.out);
    const bool transposed = old.kind == LayerSpec::Kind::Deconvolution;
    const int rows = transposed ? old.in : old.out;
    const int columns = transposed ? old.out : old.in;
    const int newRows = transposed ? filled.spec.in : filled.spec.out;
    const int newColumns = transposed ? filled.spec.out : filled.spec.in;
    const std::size_t area = static_cast<std::size_t>(old.kernel) * old.kernel;
    filled.weight.assign(newRows * newColumns * area, 0.0F);
    for (int r = 0; r < rows; ++r)
        std::copy_n(layer.weight.begin() + static_cast<std::ptrdiff_t>(r * columns * area),
                    columns * area,
                    filled.weight.begin() + static_cast<std::ptrdiff_t>(r * newColumns * area));
    filled.bias = layer.bias;
    filled.bias.resize(filled.spec.out, 0.0F);
    return filled;
}

}  // namespace axolemma::detail
