#pragma once

#include <cstdint>

#include "core/image.h"
#include "core/synthetic_neurites.h"

namespace axolemma::synthetic {

/// Where a slice's pixels lie in the tissue: world = pixel + offset + warp(pixel). The warp bends
/// the smooth arcs of the packing into membranes that wander.
struct Placement {
    Vector offset;
    Image<float> warpX;
    Image<float> warpY;

    Vector worldOf(int x, int y) const {
        return {static_cast<float>(x) + offset.x + warpX(x, y),
                static_cast<float>(y) + offset.y + warpY(x, y)};
    }
    /// The pixel whose world position is close to `world`, which must be the image of the torus
    /// nearest to the slice; may lie outside of it.
    Vector pixelOf(Vector world) const;
};

/// The neurites' profiles in a section, all [height, width].
struct Profiles {
    /// Index of the neurite in `Tissue::looks`, and of the one across the nearest membrane.
    Image<std::uint32_t> neurite;
    Image<std::uint32_t> neighbour;
    /// Distance to the middle of the nearest membrane, in pixels, at the middle of the section.
    Image<float> distance;
    /// How far that membrane moves sideways through the thickness of the section, in pixels.
    Image<float> slant;
};

Placement placeSection(const SyntheticSettings& settings, int z);

/// Cuts the tissue at section z.
Profiles cutProfiles(const Tissue& tissue, const Placement& placement, int z);

}  // namespace axolemma::synthetic
