#include "segmentation/spatial_map.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numbers>

namespace axolemma {

namespace {

constexpr int kStep = 8;
/// More than any weight times this is more than every sum of known targets, which is at most 1.
constexpr float kUnknownValue = 1e30F;

/// Uniform cubic B-spline.
std::array<double, 4> splineWeights(double t) {
    const double s = 1 - t;
    return {s * s * s / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * s * s * s - 6 * s * s + 4) / 6,
            t * t * t / 6};
}

/// Keys' cubic convolution with a = -0.5; exactly (0, 1, 0, 0) at t = 0.
std::array<float, 4> cubicWeights(float t) {
    return {t * (-0.5F + t * (1.0F - 0.5F * t)), 1.0F + t * t * (-2.5F + 1.5F * t),
            t * (0.5F + t * (2.0F - 1.5F * t)), t * t * (-0.5F + 0.5F * t)};
}

double drawn(Random& random, const Effect& effect, double otherwise) {
    if (!random.chance(effect.probability)) return otherwise;
    return random.uniform(effect.low, effect.high);
}

}  // namespace

std::vector<float> smoothField(Random& random, int n, double step, double spacing) {
    const int controls = static_cast<int>((n - 1) * step / spacing) + 5;
    const double phaseX = random.uniform(), phaseY = random.uniform();
    std::vector<float> control(static_cast<std::size_t>(controls) * controls);
    for (float& c : control) c = random.normal();
    // The spline's weights average neighbours: their mean square sum over a cell is 0.479 a
    // direction.
    constexpr double kGain = 1 / 0.479;
    std::vector<float> field(static_cast<std::size_t>(n) * n);
    for (int y = 0; y < n; ++y) {
        const double v = y * step / spacing + phaseY;
        const auto wy = splineWeights(v - std::floor(v));
        for (int x = 0; x < n; ++x) {
            const double u = x * step / spacing + phaseX;
            const auto wx = splineWeights(u - std::floor(u));
            double sum = 0;
            for (int j = 0; j < 4; ++j) {
                const float* c = &control[(static_cast<std::size_t>(v) + j) * controls +
                                          static_cast<std::size_t>(u)];
                sum += wy[j] * (wx[0] * c[0] + wx[1] * c[1] + wx[2] * c[2] + wx[3] * c[3]);
            }
            field[static_cast<std::size_t>(y) * n + x] = static_cast<float>(sum * kGain);
        }
    }
    return field;
}

SpatialMap::SpatialMap(Random& random, int size, Point origin, const AugmentationSettings& settings)
    : size_(size), nodes_((size - 1) / kStep + 2) {
    // Flips and quarter turns are exact: they map pixel centres to pixel centres.
    double xx = 1, xy = 0, yx = 0, yy = 1;
    if (settings.flips) {
        const auto which = random.below(8);
        if (which & 1U) xx = -xx;
        if (which & 2U) yy = -yy;
        if (which & 4U) {
            std::swap(xx, xy);
            std::swap(yx, yy);
        }
    }
    const double angle = drawn(random, settings.rotation, 0) * std::numbers::pi / 180;
    const Effect logScale{settings.scale.probability, std::log(settings.scale.low),
                          std::log(settings.scale.high)};
    // Larger tissue means that a smaller piece of the slice fills the crop.
    const double zoom = std::exp(-drawn(random, logScale, 0));
    if (angle != 0 || zoom != 1) {
        const double c = std::cos(angle) * zoom, s = std::sin(angle) * zoom;
        const double a = c * xx - s * yx, b = c * xy - s * yy;
        yx = s * xx + c * yx;
        yy = s * xy + c * yy;
        xx = a;
        xy = b;
    }
    const double lens = drawn(random, settings.lens, 0);
    const double half = (size - 1) / 2.0;
    const double lensX = lens == 0 ? 0 : random.uniform(-half, half) / 2;
    const double lensY = lens == 0 ? 0 : random.uniform(-half, half) / 2;
    const double cornerSquared = std::max(2 * half * half, 1.0);

    const double elastic = drawn(random, settings.elastic, 0);
    std::vector<float> fieldX, fieldY;
    if (elastic != 0) {
        fieldX = smoothField(random, nodes_, kStep, settings.elasticSpacing);
        fieldY = smoothField(random, nodes_, kStep, settings.elasticSpacing);
    }

    node_.resize(static_cast<std::size_t>(nodes_) * nodes_);
    for (int j = 0; j < nodes_; ++j) {
        for (int i = 0; i < nodes_; ++i) {
            const std::size_t at = static_cast<std::size_t>(j) * nodes_ + i;
            double u = i * kStep - half, v = j * kStep - half;
            if (lens != 0) {
                const double du = u - lensX, dv = v - lensY;
                const double factor = lens * (du * du + dv * dv) / cornerSquared;
                u += du * factor;
                v += dv * factor;
            }
            if (elastic != 0) {
                u += elastic * fieldX[at];
                v += elastic * fieldY[at];
            }
            node_[at] = {static_cast<float>(origin.x + half + xx * u + xy * v),
                         static_cast<float>(origin.y + half + yx * u + yy * v)};
        }
    }
    const auto [left, right] = std::minmax_element(
        node_.begin(), node_.end(), [](Position a, Position b) { return a.x < b.x; });
    const auto [top, bottom] = std::minmax_element(
        node_.begin(), node_.end(), [](Position a, Position b) { return a.y < b.y; });
    minX_ = left->x;
    maxX_ = right->x;
    minY_ = top->y;
    maxY_ = bottom->y;
}

Rect SpatialMap::source(float dx, float dy) const {
    // One pixel before and two after for the cubic's four taps, one more for rounding.
    return {
        static_cast<int>(std::floor(minX_ + dx)) - 2, static_cast<int>(std::floor(minY_ + dy)) - 2,
        static_cast<int>(std::floor(maxX_ + dx)) + 4, static_cast<int>(std::floor(maxY_ + dy)) + 4};
}

void SpatialMap::positionsOfRow(int y, float x0, float y0, std::vector<Position>& out) const {
    const Position* above = &node_[static_cast<std::size_t>(y / kStep) * nodes_];
    const Position* below = above + nodes_;
    const float t = static_cast<float>(y % kStep) / kStep;
    const auto at = [&](int i) {
        return Position{above[i].x + t * (below[i].x - above[i].x) - x0,
                        above[i].y + t * (below[i].y - above[i].y) - y0};
    };
    Position from = at(0);
    for (int i = 0; i * kStep < size_; ++i) {
        const Position to = at(i + 1);
        const int n = std::min(kStep, size_ - i * kStep);
        for (int k = 0; k < n; ++k) {
            const float s = static_cast<float>(k) / kStep;
            out[static_cast<std::size_t>(i) * kStep + k] = {from.x + s * (to.x - from.x),
                                                            from.y + s * (to.y - from.y)};
        }
        from = to;
    }
}

void SpatialMap::sampleImage(ImageView<const float> patch, float dx, float dy,
                             ImageView<float> out) const {
    const Rect rect = source(dx, dy);
    assert(patch.width() == rect.width() && patch.height() == rect.height());
    std::vector<Position> positions(static_cast<std::size_t>(size_));
    const std::ptrdiff_t stride = patch.stride();
    for (int y = 0; y < size_; ++y) {
        positionsOfRow(y, static_cast<float>(rect.x0) - dx, static_cast<float>(rect.y0) - dy,
                       positions);
        float* const to = out.row(y);
        for (int x = 0; x < size_; ++x) {
            const Position p = positions[x];
            // Positions are at least 1: truncating is rounding down.
            const int ix = static_cast<int>(p.x), iy = static_cast<int>(p.y);
            const auto wx = cubicWeights(p.x - static_cast<float>(ix));
            const auto wy = cubicWeights(p.y - static_cast<float>(iy));
            const float* tap = patch.data() + (iy - 1) * stride + ix - 1;
            float sum = 0;
            for (int j = 0; j < 4; ++j, tap += stride) {
                sum += wy[j] * (wx[0] * tap[0] + wx[1] * tap[1] + wx[2] * tap[2] + wx[3] * tap[3]);
            }
            to[x] = sum;
        }
    }
}

void SpatialMap::sampleTarget(ImageView<const std::uint8_t> patch,
                              ImageView<std::uint8_t> out) const {
    const Rect rect = source(0, 0);
    assert(patch.width() == rect.width() && patch.height() == rect.height());
    std::array<float, 256> value{};
    for (std::size_t code = 0; code < value.size(); ++code)
        value[code] = static_cast<float>(code) / kTargetCell;
    value[kTargetUnknown] = kUnknownValue;
    std::vector<Position> positions(static_cast<std::size_t>(size_));
    const std::ptrdiff_t stride = patch.stride();
    for (int y = 0; y < size_; ++y) {
        positionsOfRow(y, static_cast<float>(rect.x0), static_cast<float>(rect.y0), positions);
        std::uint8_t* const to = out.row(y);
        for (int x = 0; x < size_; ++x) {
            const Position p = positions[x];
            const int ix = static_cast<int>(p.x), iy = static_cast<int>(p.y);
            const float fx = p.x - static_cast<float>(ix), fy = p.y - static_cast<float>(iy);
            const std::uint8_t* tap = patch.data() + iy * stride + ix;
            const float cell = (1 - fy) * ((1 - fx) * value[tap[0]] + fx * value[tap[1]]) +
                               fy * ((1 - fx) * value[tap[stride]] + fx * value[tap[stride + 1]]);
            to[x] = cell > 2.0F ? kTargetUnknown : targetOf(cell);
        }
    }
}

}  // namespace axolemma
