#include "core/metrics/warping.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "core/metrics/contingency.h"
#include "core/metrics/map_checks.h"
#include "core/metrics/simple_points.h"
#include "core/metrics/slice_jobs.h"
#include "core/metrics/slice_sums.h"
#include "core/run_labelling.h"

namespace axolemma {

namespace {

using detail::kAround;
using detail::TopologyErrors;

/// Radius of the window in which the removal of a pixel may split its component.
constexpr int kWindow = 20;

/// Rows for columns: what the challenge lists column by column then lies in memory row by row, and
/// nothing else in this metric tells x from y.
template <typename T>
Image<T> transposed(ImageView<const T> image) {
    constexpr int kBlock = 16;
    Image<T> out(image.height(), image.width());
    for (int y0 = 0; y0 < image.height(); y0 += kBlock) {
        const int y1 = std::min(y0 + kBlock, image.height());
        for (int x = 0; x < image.width(); ++x) {
            for (int y = y0; y < y1; ++y) out(y, x) = image(x, y);
        }
    }
    return out;
}

/// A pixel that differs, and how far the map is from the threshold there, as the bits of a float:
/// those of floats that are not negative compare as the floats do.
struct Mismatch {
    std::uint32_t sureness = 0;
    std::uint32_t pixel = 0;
};

/// Sorts by falling sureness and keeps the order of equals.
void sortBySureness(std::vector<Mismatch>& mismatches) {
    constexpr int kBits = 11;
    constexpr std::uint32_t kDigits = 1U << kBits;
    std::vector<Mismatch> sorted(mismatches.size());
    for (int shift = 0; shift < 32; shift += kBits) {
        const auto digit = [=](Mismatch m) { return ~m.sureness >> shift & (kDigits - 1); };
        std::array<std::uint32_t, kDigits + 1> next{};
        for (const Mismatch m : mismatches) ++next[digit(m) + 1];
        std::partial_sum(next.begin(), next.end(), next.begin());
        for (const Mismatch m : mismatches) sorted[next[digit(m)]++] = m;
        mismatches.swap(sorted);
    }
}

/// The window around a pixel with a frame that cannot be entered, row by row.
struct Window {
    static constexpr int kSide = 2 * kWindow + 3;
    static constexpr int kCentre = kSide * kSide / 2;

    static constexpr int stepTo(int i) { return kAround[i].y * kSide + kAround[i].x; }
    static const Window& get() {
        static const Window window;
        return window;
    }

    /// 1 in the frame and at the centre.
    std::array<std::uint8_t, kSide * kSide> blocked{};
    /// Bit i at kAround[i] from the centre.
    std::array<std::uint8_t, kSide * kSide> around{};

  private:
    Window() {
        for (int i = 0; i < kSide; ++i) {
            blocked[i] = blocked[i * kSide] = 1;
            blocked[kSide * kSide - 1 - i] = blocked[(i + 1) * kSide - 1] = 1;
        }
        blocked[kCentre] = 1;
        for (int i = 0; i < 8; ++i) around[kCentre + stepTo(i)] = 1U << i;
    }
};

/// A pixel by its places in the window and in the slice.
struct WindowPixel {
    std::ptrdiff_t place = 0;
    std::ptrdiff_t pixel = 0;
};

class Warping {
  public:
    /// `cells`: 0 or 1. Rows are listed before columns.
    Warping(ImageView<const std::uint8_t> cells, ImageView<const float> map, double threshold)
        : width_(cells.width()),
          height_(cells.height()),
          stride_(cells.width() + 2),
          steps_{-stride_ - 1, -stride_, -stride_ + 1, 1, stride_ + 1, stride_, stride_ - 1, -1},
          cells_(cells.width() + 2, cells.height() + 2, 0),
          around_(cells.width() + 2, cells.height() + 2, 0) {
        for (int y = 0; y < height_; ++y) {
            std::copy_n(cells.row(y), width_, cells_.data() + at(0, y));
        }
        for (int y = 0; y < height_; ++y) lookAroundRow(y);
        listMismatches(map, threshold);
    }

    /// Flips simple points until a pass changes nothing. A pixel that was flipped agrees from then
    /// on, so what is left keeps its order and is never sorted again.
    void warp() {
        const auto& simple = detail::simplePoints();
        std::size_t before = 0;
        do {
            before = mismatches_.size();
            std::erase_if(mismatches_, [&](std::uint32_t p) {
                if (!simple[around_.data()[p]]) return false;
                flip(p);
                return true;
            });
        } while (mismatches_.size() < before);
    }

    TopologyErrors classify() const {
        detail::FramedLabels labels(width_, height_);
        const auto inside = cells_.view().cropped({1, 1, width_ + 1, height_ + 1});
        detail::labelWhere(inside, [](std::uint8_t cell) {
            return cell != 0;
        }).write(labels.inside(), 0);
        TopologyErrors errors;
        for (const std::uint32_t p : mismatches_) {
            const bool twoRegions = touchesTwoRegions(labels.pixels.data(), p);
            if (cells_.data()[p] == 0) {
                errors.merge += twoRegions;
            } else {
                errors.split += twoRegions || splits(labels.pixels.data(), p);
            }
        }
        return errors;
    }

  private:
    std::ptrdiff_t at(int x, int y) const { return x + 1 + (y + 1) * stride_; }

    void lookAroundRow(int y) {
        const std::uint8_t* const row = cells_.data() + at(0, y);
        std::uint8_t* const out = around_.data() + at(0, y);
        for (int x = 0; x < width_; ++x) {
            unsigned set = 0;
            for (int i = 0; i < 8; ++i) set |= static_cast<unsigned>(row[x + steps_[i]]) << i;
            out[x] = static_cast<std::uint8_t>(set);
        }
    }

    void listMismatches(ImageView<const float> map, double threshold) {
        const float limit = detail::largestFloatUpTo(threshold);
        const auto centre = static_cast<float>(threshold);
        std::vector<Mismatch> found(map.size() + 1);
        std::size_t count = 0;
        for (int y = 0; y < height_; ++y) {
            const float* const values = map.row(y);
            const auto first = static_cast<std::uint32_t>(at(0, y));
            for (int x = 0; x < width_; ++x) {
                // Written for every pixel and kept for some: no guess at what is noise.
                found[count] = {std::bit_cast<std::uint32_t>(std::abs(values[x] - centre)),
                                first + x};
                count += (values[x] > limit ? 1 : 0) != cells_.data()[first + x];
            }
        }
        found.resize(count);
        sortBySureness(found);
        mismatches_.reserve(count);
        for (const Mismatch m : found) mismatches_.push_back(m.pixel);
    }

    void flip(std::uint32_t p) {
        cells_.data()[p] ^= 1;
        // The pixel is the neighbour across from each of its neighbours.
        for (int i = 0; i < 8; ++i) around_.data()[p + steps_[i]] ^= 1U << ((i + 4) % 8);
    }

    /// Whether two components are among a pixel and those around it.
    bool touchesTwoRegions(const std::uint32_t* labels, std::uint32_t p) const {
        std::uint32_t first = cells_.data()[p] != 0 ? labels[p] : 0;
        for (unsigned set = around_.data()[p]; set != 0; set &= set - 1) {
            const std::uint32_t label = labels[p + steps_[std::countr_zero(set)]];
            if (first == 0) first = label;
            if (label != first) return true;
        }
        return false;
    }

    /// Whether the component of p, which touches no other, falls apart without p as far as the
    /// window shows. Parts that only meet outside of the window count where p touches them.
    bool splits(const std::uint32_t* labels, std::uint32_t p) const {
        unsigned unreached = around_.data()[p];
        // Cells that follow each other around p are together without looking further.
        if (std::popcount(unreached & ~std::rotl(static_cast<std::uint8_t>(unreached), 1)) < 2)
            return false;
        const Window& window = Window::get();
        auto seen = window.blocked;
        std::array<WindowPixel, Window::kSide * Window::kSide> queue;
        std::size_t tail = 0;
        const auto visit = [&](std::ptrdiff_t place, std::ptrdiff_t pixel) {
            if (seen[place] != 0 || labels[pixel] != labels[p]) return;
            seen[place] = 1;
            unreached &= ~unsigned{window.around[place]};
            queue[tail++] = {place, pixel};
        };
        const int first = std::countr_zero(unreached);
        visit(Window::kCentre + Window::stepTo(first), p + steps_[first]);
        for (std::size_t head = 0; head < tail && unreached != 0; ++head) {
            for (int i = 1; i < 8; i += 2) {
                visit(queue[head].place + Window::stepTo(i), queue[head].pixel + steps_[i]);
            }
        }
        return unreached != 0;
    }

    int width_;
    int height_;
    std::ptrdiff_t stride_;
    /// From a pixel to those of kAround.
    std::array<std::ptrdiff_t, 8> steps_;
    /// The warped truth, 0 or 1, with a frame of background.
    Image<std::uint8_t> cells_;
    /// Which of the pixels around one are cells: bit i is kAround[i].
    Image<std::uint8_t> around_;
    /// Places in `cells_`.
    std::vector<std::uint32_t> mismatches_;
};

}  // namespace

TopologyErrors detail::topologyErrors(ImageView<const std::uint8_t> cells,
                                      ImageView<const float> map, double threshold) {
    Warping warping(transposed(cells), transposed(map), threshold);
    warping.warp();
    return warping.classify();
}

Score detail::warpingError(std::span<const TopologyErrors> slices, std::size_t pixels) {
    const auto ofSlice = static_cast<double>(pixels);
    const double all = ofSlice * static_cast<double>(slices.size());
    Score score;
    for (const TopologyErrors& errors : slices) {
        score.split += static_cast<double>(errors.split) / all;
        score.merge += static_cast<double>(errors.merge) / all;
        score.perSlice.push_back(static_cast<double>(errors.split + errors.merge) / ofSlice);
    }
    score.value = score.split + score.merge;
    return score;
}

std::span<const double> warpingThresholds() {
    return challengeThresholds().first(10);
}

Score warpingError(TruthView truth, const Volume<float>& cellProbability,
                   std::span<const double> thresholds, int threads, std::stop_token stop,
                   ProgressFunction progress) {
    detail::checkMap(truth, cellProbability, thresholds);
    const int depth = truth.depth();
    std::vector<TopologyErrors> all(thresholds.size() * depth);
    const detail::SliceJobs jobs{threads, std::move(stop), std::move(progress)};
    jobs.forEach(static_cast<int>(thresholds.size()), depth, [&](int t, int z) {
        const Image<std::uint8_t> cells = truth.cells(z);
        all[static_cast<std::size_t>(t) * depth + z] =
            detail::topologyErrors(cells, cellProbability.slice(z), thresholds[t]);
    });
    Score best;
    for (std::size_t t = 0; t < thresholds.size(); ++t) {
        Score score = detail::warpingError(std::span(all).subspan(t * depth, depth),
                                           cellProbability.sliceSize());
        score.threshold = thresholds[t];
        if (t == 0 || score.value < best.value) best = std::move(score);
    }
    return best;
}

Score warpingError(TruthView truth, const Volume<std::uint32_t>& labels, int threads,
                   std::stop_token stop, ProgressFunction progress) {
    return warpingError(truth, detail::mapOfLabels(labels), detail::noThreshold(), threads,
                        std::move(stop), std::move(progress));
}

}  // namespace axolemma
