#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "segmentation/library.h"

namespace axolemma::detail {

/// "auto", "cpu", "cuda" or "cuda:N" as a torch device; throws `Error` where it is not there.
torch::Device deviceFrom(const std::string& name);
std::vector<Device> allDevices();

}  // namespace axolemma::detail
