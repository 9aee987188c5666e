#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

#include "segmentation/engine.h"

namespace axolemma::detail {

/// The network through LibTorch in float32, in its default layout: on a graphics processor, and on
/// the processor as what the engine of our own is measured against. Throws as
/// `makeProcessorEngine`.
std::unique_ptr<Engine> makeTorchEngine(const Architecture& architecture,
                                        const std::vector<NamedTensor>& tensors,
                                        torch::Device device, const std::string& source);

/// The engine for a device: our own on the processor, Torch's elsewhere.
std::unique_ptr<Engine> makeEngine(const Architecture& architecture,
                                   const std::vector<NamedTensor>& tensors, torch::Device device,
                                   Precision precision, const std::string& source);

}  // namespace axolemma::detail
