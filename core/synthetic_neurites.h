#pragma once

#include <cstdint>
#include <vector>

#include "core/synthetic_random.h"
#include "core/synthetic_stack.h"

namespace axolemma::synthetic {

/// Thickness of a section in pixels: 50 nm at 4 nm a pixel.
constexpr float sectionThickness = 12.5F;

/// A piece of a neurite where a section cuts it. A neurite has one disc in a section or several:
/// the profile is what is nearer to its discs than to those of others, so it is seldom round.
struct Disc {
    Vector centre;
    float radius = 0;
    /// Change per section.
    Vector velocity;
    float growth = 0;
    std::uint32_t neurite = 0;
};

/// Two discs of a neurite that are held together.
struct DiscLink {
    int a = 0;
    int b = 0;
    /// Distance in units of the sum of radii, and its change per section.
    float rest = 0;
    float drift = 0;
};

/// How the inside of a neurite looks.
struct NeuriteLook {
    float grey = 0;
    /// Strength of the mottling, 1 on average.
    float mottling = 0;
    /// Per 1000 square pixels.
    float vesicles = 0;
    float microtubules = 0;
};

/// The neurites of a block of tissue, section by section, in world coordinates: a torus a little
/// larger than the slices, so that the density is the same everywhere. A slice's pixel (0, 0) lies
/// at
/// (`margin`, `margin`).
struct Tissue {
    static constexpr float margin = 72.0F;
    float width = 0;
    float height = 0;
    std::vector<NeuriteLook> looks;
    /// Discs keep their index from section to section; one that is not born yet has radius 0.
    std::vector<std::vector<Disc>> sections;
    std::vector<std::vector<DiscLink>> links;

    /// The shortest way from a to b around the torus.
    Vector between(Vector a, Vector b) const;
};

/// Neurites of the calibres found in larval Drosophila neuropil, packed by repulsion and followed
/// from section to section: they drift, swell, part and branch.
Tissue growTissue(const SyntheticSettings& settings);

}  // namespace axolemma::synthetic
