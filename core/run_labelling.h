#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/components.h"
#include "core/disjoint_sets.h"

namespace axolemma::detail {

/// Pixels x0 <= x < x1 of one row that belong together for sure.
struct Run {
    int x0 = 0;
    int x1 = 0;
};

/// Finds the non-zero stretches of rows of pixels.
class RunFinder {
  public:
    /// For rows of `width` pixels.
    explicit RunFinder(int width)
        : cells_((static_cast<std::size_t>(width) + 63) / 64 * 64, 0), edges_(cells_.size() + 1) {}

    /// Where to put the pixels of a row, each 0 or 1.
    std::uint8_t* cells() { return cells_.data(); }

    /// Appends the runs of what is in `cells` to `runs`.
    void appendTo(std::vector<Run>& runs) {
        static_assert(std::endian::native == std::endian::little);
        // Starts and ends of runs alternate, so none has to be asked which it is: where runs are
        // short, a processor guesses that wrong every other time.
        int* edge = edges_.data();
        std::uint64_t before = 0;
        for (std::size_t x = 0; x < cells_.size(); x += 64) {
            std::uint64_t bits = 0;
            for (int byte = 0; byte < 8; ++byte) {
                // The product carries the low bit of each of the eight bytes into the top byte.
                std::uint64_t eight = 0;
                std::memcpy(&eight, cells_.data() + x + 8 * byte, 8);
                bits |= ((eight * 0x0102040810204080ULL) >> 56) << (8 * byte);
            }
            for (auto edges = bits ^ (bits << 1 | before); edges != 0; edges &= edges - 1) {
                *edge++ = static_cast<int>(x) + std::countr_zero(edges);
            }
            before = bits >> 63;
        }
        if (before != 0) *edge++ = static_cast<int>(cells_.size());
        for (const int* start = edges_.data(); start != edge; start += 2) {
            runs.push_back({start[0], start[1]});
        }
    }

  private:
    std::vector<std::uint8_t> cells_;
    std::vector<int> edges_;
};

/// Labels the 4-connected components of a slice that is given row by row as runs. Two passes:
/// runs that touch are joined as they come, then every run is written with the number of its set.
/// Runs are some twenty times fewer than pixels, which is where the speed comes from.
class RunLabelling {
  public:
    explicit RunLabelling(int height) : height_(static_cast<std::size_t>(height)) {
        rowStart_.reserve(height_ + 1);
    }

    /// Ends the row whose runs were appended to `runs()`, and joins each with those above that
    /// share a column and for which `together(index, index above)` holds.
    template <typename Together>
    void endRow(Together together) {
        const auto first = static_cast<std::uint32_t>(rowStart_.back());
        const auto end = static_cast<std::uint32_t>(runs_.size());
        auto above = static_cast<std::uint32_t>(
            rowStart_[rowStart_.size() - std::min<std::size_t>(rowStart_.size(), 2)]);
        sets_.grow(end);
        bridges_.resize(end - above);
        Bridge* bridge = bridges_.data();
        // Walks along both rows at once, past whichever run ends first. Nothing branches on the
        // pixels: in a noisy slice every guess of the processor would be a coin toss.
        auto with = first;
        for (auto i = first; i < end && above < first;) {
            const Run here = runs_[i];
            const Run there = runs_[above];
            // As numbers, because compilers make branches of conditions.
            const std::uint32_t touch = std::uint32_t{there.x0 < here.x1} &
                                        std::uint32_t{here.x0 < there.x1} &
                                        std::uint32_t{together(i, above)};
            // Most runs touch one above: they are attached to its set without a search.
            const std::uint32_t alone = with == i;
            with ^= (with ^ above) & (0 - (touch & alone));
            sets_.attach(i, with);
            *bridge = {i, above};
            bridge += touch & (alone ^ 1);
            const std::uint32_t next = here.x1 <= there.x1;
            above += there.x1 <= here.x1;
            i += next;
            with ^= (with ^ i) & (0 - next);
        }
        // Sets stay flat, so that the searches are short.
        sets_.flatten(first, end);
        for (const Bridge* b = bridges_.data(); b != bridge; ++b) sets_.join(b->here, b->above);
        rowStart_.push_back(end);
        // Growing by doubling copies everything some times: the rows so far tell how much comes.
        constexpr std::size_t kTold = 16;
        if (rowStart_.size() == kTold + 1) {
            const std::size_t expected = runs_.size() / kTold * height_ / 8 * 9;
            runs_.reserve(expected);
            sets_.reserve(expected);
        }
    }
    void endRow() {
        endRow([](std::size_t, std::size_t) { return true; });
    }

    std::vector<Run>& runs() { return runs_; }

    /// Numbers the components of at least `smallest` pixels from 1 in raster order and writes all
    /// pixels of `labels`. Returns how many components there are. Ends the labelling: call it once.
    std::uint32_t write(ImageView<std::uint32_t> labels, std::uint32_t smallest) {
        const std::uint32_t count = smallest > 1 ? numberLarge(smallest) : numberAll();
        // Short runs are the many, and shorter the gaps between them: some pixels are always
        // written, what was too much is written over by what comes after it. That needs room
        // behind the row.
        constexpr int kRunStep = 16;
        constexpr int kGapStep = 4;
        std::vector<std::uint32_t> row(static_cast<std::size_t>(labels.width()) + 2 * kRunStep);
        const auto put = [&]<int step>(std::integral_constant<int, step>, int from, int to,
                                       std::uint32_t value) {
            for (int x = from; x < to; x += step) std::fill_n(row.data() + x, step, value);
        };
        constexpr std::integral_constant<int, kRunStep> run;
        constexpr std::integral_constant<int, kGapStep> gap;
        for (int y = 0; y < labels.height(); ++y) {
            int x = 0;
            for (auto i = rowStart_[y]; i < rowStart_[y + 1]; ++i) {
                put(gap, x, runs_[i].x0, 0);
                put(run, runs_[i].x0, x = runs_[i].x1, label_[i]);
            }
            put(gap, x, labels.width(), 0);
            std::copy_n(row.data(), labels.width(), labels.row(y));
        }
        return count;
    }

    /// Calls `visit(y, x0, x1, label)` for each run, after `write`.
    template <typename Visit>
    void forEachRun(Visit visit) const {
        for (std::size_t y = 0; y + 1 < rowStart_.size(); ++y) {
            for (auto i = rowStart_[y]; i < rowStart_[y + 1]; ++i) {
                visit(static_cast<int>(y), runs_[i].x0, runs_[i].x1, label_[i]);
            }
        }
    }

  private:
    /// Two runs that touch, of which the lower one was attached already.
    struct Bridge {
        std::uint32_t here = 0;
        std::uint32_t above = 0;
    };

    // Both number in place, because every run comes after the one that it is attached to.
    std::uint32_t numberAll() {
        label_ = std::move(sets_).release();
        std::uint32_t count = 0;
        for (std::uint32_t i = 0; i < label_.size(); ++i) {
            const auto parent = label_[i];
            const auto label = label_[parent];
            count += parent == i;
            label_[i] = parent == i ? count : label;
        }
        return count;
    }
    std::uint32_t numberLarge(std::uint32_t smallest) {
        std::vector<std::uint32_t> sizes(runs_.size(), 0);
        for (std::uint32_t i = 0; i < runs_.size(); ++i) {
            sizes[sets_.find(i)] += static_cast<std::uint32_t>(runs_[i].x1 - runs_[i].x0);
        }
        label_ = std::move(sets_).release();
        std::uint32_t count = 0;
        for (std::uint32_t i = 0; i < label_.size(); ++i) {
            const auto parent = label_[i];
            if (parent != i) {
                label_[i] = label_[parent];
            } else {
                label_[i] = sizes[i] < smallest ? 0 : ++count;
            }
        }
        return count;
    }

    std::size_t height_;
    std::vector<Run> runs_;
    std::vector<Bridge> bridges_;
    std::vector<std::size_t> rowStart_ = {0};
    std::vector<std::uint32_t> label_;
    DisjointSets sets_;
};

/// The components of the pixels that `fill(y, cells)` says are cell: it writes 0 or 1 for each pixel
/// of row y.
template <typename Fill>
RunLabelling labelRows(int width, int height, Fill fill) {
    RunLabelling labelling(height);
    RunFinder finder(width);
    for (int y = 0; y < height; ++y) {
        fill(y, finder.cells());
        finder.appendTo(labelling.runs());
        labelling.endRow();
    }
    return labelling;
}

/// The components of the pixels for which `isCell(value)` holds.
template <typename T, typename IsCell>
RunLabelling labelWhere(ImageView<const T> pixels, IsCell isCell) {
    return labelRows(pixels.width(), pixels.height(), [&](int y, std::uint8_t* cells) {
        const T* const row = pixels.row(y);
        for (int x = 0; x < pixels.width(); ++x) cells[x] = isCell(row[x]) ? 1 : 0;
    });
}

/// The components of equal non-zero value.
template <typename T>
RunLabelling labelEqual(ImageView<const T> pixels) {
    RunLabelling labelling(pixels.height());
    std::vector<T> values;
    for (int y = 0; y < pixels.height(); ++y) {
        const T* const row = pixels.row(y);
        for (int x = 0; x < pixels.width();) {
            const int start = x;
            while (x < pixels.width() && row[x] == row[start]) ++x;
            if (row[start] == 0) continue;
            labelling.runs().push_back({start, x});
            values.push_back(row[start]);
        }
        labelling.endRow([&](auto i, auto j) { return values[i] == values[j]; });
    }
    return labelling;
}

/// Writes, measures and places the components of a labelling. Defined beside `SliceComponents`.
SliceComponents componentsFrom(RunLabelling labelling, int width, int height,
                               std::uint32_t smallest);

}  // namespace axolemma::detail
