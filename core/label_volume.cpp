#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "core/error.h"
#include "core/neurons.h"

namespace axolemma {

namespace {

/// What is written for each component of a slice.
template <typename T>
std::vector<T> numbersOfSlice(int z, const SliceComponents& slice, const NeuronTable& neurons,
                              LabelIds ids, std::uint64_t& numbered) {
    std::vector<T> written(static_cast<std::size_t>(slice.count) + 1, 0);
    for (std::uint32_t c = 1; c <= slice.count; ++c) {
        const auto id = ids == LabelIds::Neurons ? neurons.neuronOf(z, c) : ++numbered;
        if (id > std::numeric_limits<T>::max())
            throw Error(
                fmt::format("Label {} of slice {} does not fit into 32 bits: write 64-bit labels, "
                            "or fewer slices at a time.",
                            id, z));
        written[c] = static_cast<T>(id);
    }
    return written;
}

template <typename T>
Volume<T> labelsOf(const Proposal& proposal, const NeuronTable& neurons, int width, int height,
                   Boundary boundary, LabelIds ids, std::stop_token stop) {
    Volume<T> volume(width, height, proposal.depth());
    std::uint64_t numbered = 0;
    Image<std::uint32_t> grown;
    for (int z = 0; z < proposal.depth(); ++z) {
        if (stop.stop_requested()) throw Cancelled();
        const auto out = volume.slice(z);
        const auto* const slice = proposal.slices[z].get();
        if (slice == nullptr) {
            std::fill_n(out.data(), out.size(), T{0});
            continue;
        }
        if (slice->labels.width() != width || slice->labels.height() != height) {
            throw Error(
                fmt::format("Slice {} was segmented with {} x {} pixels but the stack has "
                            "{} x {}: segment it again.",
                            z, slice->labels.width(), slice->labels.height(), width, height));
        }
        const std::vector<T> written = numbersOfSlice<T>(z, *slice, neurons, ids, numbered);
        const Image<std::uint32_t>* components = &slice->labels;
        if (boundary == Boundary::Grown) {
            grown = slice->labels.clone();
            growIntoBoundary(grown.view());
            components = &grown;
        }
        std::transform(components->begin(), components->end(), out.data(),
                       [&](std::uint32_t c) { return written[c]; });
    }
    return volume;
}

}  // namespace

Volume<std::uint32_t> labelVolume(const Proposal& proposal, const NeuronTable& neurons, int width,
                                  int height, Boundary boundary, LabelIds ids,
                                  std::stop_token stop) {
    return labelsOf<std::uint32_t>(proposal, neurons, width, height, boundary, ids, stop);
}

Volume<std::uint64_t> wideLabelVolume(const Proposal& proposal, const NeuronTable& neurons,
                                      int width, int height, Boundary boundary, LabelIds ids,
                                      std::stop_token stop) {
    return labelsOf<std::uint64_t>(proposal, neurons, width, height, boundary, ids, stop);
}

}  // namespace axolemma
