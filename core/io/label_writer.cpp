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

std::uint64_t largestLabel(const Proposal& proposal, const NeuronTable& neurons, LabelIds ids) {
    if (ids == LabelIds::Neurons)
        return neurons.neurons().empty() ? 0 : neurons.neurons().back().id;
    std::uint64_t count = 0;
    for (const auto& slice : proposal.slices)
        if (slice) count += slice->count;
    return count;
}

Stack labelStack(const Proposal& proposal, const NeuronTable& neurons, const StackFrame& like,
                 const LabelChoice& choice, const std::filesystem::path& path,
                 std::stop_token stop) {
    const std::uint64_t largest = largestLabel(proposal, neurons, choice.ids);
    if (largest <= std::numeric_limits<std::uint32_t>::max())
        return labelStack(labelVolume(proposal, neurons, like.width, like.height, choice.boundary,
                                      choice.ids, std::move(stop)),
                          like.spacing, path, choice.bits);
    if (choice.bits == LabelBits::Sixteen || needsNarrowLabels(path))
        throw Error(
            fmt::format("{} cannot be written: 16 bits end at 65535 and the labels go up to {}. "
                        "Use TIFF, NRRD, MHA, NIfTI or HDF5, and not 16 bits.",
                        path.string(), largest));
    return Stack(wideLabelVolume(proposal, neurons, like.width, like.height, choice.boundary,
                                 choice.ids, std::move(stop)),
                 like.spacing);
}

}  // namespace axolemma
