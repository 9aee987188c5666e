#include "segmentation/network_versions.h"

#include <fmt/format.h>
#include <oneapi/dnnl/dnnl_version.h>

namespace axolemma {

NetworkVersions networkVersions() {
    return {AXOLEMMA_TORCH_VERSION,
            fmt::format("{}.{}.{}", DNNL_VERSION_MAJOR, DNNL_VERSION_MINOR, DNNL_VERSION_PATCH)};
}

}  // namespace axolemma
