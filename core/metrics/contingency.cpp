#include "core/metrics/contingency.h"

#include <algorithm>
#include <cmath>

namespace axolemma::detail {

namespace {

constexpr std::uint32_t kLine = 0;
constexpr std::uint32_t kWaiting = 0xFFFFFFFEU;
constexpr std::uint32_t kQueued = 0xFFFFFFFDU;

bool isLabel(std::uint32_t value) {
    return value != kLine && value < kQueued;
}

/// n ln n, exact for the many small counts' zero terms.
double timesLog(std::uint64_t n) {
    return n <= 1 ? 0.0 : static_cast<double>(n) * std::log(static_cast<double>(n));
}

}  // namespace

FramedLabels::FramedLabels(int width, int height) : pixels(width + 2, height + 2) {
    std::fill_n(pixels.data(), pixels.width(), kOutside);
    for (int y = 1; y + 1 < pixels.height(); ++y) {
        pixels(0, y) = kOutside;
        pixels(pixels.width() - 1, y) = kOutside;
    }
    std::fill_n(pixels.end() - pixels.width(), pixels.width(), kOutside);
}

void floodWithLines(FramedLabels& labels) {
    const auto inside = labels.inside();
    std::size_t waiting = 0;
    for (int y = 0; y < inside.height(); ++y) {
        for (int x = 0; x < inside.width(); ++x) {
            if (inside(x, y) != 0) continue;
            inside(x, y) = kWaiting;
            ++waiting;
        }
    }
    if (waiting == 0) return;
    if (waiting == inside.size()) {
        for (int y = 0; y < inside.height(); ++y) std::fill_n(inside.row(y), inside.width(), 1U);
        return;
    }

    const std::ptrdiff_t stride = labels.pixels.width();
    const std::ptrdiff_t neighbours[] = {-1, 1, -stride, stride};
    std::uint32_t* const value = labels.pixels.data();
    std::vector<std::uint32_t> queue;
    queue.reserve(waiting);
    for (int x = 1; x <= inside.width(); ++x) {
        for (int y = 1; y <= inside.height(); ++y) {
            const auto p = x + y * stride;
            if (value[p] != kWaiting) continue;
            // Nothing is a line yet, and no label has been given on this level.
            for (const auto step : neighbours) {
                if (!isLabel(value[p + step])) continue;
                value[p] = kQueued;
                queue.push_back(static_cast<std::uint32_t>(p));
                break;
            }
        }
    }
    bool metLine = false;
    for (std::size_t head = 0; head < queue.size(); ++head) {
        const auto p = static_cast<std::ptrdiff_t>(queue[head]);
        for (const auto step : neighbours) {
            const auto q = value[p + step];
            if (isLabel(q)) {
                if (value[p] == kQueued || (value[p] == kLine && metLine)) {
                    value[p] = q;
                } else if (value[p] != kLine && value[p] != q) {
                    value[p] = kLine;
                    metLine = false;
                }
            } else if (q == kLine) {
                if (value[p] == kQueued) {
                    value[p] = kLine;
                    metLine = true;
                }
            } else if (q == kWaiting) {
                value[p + step] = kQueued;
                queue.push_back(static_cast<std::uint32_t>(p + step));
            }
        }
    }
}

TruthSlice::TruthSlice(ImageView<const std::uint32_t> regions) {
    const std::uint32_t* const region = regions.data();
    const std::uint32_t count = *std::max_element(region, region + regions.size());
    std::vector<std::size_t> next(count + 1, 0);
    for (std::size_t i = 0; i < regions.size(); ++i) ++next[region[i]];
    for (std::uint32_t r = 1; r <= count; ++r) start_.push_back(start_.back() + next[r]);
    std::copy(start_.begin(), start_.end() - 1, next.begin() + 1);
    pixels_.resize(start_.back());
    const auto stride = static_cast<std::uint32_t>(regions.width() + 2);
    for (int y = 0; y < regions.height(); ++y) {
        const auto* const row = regions.row(y);
        for (int x = 0; x < regions.width(); ++x) {
            if (row[x] == 0) continue;
            pixels_[next[row[x]]++] = static_cast<std::uint32_t>(x + 1) + (y + 1) * stride;
        }
    }
}

Contingency contingencyOf(const TruthSlice& truth, const FramedLabels& proposal) {
    Contingency sums;
    sums.n = truth.cells();
    if (sums.n == 0) return sums;
    double logsTruth = 0;
    double logsProposal = 0;
    double logsBoth = 0;
    std::uint64_t singletons = 0;
    const std::uint32_t* const label = proposal.pixels.data();
    std::uint32_t largest = 0;
    for (const auto p : truth.pixels_) largest = std::max(largest, label[p]);
    std::vector<std::uint32_t> here(largest + 1, 0);
    std::vector<std::uint64_t> total(largest + 1, 0);
    std::vector<std::uint32_t> met;
    for (std::size_t i = 0; i + 1 < truth.start_.size(); ++i) {
        const std::uint64_t size = truth.start_[i + 1] - truth.start_[i];
        sums.squaresTruth += size * size;
        logsTruth += timesLog(size);
        met.clear();
        for (auto k = truth.start_[i]; k < truth.start_[i + 1]; ++k) {
            const auto j = label[truth.pixels_[k]];
            if (here[j]++ == 0) met.push_back(j);
        }
        for (const auto j : met) {
            const std::uint64_t count = here[j];
            here[j] = 0;
            if (j == 0) {
                singletons += count;
                continue;
            }
            total[j] += count;
            sums.squaresBoth += count * count;
            logsBoth += timesLog(count);
        }
    }
    for (const auto count : total) {
        sums.squaresProposal += count * count;
        logsProposal += timesLog(count);
    }
    sums.squaresProposal += singletons;
    sums.squaresBoth += singletons;
    const auto n = static_cast<double>(sums.n);
    sums.entropyTruth = std::log(n) - logsTruth / n;
    sums.entropyProposal = std::log(n) - logsProposal / n;
    sums.entropyBoth = std::log(n) - logsBoth / n;
    return sums;
}

}  // namespace axolemma::detail
