#pragma once

#include <string>

namespace axolemma {

/// Which of the maps a network computes: the side outputs C1 (stride 2), C2 (stride 4) and C3
/// (stride 8) of Chen et al. 2016, the full-resolution one C0 where the network has it, or their
/// fusion.
enum class Output { Fused, C0, C1, C2, C3 };

/// What a model file records of a network's shape. The defaults are the Deep Contextual Network of
/// Chen, Qi, Cheng and Heng (AAAI 2016); everything else is an extra.
struct Architecture {
    /// Feature maps of the first stage; later stages have 2, 4 and 8 times as many. 4 to 128.
    int width = 64;
    /// Neighbouring slices as channels, odd: 1, 3 or 5. The slice itself is the middle one.
    int inputSlices = 1;
    /// A fourth branch, C0, that leaves after the first stage at full resolution.
    bool fullResolution = false;
    /// Batch normalisation after each 3x3 convolution of the trunk and the decoder.
    bool batchNorm = false;
    /// Branches read a top-down pathway, in which each stage also sees the coarser ones, instead of
    /// the trunk alone, and are upsampled bilinearly instead of by deconvolution.
    bool decoder = false;

    /// What the shipped models are, and what `axolemma train` makes unless told otherwise.
    static Architecture recommended() {
        return {.width = 32, .fullResolution = true, .batchNorm = true, .decoder = true};
    }

    bool operator==(const Architecture&) const = default;

    /// How far from a pixel the input can lie that its fused output depends on, in pixels.
    int receptiveRadius() const;
    /// "DCN, width 32, C0, batch normalisation, decoder".
    std::string description() const;
};

}  // namespace axolemma
