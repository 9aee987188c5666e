#pragma once

#include <cstdint>
#include <stop_token>

#include "core/volume.h"

namespace axolemma {

/// How well a 3-D label volume matches the truth, over the voxels where the truth is not 0.
struct VolumeScores {
    /// Variation of information in nats: split = H(proposal | truth), merge = H(truth | proposal).
    double split = 0;
    double merge = 0;
    double variationOfInformation() const { return split + merge; }
    /// Adapted Rand error: 1 - 2 sum p_ij^2 / (sum a_i^2 + sum b_j^2), over ordered pairs of voxels
    /// with a voxel paired with itself too. A proposal voxel of 0 is a label like any other here.
    double adaptedRandError = 0;
};

/// Whether there are several labels, which say what belongs together through the slices: a mask
/// says nothing of that.
bool namesNeurons(const Volume<std::uint32_t>& labels);

/// Throws `Error` if the shapes differ; `Cancelled` if stopped. A truth without foreground gives
/// zeros.
VolumeScores volumeScores(const Volume<std::uint32_t>& truth, const Volume<std::uint32_t>& proposal,
                          std::stop_token stop = {});

}  // namespace axolemma
