#include "core/synthetic_canvas.h"

#include <cmath>

namespace axolemma::synthetic {

void drawRing(const Canvas& canvas, std::uint32_t neurite, Vector p, const Ring& ring) {
    const Rect box = around(canvas, p, ring.radius + 2.5F * ring.thickness);
    const float sharpness = 0.5F / (ring.thickness * ring.thickness);
    for (int y = box.y0; y < box.y1; ++y) {
        for (int x = box.x0; x < box.x1; ++x) {
            const float dx = static_cast<float>(x) - p.x;
            const float dy = static_cast<float>(y) - p.y;
            const float distance = std::sqrt(dx * dx + dy * dy);
            const float off = distance - ring.radius;
            float change = -ring.darkness * decay(off * off * sharpness);
            if (off < 0.0F) {
                change += ring.lumen;
            }
            float& grey = canvas.grey(x, y);
            change *= insideOf(canvas, neurite, x, y);
            grey += std::max(change, std::min(55.0F - grey, 0.0F));
        }
    }
}

void drawVesicle(const Canvas& canvas, std::uint32_t neurite, Vector p, Random& random) {
    // The section holds all of it, so its rim is faint.
    Ring ring;
    ring.radius = random.uniform(3.2F, 5.6F);
    ring.thickness = random.uniform(0.8F, 1.15F);
    ring.darkness = random.uniform(20.0F, 50.0F);
    ring.lumen = random.chance(0.07F) ? -25.0F : random.uniform(-8.0F, 6.0F);
    drawRing(canvas, neurite, p, ring);
}

}  // namespace axolemma::synthetic
