#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "segmentation/library.h"

namespace axolemma::detail {

/// "auto", "cpu", "cuda" or "cuda:N" as a torch device; throws `Error` where it is not there.
torch::Device deviceFrom(const std::string& name);
std::vector<Device> allDevices();

/// Lets the process keep memory that it has freed: maps of some ten megabytes come and go with
/// every training step, and fresh, zeroed pages of the system take long.
void keepFreedMemory();

}  // namespace axolemma::detail
