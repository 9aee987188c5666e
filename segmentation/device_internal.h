#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "segmentation/library.h"

namespace axolemma::detail {

/// "auto", "cpu", "cuda" or "cuda:N" as a torch device; throws `Error` where it is not there.
torch::Device deviceFrom(const std::string& name);
std::vector<Device> allDevices();

/// Lets the process keep memory that it has freed, up to a gigabyte: maps of some ten megabytes
/// come and go, and fresh, zeroed pages of the system take long.
void keepFreedMemory();

/// Keeps all of it for a scope and then gives it back: a training step frees more than a gigabyte
/// and needs it again in the next.
class AllMemoryKept {
  public:
    AllMemoryKept();
    ~AllMemoryKept();
    AllMemoryKept(const AllMemoryKept&) = delete;
    AllMemoryKept& operator=(const AllMemoryKept&) = delete;
};

}  // namespace axolemma::detail
