#include "segmentation/device_internal.h"

#include <fmt/format.h>
#include <malloc.h>

#include "core/error.h"

namespace axolemma::detail {

std::vector<Device> allDevices() {
    std::vector<Device> devices = {{"cpu", "Processor"}};
    const auto count = torch::cuda::is_available() ? torch::cuda::device_count() : 0;
    for (std::size_t i = 0; i < count; ++i)
        devices.push_back({fmt::format("cuda:{}", i), fmt::format("Graphics processor {}", i)});
    return devices;
}

void keepFreedMemory() {
    ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
    ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
    ::mallopt(M_TOP_PAD, 64 << 20);
}

torch::Device deviceFrom(const std::string& name) {
    const bool cuda = torch::cuda::is_available();
    if (name == "cpu" || (name == "auto" && !cuda)) return torch::kCPU;
    if (name == "auto") return torch::Device(torch::kCUDA, 0);
    if (name == "cuda" || name.starts_with("cuda:")) {
        if (!cuda)
            throw Error(
                fmt::format("The device {} is not there: this LibTorch has no CUDA, or there "
                            "is no graphics processor. Use --device cpu or auto.",
                            name));
        for (const Device& device : allDevices())
            if (device.id == name || (name == "cuda" && device.id == "cuda:0"))
                return torch::Device(device.id);
    }
    std::string ids;
    for (const Device& device : allDevices()) ids += (ids.empty() ? "" : ", ") + device.id;
    throw Error(fmt::format("There is no device {}. Use auto or one of: {}.", name, ids));
}

}  // namespace axolemma::detail
