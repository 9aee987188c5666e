#include "core/synthetic_camera.h"

#include <algorithm>
#include <cmath>

#include "core/synthetic_random.h"

namespace axolemma::synthetic {
namespace {

Random randomOf(const SyntheticSettings& settings, int z, std::uint64_t what) {
    return Random(hashed(settings.seed, 0x63616d657261, what, static_cast<std::uint64_t>(z)));
}

void addBackground(const SyntheticSettings& settings, int z, ImageView<float> grey) {
    Image<float> broad(grey.width(), grey.height());
    fillSmoothNoise(broad, hashed(settings.seed, 0x62726f6164, static_cast<std::uint64_t>(z)),
                    170.0F, {}, 0.0F);
    for (int y = 0; y < grey.height(); ++y) {
        for (int x = 0; x < grey.width(); ++x) {
            grey(x, y) += 5.0F * broad(x, y);
        }
    }
}

/// A fold doubles the tissue along a wavy line that fades out inside the slice.
void addFold(const SyntheticSettings& settings, int z, ImageView<float> grey) {
    Random random = randomOf(settings, z, 1);
    const auto width = static_cast<float>(grey.width());
    const auto height = static_cast<float>(grey.height());
    const Vector along = randomDirection(random);
    const Vector start{random.uniform(0.1F, 0.9F) * width, random.uniform(0.1F, 0.9F) * height};
    const float halfWidth = random.uniform(4.5F, 8.0F);
    const float reach = random.uniform(0.2F, 0.35F) * std::min(width, height);
    const float bend = random.normal(0.0F, 0.0012F);
    const float darkness = random.uniform(42.0F, 58.0F);
    Image<float> wander(grey.width(), grey.height());
    fillSmoothNoise(wander, random.bits(), 45.0F, {}, 0.0F);
    for (int y = 0; y < grey.height(); ++y) {
        for (int x = 0; x < grey.width(); ++x) {
            const float dx = static_cast<float>(x) - start.x;
            const float dy = static_cast<float>(y) - start.y;
            const float t = (dx * along.x + dy * along.y) / reach;
            const float s =
                dy * along.x - dx * along.y + bend * reach * reach * t * t + 3.0F * wander(x, y);
            if (t > -1.0F && t < 1.0F && s > -60.0F && s < 60.0F) {
                const float fade = 1.0F - t * t;
                const float w = halfWidth * (0.4F + 0.6F * fade);
                const float q = s / w;
                grey(x, y) -= darkness * fade * decay(0.5F * q * q * q * q);
                const float rim = (s < 0.0F ? -s : s) - 1.9F * w;
                grey(x, y) += 14.0F * fade * decay(rim * rim * 0.12F);
            }
        }
    }
}

/// A dark grain lying on the section, or a round hole where the film is gone.
void addSpot(const SyntheticSettings& settings, int z, bool hole, ImageView<float> grey) {
    Random random = randomOf(settings, z, hole ? 2 : 3);
    const Vector centre{random.uniform(0.08F, 0.92F) * static_cast<float>(grey.width()),
                        random.uniform(0.08F, 0.92F) * static_cast<float>(grey.height())};
    const float radius = hole ? random.uniform(4.0F, 9.0F) : random.uniform(5.0F, 11.0F);
    const float level = hole ? 215.0F : 24.0F;
    Image<float> ragged(grey.width(), grey.height());
    fillSmoothNoise(ragged, random.bits(), 8.0F, {}, 0.0F);
    for (int y = 0; y < grey.height(); ++y) {
        for (int x = 0; x < grey.width(); ++x) {
            const float dx = static_cast<float>(x) - centre.x;
            const float dy = static_cast<float>(y) - centre.y;
            const float outside =
                std::sqrt(dx * dx + dy * dy) - radius + (hole ? 0.4F : 2.4F) * ragged(x, y);
            if (outside < 14.0F) {
                const float cover = std::clamp(0.5F - 0.35F * outside, 0.0F, 1.0F);
                grey(x, y) += cover * (level + 8.0F * ragged(x, y) - grey(x, y));
                if (!hole && outside > 0.0F) {
                    grey(x, y) -= 22.0F * decay(outside * 0.3F);
                }
            }
        }
    }
}

/// The sections of a stack that are damaged: about one in nine has a fold, dirt or a hole, and
/// every stack has at least a speck and, from two sections on, a fold.
void addDamage(const SyntheticSettings& settings, int z, ImageView<float> grey) {
    const int period = std::min(9, settings.depth);
    const int phase =
        static_cast<int>(hashed(settings.seed, 0x64616d61) % static_cast<unsigned>(period));
    const int at = (z + phase) % period;
    if (at == 0) {
        addSpot(settings, z, false, grey);
    }
    if (settings.depth > 1 && at == period / 2) {
        addFold(settings, z, grey);
    }
    if (at == period / 3) {
        addSpot(settings, z, true, grey);
    }
}

}  // namespace

void takeMicrograph(const SyntheticSettings& settings, int z, ImageView<float> grey,
                    ImageView<std::uint8_t> image) {
    addBackground(settings, z, grey);
    addDamage(settings, z, grey);
    Random random = randomOf(settings, z, 0);
    const float contrast = random.normal(1.06F, 0.055F);
    const float exposure = random.normal(0.0F, 5.0F);
    const float grain = random.uniform(0.76F, 1.04F);
    for (int y = 0; y < grey.height(); ++y) {
        float* row = grey.row(y);
        for (int x = 0; x < grey.width(); ++x) {
            // Shot noise grows with the square root of the electrons; the grain of the film is
            // constant.
            const float electrons = std::max(row[x], 10.0F);
            const float deviation = grain * std::sqrt(750.0F + 11.5F * electrons);
            row[x] += deviation * normalOf(random.bits());
        }
    }
    // A Gaussian of 0.65 px. The spectrum inside cells of the challenge's slices falls like 0.7 px
    // above 0.25 / px, but drawn structures are soft already.
    blur(grey, 0.1900F, 0.0060F);
    for (int y = 0; y < grey.height(); ++y) {
        const float* row = grey.row(y);
        for (int x = 0; x < grey.width(); ++x) {
            const float value = 125.0F + exposure + contrast * (row[x] - 125.0F);
            image(x, y) = static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F);
        }
    }
}

}  // namespace axolemma::synthetic
