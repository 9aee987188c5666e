#include <cmath>

#include "core/synthetic_canvas.h"
#include "core/synthetic_organelles.h"

namespace axolemma::synthetic {
namespace {

/// A mitochondrion where the section cuts it: an ellipse with half axes a along `axis` and b
/// across.
struct Mitochondrion {
    Vector centre;
    Vector axis;
    float a = 0;
    float b = 0;
    /// 1 where it is cut squarely, towards 0 where the section only grazes its end.
    float crispness = 1;
    float darkness = 0;
    float cristaPeriod = 0;
    float bend = 0;
    std::uint32_t neurite = 0;
};

void draw(const Canvas& canvas, const Mitochondrion& m) {
    const Vector p = pixelOf(canvas, m.centre);
    const Rect box = around(canvas, p, m.a + 22.0F);
    if (box.empty()) {
        return;
    }
    const int px = std::clamp(static_cast<int>(p.x), 0, canvas.grey.width() - 1);
    const int py = std::clamp(static_cast<int>(p.y), 0, canvas.grey.height() - 1);
    const Vector warpAtCentre{canvas.placement.warpX(px, py), canvas.placement.warpY(px, py)};
    const float edge = 1.3F + 4.0F * (1.0F - m.crispness);
    for (int y = box.y0; y < box.y1; ++y) {
        for (int x = box.x0; x < box.x1; ++x) {
            const float inside = insideOf(canvas, m.neurite, x, y);
            if (inside <= 0.0F) {
                continue;
            }
            const float dx = static_cast<float>(x) - p.x +
                             0.6F * (canvas.placement.warpX(x, y) - warpAtCentre.x);
            const float dy = static_cast<float>(y) - p.y +
                             0.6F * (canvas.placement.warpY(x, y) - warpAtCentre.y);
            const float u = dx * m.axis.x + dy * m.axis.y;
            const float v = dy * m.axis.x - dx * m.axis.y;
            const float radius = std::sqrt(u * u / (m.a * m.a) + v * v / (m.b * m.b));
            const float wobble = canvas.wobble(x, y);
            // Distance to the outer membrane, negative inside, close enough near the outline.
            const float depth = (radius - 1.0F) * (0.5F * (m.a + m.b)) + 0.9F * wobble;
            if (depth > 12.0F) {
                continue;
            }
            const float body = std::clamp(0.5F - depth / (2.0F * edge), 0.0F, 1.0F);
            const float phase = (v + m.bend * u * u + 1.6F * wobble) / m.cristaPeriod;
            const float crest = wave(phase);
            const float cristae = crest > 0.0F ? 42.0F * crest * crest : 22.0F * crest;
            const float patchy = std::clamp(0.7F + 0.5F * wobble, 0.05F, 1.3F);
            const float inner = std::clamp(-(depth + 5.0F) * 0.4F, 0.0F, 1.0F);
            float change = -m.darkness * body + cristae * patchy * m.crispness * inner;
            const float outer = depth + 0.5F;
            const float cleft = depth + 3.0F;
            change -= m.crispness * 36.0F * decay(outer * outer * 0.45F);
            change += m.crispness * 28.0F * decay(cleft * cleft * 0.6F);
            if (depth > 0.0F) {
                change += m.crispness * 8.0F * decay(depth * 0.25F);
            }
            canvas.grey(x, y) += inside * change;
        }
    }
}

}  // namespace

void drawMitochondria(const Canvas& canvas) {
    const auto& discs = canvas.tissue.sections[canvas.z];
    for (std::size_t i = 0; i < discs.size(); ++i) {
        const Disc& disc = discs[i];
        Random random(hashed(canvas.seed, 0x6d69746f, i));
        // One disc of a neurite at most, or two mitochondria would lie in each other.
        const bool hasAny = random.chance(0.9F) && (i == 0 || discs[i - 1].neurite != disc.neurite);
        const float period = random.uniform(13.0F, 25.0F);
        const float halfLength = random.uniform(3.2F, 8.5F);
        const float first = random.uniform(0.0F, period);
        if (!hasAny || disc.radius < 20.0F) {
            continue;
        }
        // In units of the half length from the middle of the nearest one along the neurite.
        const float turns = (static_cast<float>(canvas.z) - first) / period + 1.0F;
        const float t =
            (turns - static_cast<float>(static_cast<int>(turns + 0.5F))) * period / halfLength;
        if (t <= -1.0F || t >= 1.0F) {
            continue;
        }
        const float taper = std::sqrt(1.0F - t * t);
        const float aspect = random.uniform(1.05F, 1.6F);
        Mitochondrion m;
        m.axis = randomDirection(random);
        m.b = std::min(disc.radius * random.uniform(0.55F, 0.8F), 40.0F) * taper;
        m.a = m.b * aspect;
        m.crispness = std::clamp((taper - 0.4F) * 2.5F, 0.0F, 1.0F);
        m.darkness = random.uniform(50.0F, 80.0F);
        m.cristaPeriod = random.uniform(6.5F, 9.5F);
        m.bend = random.normal(0.0F, 0.006F);
        const Vector shift = randomDirection(random);
        const float distance = random.uniform(0.0F, 0.2F) * disc.radius;
        m.centre = {disc.centre.x + distance * shift.x, disc.centre.y + distance * shift.y};
        m.neurite = disc.neurite;
        if (m.b > 5.0F) {
            draw(canvas, m);
        }
    }
}

}  // namespace axolemma::synthetic
