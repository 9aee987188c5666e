#include "core/proofreading/interpolation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "core/proofreading/pixel_regions.h"
#include "core/watershed.h"

namespace axolemma {

namespace {

constexpr std::int32_t kFar = std::numeric_limits<std::int32_t>::max() / 2;

/// The distance along the column to the nearest pixel of the mask; `kFar` or more if there is none.
Image<std::int32_t> distanceInColumns(ImageView<const std::uint8_t> mask) {
    Image<std::int32_t> distance(mask.width(), mask.height());
    const auto sweep = [&](int y, int before) {
        const std::uint8_t* const row = mask.row(y);
        const std::int32_t* const from =
            before >= 0 && before < mask.height() ? distance.view().row(before) : nullptr;
        std::int32_t* const to = distance.view().row(y);
        const bool first = before == y - 1;
        for (int x = 0; x < mask.width(); ++x) {
            const std::int32_t reached = row[x] != 0 ? 0 : from ? from[x] + 1 : kFar;
            to[x] = first ? reached : std::min(to[x], reached);
        }
    };
    for (int y = 0; y < mask.height(); ++y) sweep(y, y - 1);
    for (int y = mask.height() - 1; y >= 0; --y) sweep(y, y + 1);
    return distance;
}

/// The lower envelope of the parabolas (x - i)^2 + f(i)^2 of one row.
class Envelope {
  public:
    explicit Envelope(int width)
        : centres_(static_cast<std::size_t>(width)), from_(static_cast<std::size_t>(width)) {}

    void write(const std::int32_t* f, int width, float* out) {
        std::size_t count = 0;
        for (int i = 0; i < width; ++i) {
            if (f[i] >= kFar) continue;
            double start = -HUGE_VAL;
            while (count > 0) {
                start = meeting(f, centres_[count - 1], i);
                if (start > from_[count - 1]) break;
                --count;
                start = -HUGE_VAL;
            }
            centres_[count] = i;
            from_[count] = start;
            ++count;
        }
        std::size_t k = 0;
        for (int x = 0; x < width; ++x) {
            if (count == 0) {
                out[x] = std::numeric_limits<float>::infinity();
                continue;
            }
            while (k + 1 < count && from_[k + 1] < x) ++k;
            const double dx = x - centres_[k];
            const double dy = f[centres_[k]];
            out[x] = static_cast<float>(std::sqrt(dx * dx + dy * dy));
        }
    }

  private:
    /// Where the parabola of j gets below that of i < j.
    static double meeting(const std::int32_t* f, int i, int j) {
        const double a = static_cast<double>(f[i]) * f[i] + static_cast<double>(i) * i;
        const double b = static_cast<double>(f[j]) * f[j] + static_cast<double>(j) * j;
        return (b - a) / (2.0 * (j - i));
    }

    std::vector<int> centres_;
    std::vector<double> from_;
};

PixelRuns moved(const PixelRuns& pixels, Point by) {
    std::vector<PixelRun> runs = pixels.runs();
    for (PixelRun& run : runs) run = {run.y + by.y, run.x0 + by.x, run.x1 + by.x};
    return PixelRuns(std::move(runs));
}

PointF centroidOf(const PixelRuns& pixels) {
    double x = 0;
    double y = 0;
    for (const PixelRun& run : pixels.runs()) {
        const double length = run.x1 - run.x0;
        x += length * (run.x0 + run.x1) / 2;
        y += length * (run.y + 0.5);
    }
    const auto count = static_cast<double>(pixels.pixels());
    return {x / count, y / count};
}

PixelRuns between(const PixelRuns& before, const PixelRuns& after, double t) {
    const Rect a = before.bounds();
    const Rect b = after.bounds();
    const Rect area =
        Rect{std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)}
            .grownBy(1);
    const Image<float> fromBefore = signedDistance(before, area);
    const Image<float> fromAfter = signedDistance(after, area);
    Image<std::uint8_t> inside(area.width(), area.height());
    for (std::size_t i = 0; i < inside.size(); ++i)
        inside.begin()[i] = (1 - t) * fromBefore.begin()[i] + t * fromAfter.begin()[i] < 0;
    return PixelRuns::of(inside, {area.x0, area.y0});
}

}  // namespace

Image<float> distanceTo(ImageView<const std::uint8_t> mask) {
    const Image<std::int32_t> columns = distanceInColumns(mask);
    Image<float> distance(mask.width(), mask.height());
    Envelope envelope(mask.width());
    for (int y = 0; y < mask.height(); ++y)
        envelope.write(columns.view().row(y), mask.width(), distance.view().row(y));
    return distance;
}

Image<float> signedDistance(const PixelRuns& profile, const Rect& area) {
    Image<std::uint8_t> mask(area.width(), area.height(), 0);
    const PixelRuns within = profile.clipped(area);
    for (const PixelRun& run : within.runs())
        std::fill_n(mask.view().row(run.y - area.y0) + (run.x0 - area.x0), run.x1 - run.x0,
                    std::uint8_t{1});
    Image<float> distance = distanceTo(mask);
    for (std::uint8_t& pixel : mask) pixel ^= 1;
    const Image<float> toOutside = distanceTo(mask);
    for (std::size_t i = 0; i < distance.size(); ++i) {
        float& value = distance.begin()[i];
        value = value > 0 ? value - 0.5F : 0.5F - toOutside.begin()[i];
    }
    return distance;
}

PixelRuns interpolated(const PixelRuns& before, const PixelRuns& after, double t) {
    if (before.empty() || after.empty()) return {};
    if (t <= 0) return before;
    if (t >= 1) return after;
    const PointF from = centroidOf(before);
    const PointF to = centroidOf(after);
    const Point way{static_cast<int>(std::lround(to.x - from.x)),
                    static_cast<int>(std::lround(to.y - from.y))};
    const Point first{static_cast<int>(std::lround(t * way.x)),
                      static_cast<int>(std::lround(t * way.y))};
    const PixelRuns a = moved(before, first);
    const PixelRuns b = moved(after, {first.x - way.x, first.y - way.y});
    // Where one has a branch that the other lacks, centroids would pull apart what is in place.
    return a.intersected(b).pixels() > before.intersected(after).pixels()
               ? between(a, b, t)
               : between(before, after, t);
}

PixelRuns fittedToMembrane(const PixelRuns& profile, ImageView<const std::uint8_t> map, int reach) {
    const Rect box = profile.bounds().grownBy(reach + 1);
    const Rect area = box.intersected(map.bounds());
    if (profile.empty() || map.empty() || area.empty()) return profile;
    const Image<float> distance = signedDistance(profile, box);
    const auto distanceAt = [&](int x, int y) { return distance(x - box.x0, y - box.y0); };
    constexpr std::uint32_t kInside = 1;
    constexpr std::uint32_t kOutside = 2;
    Image<std::uint32_t> labels(area.width(), area.height(), 0);
    Image<std::uint8_t> height(area.width(), area.height());
    for (int y = area.y0; y < area.y1; ++y)
        for (int x = area.x0; x < area.x1; ++x) {
            height(x - area.x0, y - area.y0) = static_cast<std::uint8_t>(255 - map(x, y));
            if (distanceAt(x, y) >= static_cast<float>(reach))
                labels(x - area.x0, y - area.y0) = kOutside;
        }
    // Of a thin part the inner half is deep inside.
    constexpr float kDeep = 0.5F;
    for (const PixelRuns& part : partsOf(profile.clipped(area), Connectivity::Edges)) {
        float deepest = 0;
        const auto visit = [&](const auto& use) {
            for (const PixelRun& run : part.runs())
                for (int x = run.x0; x < run.x1; ++x) use(x, run.y);
        };
        visit([&](int x, int y) { deepest = std::min(deepest, distanceAt(x, y)); });
        const float deep = std::max(static_cast<float>(-reach), kDeep * deepest);
        visit([&](int x, int y) {
            if (distanceAt(x, y) <= deep) labels(x - area.x0, y - area.y0) = kInside;
        });
    }
    floodFromLabels(height, labels);
    Image<std::uint8_t> inside(area.width(), area.height());
    constexpr int kHalf = 128;
    for (std::size_t i = 0; i < inside.size(); ++i)
        inside.begin()[i] = labels.begin()[i] == kInside && height.begin()[i] < kHalf;
    PixelRuns fitted = PixelRuns::of(inside, {area.x0, area.y0});
    return fitted.empty() ? profile : fitted;
}

}  // namespace axolemma
