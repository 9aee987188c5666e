#include "ui/overlay_buffer.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "core/metrics/slice_errors.h"
#include "core/parallel.h"
#include "ui/neuron_visibility.h"

namespace axolemma {

namespace {

constexpr std::uint64_t kMostKnown = 1'000'000;

/// Calls `work(band)` for bands of rows of `area`, on several threads where it is worth starting
/// them.
template <typename Work>
void inBands(const Rect& area, Work&& work) {
    constexpr int kRows = 64;
    constexpr std::int64_t kLarge = 1 << 20;
    if (area.empty()) return;
    const bool large = static_cast<std::int64_t>(area.width()) * area.height() >= kLarge;
    const int threads = large ? processors() : 1;
    parallelFor((area.height() + kRows - 1) / kRows, threads, [&](int i) {
        const int y0 = area.y0 + i * kRows;
        work(Rect{area.x0, y0, area.x1, std::min(y0 + kRows, area.y1)});
    });
}

}  // namespace

void OverlayBuffer::resize(int width, int height) {
    if (width == pixels_.width() && height == pixels_.height()) return;
    pixels_ = Image<Rgba>(width, height, Rgba{});
}

void OverlayBuffer::clear() {
    pixels_.fill(Rgba{});
}

void OverlayBuffer::colourComponents(ImageView<const std::uint32_t> labels,
                                     std::span<const Rgba> table, const Rect& rect) {
    assert(labels.bounds() == bounds());
    const Rect area = rect.intersected(bounds());
    const auto count = static_cast<std::uint32_t>(table.size());
    const ImageView<Rgba> pixels = pixels_.view();
    const Rgba* colours = table.data();
    inBands(area, [&](const Rect& band) {
        for (int y = band.y0; y < band.y1; ++y) {
            const std::uint32_t* label = labels.row(y);
            Rgba* out = pixels.row(y);
            for (int x = band.x0; x < band.x1; ++x) {
                out[x] = label[x] < count ? colours[label[x]] : Rgba{};
            }
        }
    });
}

void OverlayBuffer::paint(const PixelRuns& pixels, Rgba colour) {
    pixels.clipped(bounds()).paint(pixels_.view(), colour);
}

void OverlayBuffer::colourMap(ImageView<const std::uint8_t> values,
                              std::span<const Rgba, 256> table, const Rect& rect) {
    assert(values.bounds() == bounds());
    const Rect area = rect.intersected(bounds());
    const ImageView<Rgba> pixels = pixels_.view();
    inBands(area, [&](const Rect& band) {
        for (int y = band.y0; y < band.y1; ++y) {
            const std::uint8_t* value = values.row(y);
            Rgba* out = pixels.row(y);
            for (int x = band.x0; x < band.x1; ++x) out[x] = table[value[x]];
        }
    });
}

Rgb NeuronColours::of(std::uint64_t id) {
    if (id >= kMostKnown) return colourOf(id);
    while (known_.size() <= id) known_.push_back(colourOf(known_.size()));
    return known_[id];
}

std::vector<Rgba> NeuronColours::ofComponents(std::span<const std::uint64_t> ids,
                                              const std::set<std::uint64_t>& picked) {
    std::vector<Rgba> table(ids.size());
    for (std::size_t i = 1; i < ids.size(); ++i) {
        if (ids[i] == 0) continue;
        const Rgb colour = of(ids[i]);
        table[i] = {colour.r, colour.g, colour.b,
                    picked.contains(ids[i]) ? OverlayBuffer::kSelected : OverlayBuffer::kColoured};
    }
    return table;
}

std::vector<Rgba> NeuronColours::ofSlice(const NeuronTable& neurons, int z,
                                         const std::set<std::uint64_t>& picked,
                                         const NeuronVisibility& visibility) {
    const auto ids = neurons.idsOfSlice(z);
    std::vector<Rgba> table = ofComponents(ids, picked);
    for (std::size_t i = 1; i < ids.size(); ++i) {
        if (ids[i] == 0) continue;
        if (!visibility.shows(ids[i])) {
            table[i] = {};
            continue;
        }
        const Neuron* neuron = neurons.find(ids[i]);
        if (neuron && neuron->colour)
            table[i] = {neuron->colour->r, neuron->colour->g, neuron->colour->b, table[i].a};
    }
    return table;
}

std::span<const Rgba, 256> probabilityColours() {
    // Dark blue over violet and orange to pale yellow, each step brighter than the one before, so
    // that it reads the same without colour vision.
    static const auto table = [] {
        struct Stop {
            double at, r, g, b;
        };
        constexpr std::array<Stop, 5> stops{{{0.0, 8, 10, 32},
                                             {0.3, 78, 24, 110},
                                             {0.55, 190, 52, 84},
                                             {0.8, 249, 142, 40},
                                             {1.0, 252, 250, 190}}};
        std::array<Rgba, 256> colours;
        for (int cell = 0; cell < 256; ++cell) {
            const double membrane = 1 - cell / 255.0;
            std::size_t i = 1;
            while (i + 1 < stops.size() && stops[i].at < membrane) ++i;
            const Stop& a = stops[i - 1];
            const Stop& b = stops[i];
            const double t = (membrane - a.at) / (b.at - a.at);
            const auto mix = [t](double from, double to) {
                return static_cast<std::uint8_t>(std::lround(from + t * (to - from)));
            };
            colours[cell] = {mix(a.r, b.r), mix(a.g, b.g), mix(a.b, b.b), OverlayBuffer::kColoured};
        }
        return colours;
    }();
    return table;
}

std::span<const Rgba, 256> errorColours() {
    static const auto table = [] {
        std::array<Rgba, 256> colours{};
        const auto set = [&](SegmentationError error, Rgb colour) {
            colours[static_cast<std::size_t>(error)] = {colour.r, colour.g, colour.b,
                                                        OverlayBuffer::kColoured};
        };
        set(SegmentationError::Merge, {200, 40, 30});
        set(SegmentationError::Split, {40, 160, 245});
        set(SegmentationError::MissingBoundary, {255, 232, 50});
        return colours;
    }();
    return table;
}

}  // namespace axolemma
