#include "segmentation/architecture.h"

#include <fmt/format.h>

namespace axolemma {

int Architecture::receptiveRadius() const {
    // Trunk: two, two, three and three 3x3 convolutions at strides 1, 2, 4 and 8, and a pooling
    // that looks one pixel further at strides 1, 2 and 4.
    constexpr int kTrunk = 2 * 1 + 2 * 2 + 3 * 4 + 3 * 8 + (1 + 2 + 4);
    // Bilinear upsampling by 8 reaches one coarse pixel further; the small convolutions one or two.
    constexpr int kBranch = 8 + 2;
    // Two 3x3 convolutions at strides 4 and 2, one at 1, and upsampling by 2 into each level.
    constexpr int kDecoder = 2 * 4 + 2 * 2 + 1 + (8 + 4 + 2);
    const int radius = kTrunk + (decoder ? kDecoder : kBranch);
    return (radius + 7) / 8 * 8;
}

std::string Architecture::description() const {
    std::string text = fmt::format("deep contextual network, width {}", width);
    if (fullResolution) text += ", C0";
    if (decoder) text += ", decoder";
    if (batchNorm) text += ", batch normalisation";
    if (inputSlices > 1) text += fmt::format(", {} slices as input", inputSlices);
    return text;
}

}  // namespace axolemma
