#include "core/io/slice_source.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/io/itk_source.h"

namespace axolemma {

std::unique_ptr<SliceSource> openSource(const std::string& path) {
    return openTiff(path);
}

}  // namespace axolemma
