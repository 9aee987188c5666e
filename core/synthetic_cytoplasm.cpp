#include <cmath>

#include "core/synthetic_canvas.h"
#include "core/synthetic_organelles.h"

namespace axolemma::synthetic {
namespace {

Vector placeIn(const Disc& disc, Random& random) {
    const Vector direction = randomDirection(random);
    const float distance = disc.radius * std::sqrt(random.uniform());
    return {disc.centre.x + distance * direction.x, disc.centre.y + distance * direction.y};
}

int countFor(float per1000, const Disc& disc, Random& random) {
    return static_cast<int>(per1000 * 0.00314F * disc.radius * disc.radius + random.uniform());
}

void drawDots(const Canvas& canvas, std::size_t index) {
    const Disc& disc = canvas.tissue.sections[canvas.z][index];
    const NeuriteLook& look = canvas.tissue.looks[disc.neurite];
    const auto z = static_cast<std::uint64_t>(canvas.z);
    Random vesicles(hashed(canvas.seed, 0x76657369, index, z));
    for (int i = countFor(look.vesicles, disc, vesicles); i > 0; --i) {
        const Vector p = pixelOf(canvas, placeIn(disc, vesicles));
        drawVesicle(canvas, disc.neurite, p, vesicles);
    }
    Random tubules(hashed(canvas.seed, 0x74756275, index));
    Random jitter(hashed(canvas.seed, 0x74756a69, index, z));
    for (int i = countFor(look.microtubules, disc, tubules); i > 0; --i) {
        Vector place = placeIn(disc, tubules);
        place = {place.x + jitter.normal(0.0F, 1.0F), place.y + jitter.normal(0.0F, 1.0F)};
        const float darkness = tubules.uniform(22.0F, 50.0F);
        drawRing(canvas, disc.neurite, pixelOf(canvas, place),
                 {tubules.uniform(1.2F, 2.8F), 0.9F, 1.25F * darkness, 0.0F});
    }
    Random granules(hashed(canvas.seed, 0x6772616e, index, z));
    for (int i = countFor(2.0F, disc, granules); i > 0; --i) {
        const Vector place = placeIn(disc, granules);
        const float size = granules.uniform(0.9F, 1.7F);
        const float darkness = granules.uniform(25.0F, 60.0F);
        drawRing(canvas, disc.neurite, pixelOf(canvas, place), {0.0F, size, darkness, 0.0F});
    }
}

/// A dark strand between two places, bowed sideways.
void drawStrand(const Canvas& canvas, std::uint32_t neurite, Vector from, Vector to, float bow,
                float darkness) {
    const Vector d{to.x - from.x, to.y - from.y};
    const float length = std::sqrt(d.x * d.x + d.y * d.y);
    const int steps = static_cast<int>(length) + 1;
    for (int i = 0; i <= steps; ++i) {
        const float t = static_cast<float>(i) / static_cast<float>(steps);
        const float side = 4.0F * t * (1.0F - t) * bow;
        const Vector p{from.x + t * d.x - side * d.y, from.y + t * d.y + side * d.x};
        drawRing(canvas, neurite, p, {0.0F, 0.9F, darkness * 0.5F, 0.0F});
    }
}

void drawStrands(const Canvas& canvas) {
    const auto& discs = canvas.tissue.sections[canvas.z];
    for (const DiscLink& link : canvas.tissue.links[canvas.z]) {
        const Disc& a = discs[link.a];
        const Disc& b = discs[link.b];
        Random random(hashed(canvas.seed, 0x73747261, link.a, link.b));
        if (!random.chance(0.45F)) {
            continue;
        }
        Vector from = pixelOf(canvas, a.centre);
        Vector to = pixelOf(canvas, b.centre);
        const Vector d{to.x - from.x, to.y - from.y};
        const float length = std::sqrt(d.x * d.x + d.y * d.y) + 0.01F;
        if (length > 120.0F) {
            continue;
        }
        const int count = 2 + static_cast<int>(a.radius / 6.0F);
        for (int i = 0; i < count; ++i) {
            const float across = random.uniform(-0.8F, 0.8F) * a.radius / length;
            const float start = random.uniform(-0.5F, 0.2F);
            const float end = random.uniform(0.6F, 1.4F);
            const float bow = random.normal(0.0F, 0.04F);
            const float darkness = random.uniform(10.0F, 26.0F);
            drawStrand(canvas, a.neurite,
                       {from.x + start * d.x - across * d.y, from.y + start * d.y + across * d.x},
                       {from.x + end * d.x - across * d.y, from.y + end * d.y + across * d.x}, bow,
                       darkness);
        }
    }
}

}  // namespace

void drawCytoplasm(const Canvas& canvas) {
    drawStrands(canvas);
    const auto& discs = canvas.tissue.sections[canvas.z];
    for (std::size_t i = 0; i < discs.size(); ++i) {
        if (discs[i].radius > 4.0F) {
            drawDots(canvas, i);
        }
    }
}

}  // namespace axolemma::synthetic
