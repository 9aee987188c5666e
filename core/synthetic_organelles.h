#pragma once

#include <cstdint>

#include "core/synthetic_profiles.h"

namespace axolemma::synthetic {

/// A section being drawn: structures only, before the microscope's blur and noise.
struct Canvas {
    ImageView<float> grey;
    const Tissue& tissue;
    const Placement& placement;
    const Profiles& profiles;
    /// Smooth noise, wavelength about 14 px, for outlines that are not quite regular.
    ImageView<const float> wobble;
    std::uint64_t seed = 0;
    int z = 0;
};

/// Mitochondria: dark, bounded by two membranes, striped by cristae; each runs through several
/// sections.
void drawMitochondria(const Canvas& canvas);

/// Vesicles (rings, new in each section), microtubules (dots that keep their place from section to
/// section) and strands along neurites that run in the plane.
void drawCytoplasm(const Canvas& canvas);

/// Synapses: dark clouds on the membrane with a T-bar and a cluster of vesicles on one side,
/// through two to four sections. To be drawn after the membranes.
void drawSynapses(const Canvas& canvas);

}  // namespace axolemma::synthetic
