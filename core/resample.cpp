#include "core/resample.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace axolemma {

namespace {

/// The input samples that make one output sample, and their weights.
struct Taps {
    int first = 0;
    std::vector<float> weights;
};

std::vector<Taps> tapsFor(int from, int to) {
    std::vector<Taps> taps(to);
    const double step = static_cast<double>(from) / to;
    const double reach = std::max(1.0, step);
    for (int i = 0; i < to; ++i) {
        const double centre = (i + 0.5) * step - 0.5;
        const int first = std::max(0, static_cast<int>(std::ceil(centre - reach)));
        const int last = std::min(from - 1, static_cast<int>(std::floor(centre + reach)));
        Taps& tap = taps[i];
        tap.first = first;
        double sum = 0;
        for (int k = first; k <= last; ++k) {
            const double weight = std::max(0.0, 1 - std::abs(k - centre) / reach);
            tap.weights.push_back(static_cast<float>(weight));
            sum += weight;
        }
        for (float& weight : tap.weights) weight = static_cast<float>(weight / sum);
    }
    return taps;
}

}  // namespace

Image<float> resampled(ImageView<const float> image, int width, int height) {
    const std::vector<Taps> columns = tapsFor(image.width(), width);
    const std::vector<Taps> rows = tapsFor(image.height(), height);
    Image<float> narrow(width, image.height());
    for (int y = 0; y < image.height(); ++y) {
        const float* in = image.row(y);
        float* out = narrow.view().row(y);
        for (int x = 0; x < width; ++x) {
            const Taps& tap = columns[x];
            float sum = 0;
            for (std::size_t k = 0; k < tap.weights.size(); ++k)
                sum += tap.weights[k] * in[tap.first + static_cast<int>(k)];
            out[x] = sum;
        }
    }
    Image<float> result(width, height);
    for (int y = 0; y < height; ++y) {
        float* out = result.view().row(y);
        std::fill(out, out + width, 0.0F);
        const Taps& tap = rows[y];
        for (std::size_t k = 0; k < tap.weights.size(); ++k) {
            const float* in = narrow.view().row(tap.first + static_cast<int>(k));
            for (int x = 0; x < width; ++x) out[x] += tap.weights[k] * in[x];
        }
    }
    return result;
}

}  // namespace axolemma
