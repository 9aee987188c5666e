#include "segmentation/intensity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/blur.h"
#include "segmentation/spatial_map.h"

namespace axolemma {

namespace {

double drawn(Random& random, const Effect& effect, double otherwise) {
    return random.chance(effect.probability) ? random.uniform(effect.low, effect.high) : otherwise;
}

double drawnFactor(Random& random, const Effect& effect) {
    if (!random.chance(effect.probability)) return 1;
    return std::exp(random.uniform(std::log(effect.low), std::log(effect.high)));
}

/// Gamma over [lowest, highest], then contrast about 0 and brightness.
struct ToneCurve {
    double gamma = 1;
    double contrast = 1;
    double brightness = 0;
    bool identity() const { return gamma == 1 && contrast == 1 && brightness == 0; }
};

void apply(const ToneCurve& curve, ImageView<float> image, float lowest, float highest) {
    if (curve.identity()) return;
    // A power a pixel would cost more than all the rest; 1024 linear pieces differ by less than
    // 0.001.
    constexpr int kPieces = 1024;
    std::array<float, kPieces + 2> table{};
    const double range = highest - lowest;
    for (int i = 0; i <= kPieces; ++i) {
        const double t = static_cast<double>(i) / kPieces;
        const double value = lowest + range * std::pow(t, curve.gamma);
        table[i] = static_cast<float>(value * curve.contrast + curve.brightness);
    }
    table[kPieces + 1] = table[kPieces];
    const auto factor = static_cast<float>(kPieces / range);
    for (std::size_t i = 0; i < image.size(); ++i) {
        float& value = image.data()[i];
        const float t = std::clamp((value - lowest) * factor, 0.0F, static_cast<float>(kPieces));
        const int piece = static_cast<int>(t);
        value = table[piece] + (t - static_cast<float>(piece)) * (table[piece + 1] - table[piece]);
    }
}

void addNoise(Random& random, ImageView<float> image, double strength, bool correlated) {
    if (!correlated) {
        const auto factor = static_cast<float>(strength);
        for (std::size_t i = 0; i < image.size(); ++i) image.data()[i] += factor * random.normal();
        return;
    }
    Image<float> noise(image.width(), image.height());
    for (float& n : noise) n = random.normal();
    const double sigma = random.uniform(0.5, 1.2);
    blurGaussian(noise, sigma);
    double squares = 0;
    for (const float n : noise) squares += n * n;
    const double blurred = std::sqrt(squares / static_cast<double>(noise.size()));
    if (blurred == 0) return;
    const auto factor = static_cast<float>(strength / blurred);
    for (std::size_t i = 0; i < image.size(); ++i) image.data()[i] += factor * noise.data()[i];
}

void addShading(Random& random, ImageView<float> image, double strength) {
    constexpr int kStep = 16;
    const int size = image.width();
    const int n = (size - 1) / kStep + 2;
    const auto field = smoothField(random, n, kStep, 100);
    for (int y = 0; y < size; ++y) {
        const float ty = static_cast<float>(y % kStep) / kStep;
        const float* above = &field[static_cast<std::size_t>(y / kStep) * n];
        const float* below = above + n;
        float* const row = image.row(y);
        for (int x = 0; x < size; ++x) {
            const int i = x / kStep;
            const float tx = static_cast<float>(x % kStep) / kStep;
            const float a = above[i] + tx * (above[i + 1] - above[i]);
            const float b = below[i] + tx * (below[i + 1] - below[i]);
            row[x] += static_cast<float>(strength) * (a + ty * (b - a));
        }
    }
}

void addDirt(Random& random, ImageView<float> image, double darkness) {
    const double centreX = random.uniform(0, image.width());
    const double centreY = random.uniform(0, image.height());
    const double radius = random.uniform(5, 30);
    const double stretch = random.uniform(0.5, 1);
    // Three lobes keep it from being the ellipse that no real stain is.
    const double phase = random.uniform(0, 6.283), lobes = random.uniform(0, 0.3);
    const int reach = static_cast<int>(radius * 2) + 1;
    const Rect rect =
        Rect{static_cast<int>(centreX) - reach, static_cast<int>(centreY) - reach,
             static_cast<int>(centreX) + reach + 1, static_cast<int>(centreY) + reach + 1}
            .intersected(image.bounds());
    for (int y = rect.y0; y < rect.y1; ++y) {
        for (int x = rect.x0; x < rect.x1; ++x) {
            const double dx = x - centreX, dy = (y - centreY) / stretch;
            const double edge = radius * (1 + lobes * std::sin(3 * std::atan2(dy, dx) + phase));
            const double inside = 1 / (1 + std::exp((std::hypot(dx, dy) - edge) / 1.5));
            image(x, y) -= static_cast<float>(darkness * inside);
        }
    }
}

}  // namespace

void augmentIntensity(Random& random, const AugmentationSettings& settings, Crop& crop,
                      float lowest, float highest) {
    const int size = crop.size;
    const double blur = drawn(random, settings.blur, 0);
    const ToneCurve common{drawnFactor(random, settings.gamma),
                           drawnFactor(random, settings.contrast),
                           drawn(random, settings.brightness, 0)};
    const double shading = drawn(random, settings.shading, 0);
    const double noise = drawn(random, settings.noise, 0);
    const bool correlated = random.chance(settings.correlatedNoise);
    const double unlike = crop.channels > 1 ? drawn(random, settings.sliceIntensity, 0) : 0;
    for (int c = 0; c < crop.channels; ++c) {
        const std::size_t pixels = static_cast<std::size_t>(size) * size;
        const ImageView<float> image(crop.image.data() + pixels * c, size, size);
        ToneCurve curve = common;
        if (unlike != 0) {
            curve.contrast *= std::exp(unlike * random.normal());
            curve.brightness += unlike * random.normal();
        }
        const double dirt = drawn(random, settings.dirt, 0);
        if (dirt != 0) addDirt(random, image, dirt);
        if (blur != 0) blurGaussian(image, blur);
        apply(curve, image, lowest, highest);
        if (shading != 0) addShading(random, image, shading);
        if (noise != 0) addNoise(random, image, noise, correlated);
    }
}

}  // namespace axolemma
