#include "core/synthetic_profiles.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace axolemma::synthetic {
namespace {

/// Discs of one neurite are joined softly over this many pixels.
constexpr float softness = 7.0F;
/// Corners of profiles are rounded over this many pixels.
constexpr float rounding = 9.0F;
constexpr float farAway = 1.0e6F;
constexpr int blockSize = 64;
constexpr int tileSize = 8;

/// How deep a place lies in a neurite: smaller is deeper, equal is the membrane between two.
struct Depth {
    float value = farAway;
    Vector normal;
    float rate = 0;
    std::uint32_t neurite = 0xffffffffU;
};

float roughDepth(const Disc& disc, Vector place) {
    const float dx = place.x - disc.centre.x;
    const float dy = place.y - disc.centre.y;
    return std::sqrt(dx * dx + dy * dy) - disc.radius;
}

/// Those of `discs` that can be among the two deepest neurites somewhere within `reach` of
/// `centre`.
void keepRelevant(const std::vector<Disc>& discs, Vector centre, float reach,
                  std::vector<Disc>& kept) {
    float first = farAway;
    float second = farAway;
    std::uint32_t owner = 0xffffffffU;
    for (const Disc& disc : discs) {
        const float depth = roughDepth(disc, centre);
        if (disc.neurite == owner) {
            first = std::min(first, depth);
        } else if (depth < first) {
            second = first;
            first = depth;
            owner = disc.neurite;
        } else {
            second = std::min(second, depth);
        }
    }
    kept.clear();
    const float limit = second + 2.0F * reach + softness + rounding;
    for (const Disc& disc : discs) {
        if (roughDepth(disc, centre) <= limit) {
            kept.push_back(disc);
        }
    }
}

/// The discs around a slice, the torus unrolled, those of a neurite one after the other.
std::vector<Disc> unrolled(const Tissue& tissue, int z, float width, float height) {
    std::vector<Disc> result;
    for (const Disc& disc : tissue.sections[z]) {
        if (disc.radius <= 0.0F) {
            continue;
        }
        for (int j = -1; j <= 1; ++j) {
            for (int i = -1; i <= 1; ++i) {
                Disc copy = disc;
                copy.centre.x += static_cast<float>(i) * tissue.width;
                copy.centre.y += static_cast<float>(j) * tissue.height;
                const float reach = 2.0F * disc.radius + Tissue::margin;
                if (copy.centre.x > Tissue::margin - reach &&
                    copy.centre.y > Tissue::margin - reach &&
                    copy.centre.x < Tissue::margin + width + reach &&
                    copy.centre.y < Tissue::margin + height + reach) {
                    result.push_back(copy);
                }
            }
        }
    }
    std::stable_sort(result.begin(), result.end(),
                     [](const Disc& a, const Disc& b) { return a.neurite < b.neurite; });
    return result;
}

void join(Depth& total, float value, Vector normal, float rate) {
    const float gap = value - total.value;
    const float overlap = std::max(softness - std::fabs(gap), 0.0F) * (1.0F / softness);
    if (gap < 0.0F) {
        total.value = value;
        total.normal = normal;
        total.rate = rate;
    }
    total.value -= overlap * overlap * (0.25F * softness);
}

class PairOfDeepest {
  public:
    void meet(const Depth& depth) {
        if (depth.value < first.value) {
            third = second.value;
            second = first;
            first = depth;
        } else if (depth.value < second.value) {
            third = second.value;
            second = depth;
        } else {
            third = std::min(third, depth.value);
        }
    }
    /// How much deeper the place lies in `first` than in all others together. They are joined
    /// softly, so profiles have rounded corners and membranes are wider where three meet.
    float lead() const {
        const float overlap = std::max(rounding - (third - second.value), 0.0F) * (1.0F / rounding);
        return second.value - overlap * overlap * (0.25F * rounding) - first.value;
    }
    Depth first;
    Depth second;
    float third = farAway;
};

PairOfDeepest deepestAt(Vector place, const std::vector<Disc>& discs) {
    PairOfDeepest pair;
    Depth current;
    for (const Disc& disc : discs) {
        const float dx = place.x - disc.centre.x;
        const float dy = place.y - disc.centre.y;
        const float distance = std::sqrt(dx * dx + dy * dy) + 0.001F;
        const Vector normal{dx / distance, dy / distance};
        const float rate = -(normal.x * disc.velocity.x + normal.y * disc.velocity.y) - disc.growth;
        if (disc.neurite != current.neurite) {
            pair.meet(current);
            current = {distance - disc.radius, normal, rate, disc.neurite};
        } else {
            join(current, distance - disc.radius, normal, rate);
        }
    }
    pair.meet(current);
    return pair;
}

void cutTile(const Placement& placement, const Rect& tile, const std::vector<Disc>& discs,
             std::vector<Disc>& relevant, Profiles& profiles) {
    Vector low{farAway, farAway};
    Vector high{-farAway, -farAway};
    for (int y = tile.y0; y < tile.y1; ++y) {
        for (int x = tile.x0; x < tile.x1; ++x) {
            const Vector p = placement.worldOf(x, y);
            low = {std::min(low.x, p.x), std::min(low.y, p.y)};
            high = {std::max(high.x, p.x), std::max(high.y, p.y)};
        }
    }
    const float rx = 0.5F * (high.x - low.x);
    const float ry = 0.5F * (high.y - low.y);
    keepRelevant(discs, {low.x + rx, low.y + ry}, std::sqrt(rx * rx + ry * ry), relevant);
    for (int y = tile.y0; y < tile.y1; ++y) {
        for (int x = tile.x0; x < tile.x1; ++x) {
            const PairOfDeepest pair = deepestAt(placement.worldOf(x, y), relevant);
            // The difference of two depths grows by |n2 - n1| per pixel across the membrane.
            const float nx = pair.second.normal.x - pair.first.normal.x;
            const float ny = pair.second.normal.y - pair.first.normal.y;
            const float slope = std::max(std::sqrt(nx * nx + ny * ny), 0.7F);
            profiles.neurite(x, y) = pair.first.neurite;
            profiles.neighbour(x, y) = pair.second.neurite;
            profiles.distance(x, y) = std::max(pair.lead(), 0.0F) / slope;
            profiles.slant(x, y) = std::fabs(pair.second.rate - pair.first.rate) / slope;
        }
    }
}

}  // namespace

Vector Placement::pixelOf(Vector world) const {
    Vector p{world.x - offset.x, world.y - offset.y};
    for (int round = 0; round < 2; ++round) {
        const int x = std::clamp(static_cast<int>(p.x), 0, warpX.width() - 1);
        const int y = std::clamp(static_cast<int>(p.y), 0, warpX.height() - 1);
        p = {world.x - offset.x - warpX(x, y), world.y - offset.y - warpY(x, y)};
    }
    return p;
}

Placement placeSection(const SyntheticSettings& settings, int z) {
    struct Octave {
        float wavelength;
        float amplitude;
    };
    constexpr Octave octaves[] = {{64.0F, 8.5F}, {27.0F, 3.4F}, {12.0F, 1.0F}, {6.0F, 0.35F}};

    Placement placement;
    Random jitter(hashed(settings.seed, 0x6a6974746572U, static_cast<std::uint64_t>(z)));
    placement.offset = {Tissue::margin + jitter.normal(0.0F, 2.2F),
                        Tissue::margin + jitter.normal(0.0F, 2.2F)};
    placement.warpX = Image<float>(settings.width, settings.height, 0.0F);
    placement.warpY = Image<float>(settings.width, settings.height, 0.0F);
    Image<float> noise(settings.width, settings.height);
    std::uint64_t key = 0;
    for (const Octave& octave : octaves) {
        for (Image<float>* warp : {&placement.warpX, &placement.warpY}) {
            fillSmoothNoise(noise, hashed(settings.seed, 0x77617270, ++key), octave.wavelength,
                            placement.offset, static_cast<float>(z) * sectionThickness);
            for (std::size_t i = 0; i < noise.size(); ++i) {
                warp->data()[i] += octave.amplitude * noise.data()[i];
            }
        }
    }
    return placement;
}

Profiles cutProfiles(const Tissue& tissue, const Placement& placement, int z) {
    const int width = placement.warpX.width();
    const int height = placement.warpX.height();
    Profiles profiles{Image<std::uint32_t>(width, height), Image<std::uint32_t>(width, height),
                      Image<float>(width, height), Image<float>(width, height)};
    const auto all = unrolled(tissue, z, static_cast<float>(width), static_cast<float>(height));
    std::vector<Disc> nearby;
    std::vector<Disc> relevant;
    // The largest excursion of the warp that a block has to reckon with.
    constexpr float warpReach = 34.0F;
    const Rect slice = profiles.neurite.bounds();
    for (int by = 0; by < height; by += blockSize) {
        for (int bx = 0; bx < width; bx += blockSize) {
            constexpr float half = 0.5F * blockSize;
            const Vector centre{placement.offset.x + static_cast<float>(bx) + half,
                                placement.offset.y + static_cast<float>(by) + half};
            keepRelevant(all, centre, 1.4143F * (half + warpReach), nearby);
            const Rect block = Rect{bx, by, bx + blockSize, by + blockSize}.intersected(slice);
            for (int y = block.y0; y < block.y1; y += tileSize) {
                for (int x = block.x0; x < block.x1; x += tileSize) {
                    const Rect tile = Rect{x, y, x + tileSize, y + tileSize}.intersected(block);
                    cutTile(placement, tile, nearby, relevant, profiles);
                }
            }
        }
    }
    return profiles;
}

}  // namespace axolemma::synthetic
