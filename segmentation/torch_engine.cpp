#include <map>

#include "core/error.h"
#include "segmentation/folded_layers.h"
#include "segmentation/network_internal.h"
#include "segmentation/torch_engine_internal.h"

namespace axolemma::detail {

class TorchEngine final : public Engine {
  public:
    using Tensor = torch::Tensor;

    TorchEngine(const Architecture& architecture, std::vector<FoldedLayer> layers,
                torch::Device device)
        : architecture_(architecture), device_(device) {
        const c10::InferenceMode mode;
        for (const FoldedLayer& layer : layers) {
            const LayerSpec& spec = layer.spec;
            const bool transposed = spec.kind == LayerSpec::Kind::Deconvolution;
            const std::vector<std::int64_t> shape = {transposed ? spec.in : spec.out,
                                                     transposed ? spec.out : spec.in, spec.kernel,
                                                     spec.kernel};
            layers_[spec.name] = {spec, torch::tensor(layer.weight).reshape(shape).to(device),
                                  torch::tensor(layer.bias).to(device)};
        }
        // TF32 keeps ten bits of the mantissa; the probabilities would differ from the CPU's.
        at::globalContext().setAllowTF32CuDNN(false);
        at::globalContext().setAllowTF32CuBLAS(false);
    }

    std::string description() const override {
        return device_.is_cpu() ? "float32 through LibTorch" : device_.str();
    }

    Image<float> probability(const Volume<float>& input, Output output,
                             std::stop_token stop) override {
        if (output == Output::C0 && !architecture_.fullResolution) throwNoSuchOutput();
        const c10::InferenceMode mode;
        stop_ = std::move(stop);
        const Tensor x = torch::from_blob(const_cast<float*>(input.data()),
                                          {1, input.depth(), input.height(), input.width()})
                             .to(device_);
        const std::vector<Tensor> scores = branchScores(architecture_, *this, x);
        const Tensor score =
            output == Output::Fused ? fusedScore(scores) : scores[static_cast<int>(output) - 1];
        const Tensor p = torch::sigmoid(score).cpu();
        Image<float> result(input.width(), input.height());
        torch::from_blob(result.data(), p.sizes()).copy_(p);
        return result;
    }

    // The operations of `branchScores`.
    Tensor layer(const std::string& name, const Tensor& x) {
        if (stop_.stop_requested()) throw Cancelled();
        const Layer& layer = layers_.at(name);
        const LayerSpec& spec = layer.spec;
        if (spec.kind == LayerSpec::Kind::Deconvolution)
            return deconvolved(x, layer.weight, layer.bias, spec.stride).relu_();
        const Tensor y = torch::conv2d(x, layer.weight, layer.bias, 1, spec.kernel / 2);
        return spec.kind == LayerSpec::Kind::Linear ? y : y.relu_();
    }
    Tensor pool(const Tensor& x) { return torch::max_pool2d(x, 2); }
    Tensor upsample(const Tensor& x, int factor) {
        if (factor == 1) return x;
        return torch::upsample_bilinear2d(x, {x.size(2) * factor, x.size(3) * factor}, false);
    }
    Tensor addUpsampled(const Tensor& fine, const Tensor& coarse) {
        return torch::upsample_bilinear2d(coarse, {fine.size(2), fine.size(3)}, false)
            .add_(fine)
            .relu_();
    }

  private:
    struct Layer {
        LayerSpec spec;
        Tensor weight;
        Tensor bias;
    };
    Architecture architecture_;
    torch::Device device_;
    std::map<std::string, Layer> layers_;
    std::stop_token stop_;
};

std::unique_ptr<Engine> makeTorchEngine(const Architecture& architecture,
                                        const std::vector<NamedTensor>& tensors,
                                        torch::Device device, const std::string& source) {
    return std::make_unique<TorchEngine>(architecture, foldLayers(architecture, tensors, source),
                                         device);
}

std::unique_ptr<Engine> makeEngine(const Architecture& architecture,
                                   const std::vector<NamedTensor>& tensors, torch::Device device,
                                   Precision precision, const std::string& source) {
    if (device.is_cpu()) return makeProcessorEngine(architecture, tensors, precision, source);
    return makeTorchEngine(architecture, tensors, device, source);
}

}  // namespace axolemma::detail
