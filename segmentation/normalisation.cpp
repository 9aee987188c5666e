#include "segmentation/normalisation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/contrast.h"

namespace axolemma {

namespace {

constexpr std::size_t kSample = std::size_t{1} << 20;

template <typename T>
void normaliseRect(const Volume<T>& volume, int z, const Normalisation& n, const Rect& rect,
                   ImageView<float> out) {
    const auto slice = volume.slice(z);
    const auto low = static_cast<float>(n.low);
    const auto high = static_cast<float>(n.high);
    std::vector<int> columns(static_cast<std::size_t>(rect.width()));
    for (int x = 0; x < rect.width(); ++x) columns[x] = mirrored(rect.x0 + x, slice.width());
    for (int y = 0; y < rect.height(); ++y) {
        const T* const from = slice.row(mirrored(rect.y0 + y, slice.height()));
        float* const to = out.row(y);
        for (int x = 0; x < rect.width(); ++x) {
            const auto value = static_cast<float>(from[columns[x]]);
            to[x] = n.scaled(std::clamp(value, low, high));
            if constexpr (std::is_floating_point_v<T>) {
                if (!std::isfinite(value)) to[x] = 0;
            }
        }
    }
}

}  // namespace

Normalisation normalisationOf(const Stack& stack) {
    const ContrastWindow window = robustWindow(stack);
    Normalisation n{window.low, window.high, (window.low + window.high) / 2, 1.0};
    std::visit(
        [&](const auto& volume) {
            std::size_t step = std::max<std::size_t>(1, volume.size() / kSample);
            // A step that shares no factor with the width visits every column.
            while (std::gcd(step, static_cast<std::size_t>(std::max(1, volume.width()))) > 1) {
                ++step;
            }
            double sum = 0, squares = 0;
            std::size_t count = 0;
            const double centre = n.mean;
            for (std::size_t i = 0; i < volume.size(); i += step) {
                const auto value = static_cast<double>(volume.data()[i]);
                // Written so that NaN fails it too.
                if (!(value >= window.low && value <= window.high)) continue;
                sum += value - centre;
                squares += (value - centre) * (value - centre);
                ++count;
            }
            if (count == 0) return;
            const double mean = sum / static_cast<double>(count);
            n.mean = centre + mean;
            const double variance = squares / static_cast<double>(count) - mean * mean;
            // A constant stack has nothing to scale; its noise must not be blown up either.
            const double smallest = (window.high - window.low) * 1e-3;
            n.std = std::max(std::sqrt(std::max(variance, 0.0)), smallest);
        },
        stack.voxels());
    return n;
}

void normalise(const Stack& stack, int z, const Normalisation& normalisation,
               ImageView<float> out) {
    normaliseMirrored(stack, z, normalisation, {0, 0, stack.width(), stack.height()}, out);
}

void normaliseMirrored(const Stack& stack, int z, const Normalisation& normalisation,
                       const Rect& rect, ImageView<float> out) {
    assert(out.width() == rect.width() && out.height() == rect.height());
    std::visit([&](const auto& volume) { normaliseRect(volume, z, normalisation, rect, out); },
               stack.voxels());
}

}  // namespace axolemma
