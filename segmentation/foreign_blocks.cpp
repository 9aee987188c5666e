#include "segmentation/foreign_blocks.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"

namespace axolemma::detail {

void requirePixels(const ForeignUse& use, const std::string& name, const Tensor& input,
                   Tensor& output) {
    output.axes = use.outputAxes;
    const auto refuse = [&](const std::string& why) {
        throw Error(fmt::format(
            "{}: this model does not map pixels to pixels ({}). Choose another one.", name, why));
    };
    if (output.shape.size() != output.axes.size())
        refuse(fmt::format("its output has {} axes instead of {}", output.shape.size(),
                           output.axes.size()));
    const auto compare = [&](char axis, const ForeignAxis& about) {
        const std::int64_t expected = input.extent(axis) - 2 * about.lost;
        if (output.extent(axis) != expected)
            refuse(fmt::format("along {} its output has {} pixels instead of {}", axis,
                               output.extent(axis), expected));
    };
    compare('x', use.x);
    compare('y', use.y);
    if (use.volumetric()) compare('z', use.z);
    if (output.extent('c') <= use.channel)
        refuse(fmt::format("its output has {} channels, none of them number {}", output.extent('c'),
                           use.channel));
}

Blocks blocksAlong(int n, const ForeignAxis& axis, int wanted) {
    const int step = std::max(1, axis.step);
    const auto allowed = [&](int length) {
        // The network's own lengths count what it loses at its borders.
        const int whole = std::max(length + 2 * axis.lost, axis.smallest);
        return axis.step == 0 ? axis.smallest
                              : axis.smallest + (whole - axis.smallest + step - 1) / step * step;
    };
    Blocks blocks;
    blocks.length = allowed(std::min(n, std::max(wanted, 2 * axis.halo + step)));
    const int seen = blocks.length - 2 * axis.lost;
    const int advance = std::max(1, seen >= n ? n : (seen - 2 * axis.halo) / step * step);
    for (int start = 0;; start += advance) {
        const bool last = start + seen >= n;
        blocks.parts.push_back({.start = start,
                                .first = start == 0 ? 0 : start + axis.halo,
                                .last = last ? n : start + axis.halo + advance});
        if (last) return blocks;
    }
}

}  // namespace axolemma::detail
