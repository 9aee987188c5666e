#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/script.h>

#include <sstream>

#include "segmentation/folded_layers.h"
#include "segmentation/network_internal.h"
#include "segmentation/torch_script_internal.h"

namespace axolemma::detail {

namespace {

/// Writes the forward pass down instead of running it: its tensors are names of variables.
class Scribe {
  public:
    using Tensor = std::string;

    Scribe(const std::vector<FoldedLayer>& layers, std::string prefix)
        : prefix_(std::move(prefix)) {
        for (const FoldedLayer& layer : layers) layers_.emplace(layer.spec.name, layer.spec);
    }

    const std::string& code() const { return code_; }

    Tensor layer(const std::string& name, const Tensor& x) {
        const LayerSpec& spec = layers_.at(name);
        const std::string key = prefix_ + tensorPrefix(spec);
        const bool transposed = spec.kind == LayerSpec::Kind::Deconvolution;
        const int stride = transposed ? spec.stride : 1;
        const int padding = transposed ? spec.stride / 2 : spec.kernel / 2;
        const std::string y =
            assigned("torch.{0}({1}, self.{2}_weight, self.{2}_bias, [{3}, {3}], [{4}, {4}])",
                     transposed ? "conv_transpose2d" : "conv2d", x, key, stride, padding);
        return spec.kind == LayerSpec::Kind::Linear ? y : assigned("torch.relu({})", y);
    }
    Tensor pool(const Tensor& x) { return assigned("torch.max_pool2d({}, [2, 2])", x); }
    Tensor upsample(const Tensor& x, int factor) {
        if (factor == 1) return x;
        return assigned(
            "torch.upsample_bilinear2d({0}, [{0}.size(2) * {1}, {0}.size(3) * {1}], False)", x,
            factor);
    }
    Tensor addUpsampled(const Tensor& fine, const Tensor& coarse) {
        return assigned(
            "torch.relu({0} + torch.upsample_bilinear2d({1}, [{0}.size(2), {0}.size(3)], False))",
            fine, coarse);
    }
    Tensor sigmoidOfSum(const std::vector<Tensor>& scores) {
        std::vector<Tensor> there;
        for (const Tensor& score : scores)
            if (!score.empty()) there.push_back(score);
        return assigned("torch.sigmoid({})", fmt::join(there, " + "));
    }

  private:
    template <typename... Args>
    Tensor assigned(fmt::format_string<Args...> expression, Args&&... args) {
        const std::string name = fmt::format("{}v{}", prefix_, count_++);
        code_ += fmt::format("    {} = {}\n", name,
                             fmt::format(expression, std::forward<Args>(args)...));
        return name;
    }

    std::map<std::string, LayerSpec> layers_;
    std::string prefix_;
    std::string code_;
    int count_ = 0;
};

void registerLayers(torch::jit::Module& module, const std::vector<FoldedLayer>& layers,
                    const std::string& prefix) {
    for (const FoldedLayer& layer : layers) {
        const LayerSpec& spec = layer.spec;
        const std::string key = prefix + tensorPrefix(spec);
        const bool transposed = spec.kind == LayerSpec::Kind::Deconvolution;
        const std::vector<std::int64_t> shape = {transposed ? spec.in : spec.out,
                                                 transposed ? spec.out : spec.in, spec.kernel,
                                                 spec.kernel};
        module.register_parameter(key + "_weight", torch::tensor(layer.weight).reshape(shape),
                                  false);
        module.register_parameter(key + "_bias", torch::tensor(layer.bias), false);
    }
}

}  // namespace

TorchScript torchScriptOf(const ModelFile& model, const std::string& source,
                          const Volume<float>& example) {
    torch::jit::Module module("AxolemmaNetwork");
    std::string code = "def forward(self, x: Tensor) -> Tensor:\n";
    std::vector<std::string> maps;
    for (int i = 0; i < networksIn(model.info); ++i) {
        const std::string prefix = fmt::format("network{}_", i);
        const Architecture& architecture = architectureOf(model.info, i);
        const std::vector<FoldedLayer> layers =
            foldLayers(architecture, tensorsOf(model, i), source);
        registerLayers(module, layers, prefix);
        Scribe scribe(layers, prefix);
        maps.push_back(scribe.sigmoidOfSum(branchScores(architecture, scribe, std::string("x"))));
        code += scribe.code();
    }
    code += fmt::format("    return ({}) / {}.0\n", fmt::join(maps, " + "), maps.size());
    module.define(code);
    module.eval();
    std::ostringstream file;
    module.save(file);

    const c10::InferenceMode mode;
    const torch::Tensor x =
        torch::from_blob(const_cast<float*>(example.data()),
                         {1, example.depth(), example.height(), example.width()});
    const torch::Tensor y = module.forward({x}).toTensor().contiguous();
    TorchScript script{std::move(file).str(), Image<float>(example.width(), example.height()),
                       TORCH_VERSION};
    torch::from_blob(script.output.data(), y.sizes()).copy_(y);
    return script;
}

}  // namespace axolemma::detail
