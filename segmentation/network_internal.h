#pragma once

#include <torch/torch.h>

#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "segmentation/graph_internal.h"
#include "segmentation/model_file.h"

namespace axolemma::detail {

/// The network as it is trained: layers with gradients, batch normalisation with running
/// statistics.
class Network : public torch::nn::Module {
  public:
    using Tensor = torch::Tensor;

    /// Random weights (He et al. 2015) from torch's global generator.
    explicit Network(const Architecture& architecture);

    const Architecture& architecture() const { return architecture_; }

    /// x [n, inputSlices, h, w], h and w multiples of 8. Returns the scores of C0..C3, [n, 1, h, w]
    /// float32 each; C0 is undefined where the network has none.
    std::vector<Tensor> forward(const Tensor& x);

    Tensor layer(const std::string& name, const Tensor& x);
    Tensor pool(const Tensor& x);
    Tensor upsample(const Tensor& x, int factor);
    Tensor addUpsampled(const Tensor& fine, const Tensor& coarse);

    /// Parameters and running statistics by name, as the model file holds them.
    std::vector<NamedTensor> state() const;
    /// Throws `Error` (naming `source`) where names or shapes do not fit the architecture.
    void setState(const std::vector<NamedTensor>& tensors, const std::string& source);

  private:
    struct Layer {
        LayerSpec::Kind kind;
        torch::nn::Conv2d convolution{nullptr};
        torch::nn::ConvTranspose2d deconvolution{nullptr};
        torch::nn::BatchNorm2d norm{nullptr};
    };
    Architecture architecture_;
    std::map<std::string, Layer> layers_;
};

/// The sum of the branches that are there: the fused score.
torch::Tensor fusedScore(const std::vector<torch::Tensor>& branches);

/// A deconvolution in float32 by matrix products: oneDNN has only its slow reference code for
/// Torch's plain layout, a thousand times slower.
torch::Tensor deconvolved(const torch::Tensor& x, const torch::Tensor& weight,
                          const torch::Tensor& bias, int stride);

/// Copies between torch and the model file.
NamedTensor toNamed(const std::string& name, const torch::Tensor& tensor);
torch::Tensor fromNamed(const NamedTensor& tensor);

/// Runs `f` and turns every other exception into `Error` with `context` in front.
template <typename F>
auto translated(const std::string& context, F&& f) {
    try {
        return f();
    } catch (const Error&) {
        throw;
    } catch (const c10::Error& e) {
        throw Error(context + ": " + e.what_without_backtrace());
    } catch (const std::exception& e) {
        // oneDNN's own, or no memory.
        throw Error(context + ": " + e.what());
    }
}

}  // namespace axolemma::detail
