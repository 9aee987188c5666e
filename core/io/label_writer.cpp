#include "core/io/label_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/error.h"

namespace axolemma {

bool needsNarrowLabels(const std::filesystem::path& path) {
    const auto extension = path.extension();
    return extension == ".png" || extension == ".PNG";
}

Stack labelStack(Volume<std::uint32_t> labels, Spacing spacing, const std::filesystem::path& path,
                 LabelBits bits) {
    const bool png = needsNarrowLabels(path);
    if (bits == LabelBits::ThirtyTwo && !png) return Stack(std::move(labels), spacing);
    const std::uint32_t largest =
        labels.empty() ? 0 : *std::max_element(labels.begin(), labels.end());
    if (largest > std::numeric_limits<std::uint16_t>::max()) {
        throw Error(
            fmt::format("{} cannot be written: 16 bits end at 65535 and the labels go up to {}. {}",
                        path.string(), largest,
                        png ? "Use TIFF, NRRD, MHA, NIfTI or HDF5." : "Write 32 bits."));
    }
    Volume<std::uint16_t> narrow(labels.width(), labels.height(), labels.depth());
    std::transform(labels.begin(), labels.end(), narrow.begin(),
                   [](std::uint32_t id) { return static_cast<std::uint16_t>(id); });
    return Stack(std::move(narrow), spacing);
}

}  // namespace axolemma
