#pragma once

#include <algorithm>

#include "core/synthetic_organelles.h"

namespace axolemma::synthetic {

/// The slice's pixel of a place in the torus; may lie outside of the slice.
inline Vector pixelOf(const Canvas& canvas, Vector world) {
    const Tissue& tissue = canvas.tissue;
    const Vector middle{0.5F * tissue.width, 0.5F * tissue.height};
    const Vector d = tissue.between(middle, world);
    return canvas.placement.pixelOf({middle.x + d.x, middle.y + d.y});
}

/// The pixels of the slice within `reach` of `p`.
inline Rect around(const Canvas& canvas, Vector p, float reach) {
    const Rect slice = canvas.grey.bounds();
    if (p.x < -reach || p.y < -reach || p.x > static_cast<float>(slice.x1) + reach ||
        p.y > static_cast<float>(slice.y1) + reach) {
        return {};
    }
    return Rect{static_cast<int>(p.x - reach), static_cast<int>(p.y - reach),
                static_cast<int>(p.x + reach) + 2, static_cast<int>(p.y + reach) + 2}
        .intersected(slice);
}

/// 0 on the membrane of a neurite's profile and outside of it, 1 well inside.
inline float insideOf(const Canvas& canvas, std::uint32_t neurite, int x, int y) {
    if (canvas.profiles.neurite(x, y) != neurite) {
        return 0.0F;
    }
    return std::clamp((canvas.profiles.distance(x, y) - 3.0F) * 0.4F, 0.0F, 1.0F);
}

/// A circle drawn with a soft pen; a dot if its radius is 0. Lengths in pixels.
struct Ring {
    float radius = 0;
    float thickness = 0;
    float darkness = 0;
    /// Grey of what it encloses, relative to its surroundings.
    float lumen = 0;
};

/// Draws a ring inside the profile of `neurite`, nowhere darker than 55.
void drawRing(const Canvas& canvas, std::uint32_t neurite, Vector p, const Ring& ring);

/// Draws a synaptic vesicle, 26 to 45 nm across.
void drawVesicle(const Canvas& canvas, std::uint32_t neurite, Vector p, Random& random);

}  // namespace axolemma::synthetic
