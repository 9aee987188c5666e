#include <cmath>

#include "core/synthetic_canvas.h"
#include "core/synthetic_organelles.h"

namespace axolemma::synthetic {
namespace {

/// Follows `direction` from `start` to the first pixel of another neurite; false if the slice ends.
bool marchToMembrane(const Canvas& canvas, std::uint32_t neurite, Vector direction, Vector& p) {
    const Rect slice = canvas.grey.bounds();
    for (int i = 0; i < 120; ++i) {
        if (p.x < 0.0F || p.y < 0.0F) {
            return false;
        }
        const Point pixel{static_cast<int>(p.x), static_cast<int>(p.y)};
        if (!slice.contains(pixel)) {
            return false;
        }
        if (canvas.profiles.neurite(pixel.x, pixel.y) != neurite) {
            return i > 0;
        }
        p = {p.x + direction.x, p.y + direction.y};
    }
    return false;
}

void drawDensity(const Canvas& canvas, Vector p, float reach, float darkness) {
    const Rect box = around(canvas, p, 2.6F * reach);
    for (int y = box.y0; y < box.y1; ++y) {
        for (int x = box.x0; x < box.x1; ++x) {
            const float dx = static_cast<float>(x) - p.x;
            const float dy = static_cast<float>(y) - p.y;
            const float distance = canvas.profiles.distance(x, y);
            const float hug = decay(distance * distance * (0.5F / (5.5F * 5.5F)));
            const float near = decay((dx * dx + dy * dy) * (0.5F / (reach * reach)));
            const float patchy = std::clamp(0.8F + 0.3F * canvas.wobble(x, y), 0.2F, 1.3F);
            float& grey = canvas.grey(x, y);
            grey -= std::min(darkness * hug * near * patchy, std::max(grey - 34.0F, 0.0F));
        }
    }
}

}  // namespace

void drawSynapses(const Canvas& canvas) {
    const auto& discs = canvas.tissue.sections[canvas.z];
    for (std::size_t i = 0; i < discs.size(); ++i) {
        const Disc& disc = discs[i];
        for (std::uint64_t site = 0; site < 1; ++site) {
            Random random(hashed(canvas.seed, 0x73796e61, i, site));
            const float first = random.uniform(0.0F, 16.0F);
            const float last = random.uniform(2.0F, 4.0F);
            const float phase = static_cast<float>(canvas.z) - first + 16.0F;
            const float at = phase - 16.0F * static_cast<float>(static_cast<int>(phase / 16.0F));
            const Vector direction = randomDirection(random);
            const float reach = random.uniform(6.0F, 13.0F);
            const float darkness = random.uniform(40.0F, 85.0F);
            if (at > last || disc.radius < 17.0F) {
                continue;
            }
            Vector p = pixelOf(canvas, disc.centre);
            if (!marchToMembrane(canvas, disc.neurite, direction, p)) {
                continue;
            }
            drawDensity(canvas, p, reach, darkness);
            const Vector bar{p.x - 5.0F * direction.x, p.y - 5.0F * direction.y};
            drawRing(canvas, disc.neurite, bar, {0.0F, 2.4F, 34.0F, 0.0F});
            Random cluster(
                hashed(canvas.seed, 0x636c7573, i, static_cast<std::uint64_t>(canvas.z)));
            for (int k = 6 + cluster.below(14); k > 0; --k) {
                const Vector d = randomDirection(cluster);
                const float away = cluster.uniform(4.0F, 24.0F);
                drawVesicle(canvas, disc.neurite,
                            {p.x - 16.0F * direction.x + away * d.x,
                             p.y - 16.0F * direction.y + away * d.y},
                            cluster);
            }
        }
    }
}

}  // namespace axolemma::synthetic
