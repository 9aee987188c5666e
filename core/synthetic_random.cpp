#include "core/synthetic_random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace axolemma::synthetic {
namespace {

constexpr int stepsPerUnit = 64;

std::array<float, 15 * stepsPerUnit + 2> makeDecayTable() {
    std::array<float, 15 * stepsPerUnit + 2> table{};
    const double factor = 0.98449643700540845;  // e^(-1/64)
    double value = 1.0;
    for (float& entry : table) {
        entry = static_cast<float>(value);
        value *= factor;
    }
    return table;
}

std::array<float, 4> splineWeights(float t) {
    const float s = 1.0F - t;
    return {s * s * s / 6.0F, (4.0F - 6.0F * t * t + 3.0F * t * t * t) / 6.0F,
            (4.0F - 6.0F * s * s + 3.0F * s * s * s) / 6.0F, t * t * t / 6.0F};
}

float floorOf(float x) {
    const auto truncated = static_cast<float>(static_cast<std::int32_t>(x));
    return truncated > x ? truncated - 1.0F : truncated;
}

}  // namespace

Vector randomDirection(Random& random) {
    for (;;) {
        const Vector v{random.uniform(-1.0F, 1.0F), random.uniform(-1.0F, 1.0F)};
        const float square = v.x * v.x + v.y * v.y;
        if (square > 0.01F && square < 1.0F) {
            const float length = std::sqrt(square);
            return {v.x / length, v.y / length};
        }
    }
}

float decay(float q) {
    static const auto table = makeDecayTable();
    const float scaled = q * stepsPerUnit;
    if (scaled >= 15.0F * stepsPerUnit) {
        return 0.0F;
    }
    const int i = static_cast<int>(scaled);
    return table[i] + (table[i + 1] - table[i]) * (scaled - static_cast<float>(i));
}

float exponential(float x) {
    return x <= 0.0F ? decay(-x) : 1.0F / decay(x);
}

float wave(float t) {
    const float u = 4.0F * (t - floorOf(t));  // 0..4, crest at 0
    const float v = u < 2.0F ? u - 1.0F : 3.0F - u;
    return -v * (2.0F - (v < 0.0F ? -v : v));
}

void fillSmoothNoise(ImageView<float> out, std::uint64_t seed, float wavelength, Vector origin,
                     float z) {
    // Three splines, each with a mean sum of squared weights of 151/315.
    constexpr float toUnitVariance = 3.0130F;
    const float x0 = floorOf(origin.x / wavelength) - 1.0F;
    const float y0 = floorOf(origin.y / wavelength) - 1.0F;
    const float z0 = floorOf(z / wavelength) - 1.0F;
    const auto nx = static_cast<int>(static_cast<float>(out.width()) / wavelength) + 6;
    const auto ny = static_cast<int>(static_cast<float>(out.height()) / wavelength) + 6;
    const auto layerWeights = splineWeights(z / wavelength - (z0 + 1.0F));

    std::vector<float> lattice(static_cast<std::size_t>(nx) * ny, 0.0F);
    const auto key = [](float base, int i) {
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(base) + i);
    };
    for (int layer = 0; layer < 4; ++layer) {
        for (int j = 0; j < ny; ++j) {
            for (int i = 0; i < nx; ++i) {
                lattice[static_cast<std::size_t>(j) * nx + i] +=
                    layerWeights[layer] * toUnitVariance *
                    normalOf(hashed(seed, key(x0, i), key(y0, j), key(z0, layer)));
            }
        }
    }

    struct Column {
        int first;
        std::array<float, 4> weights;
    };
    std::vector<Column> columns(out.width());
    for (int x = 0; x < out.width(); ++x) {
        const float u = (origin.x + static_cast<float>(x)) / wavelength - (x0 + 1.0F);
        const int i = static_cast<int>(u);
        columns[x] = {i, splineWeights(u - static_cast<float>(i))};
    }
    std::vector<float> line(nx);
    for (int y = 0; y < out.height(); ++y) {
        const float v = (origin.y + static_cast<float>(y)) / wavelength - (y0 + 1.0F);
        const int j = static_cast<int>(v);
        const auto w = splineWeights(v - static_cast<float>(j));
        const float* rows = lattice.data() + static_cast<std::size_t>(j) * nx;
        for (int i = 0; i < nx; ++i) {
            line[i] = w[0] * rows[i] + w[1] * rows[i + nx] + w[2] * rows[i + 2 * nx] +
                      w[3] * rows[i + 3 * nx];
        }
        float* row = out.row(y);
        for (int x = 0; x < out.width(); ++x) {
            const Column& c = columns[x];
            const float* p = line.data() + c.first;
            row[x] = c.weights[0] * p[0] + c.weights[1] * p[1] + c.weights[2] * p[2] +
                     c.weights[3] * p[3];
        }
    }
}

void blur(ImageView<float> image, float b, float c) {
    const int width = image.width();
    const int height = image.height();
    const float a = 1.0F - 2.0F * b - 2.0F * c;
    std::vector<float> padded(width + 4);
    for (int y = 0; y < height; ++y) {
        float* row = image.row(y);
        std::copy(row, row + width, padded.begin() + 2);
        padded[0] = padded[1] = row[0];
        padded[width + 2] = padded[width + 3] = row[width - 1];
        for (int x = 0; x < width; ++x) {
            const float* p = padded.data() + x;
            row[x] = a * p[2] + b * (p[1] + p[3]) + c * (p[0] + p[4]);
        }
    }
    // The two rows above are overwritten before they are read, so their old values are kept.
    std::vector<float> above2(image.row(0), image.row(0) + width);
    std::vector<float> above1 = above2;
    std::vector<float> current(width);
    for (int y = 0; y < height; ++y) {
        float* row = image.row(y);
        const float* below1 = image.row(std::min(y + 1, height - 1));
        const float* below2 = image.row(std::min(y + 2, height - 1));
        std::copy(row, row + width, current.begin());
        const bool last = y + 1 >= height;
        for (int x = 0; x < width; ++x) {
            const float next1 = last ? current[x] : below1[x];
            const float next2 = last ? current[x] : below2[x];
            row[x] = a * current[x] + b * (above1[x] + next1) + c * (above2[x] + next2);
        }
        std::swap(above2, above1);
        std::swap(above1, current);
    }
}

}  // namespace axolemma::synthetic
