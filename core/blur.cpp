#include "core/blur.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/geometry.h"

namespace axolemma {

void blurGaussian(ImageView<float> image, double sigma) {
    const int radius = static_cast<int>(std::ceil(3 * sigma));
    std::vector<float> kernel(static_cast<std::size_t>(radius) + 1);
    double sum = 0;
    for (int i = 0; i <= radius; ++i) {
        const double w = std::exp(-0.5 * i * i / (sigma * sigma));
        kernel[i] = static_cast<float>(w);
        sum += i == 0 ? w : 2 * w;
    }
    for (float& w : kernel) w /= static_cast<float>(sum);

    const int width = image.width(), height = image.height();
    Image<float> across(width, height);
    std::vector<float> padded(static_cast<std::size_t>(width) + 2 * radius);
    for (int y = 0; y < height; ++y) {
        const float* row = image.row(y);
        for (int x = -radius; x < 0; ++x) padded[x + radius] = row[mirrored(x, width)];
        std::copy(row, row + width, padded.begin() + radius);
        for (int x = width; x < width + radius; ++x) padded[x + radius] = row[mirrored(x, width)];
        const float* centre = padded.data() + radius;
        float* to = across.view().row(y);
        for (int x = 0; x < width; ++x) to[x] = kernel[0] * centre[x];
        for (int i = 1; i <= radius; ++i) {
            const float w = kernel[i];
            for (int x = 0; x < width; ++x) to[x] += w * (centre[x - i] + centre[x + i]);
        }
    }
    for (int y = 0; y < height; ++y) {
        float* to = image.row(y);
        const float* here = across.view().row(y);
        for (int x = 0; x < width; ++x) to[x] = kernel[0] * here[x];
        for (int i = 1; i <= radius; ++i) {
            const float w = kernel[i];
            const float* above = across.view().row(mirrored(y - i, height));
            const float* below = across.view().row(mirrored(y + i, height));
            for (int x = 0; x < width; ++x) to[x] += w * (above[x] + below[x]);
        }
    }
}

}  // namespace axolemma
