#include "ui/overlay_buffer.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "core/colours.h"

namespace axolemma {

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
    for (int y = area.y0; y < area.y1; ++y) {
        const std::uint32_t* label = labels.row(y);
        Rgba* out = pixels_.view().row(y);
        for (int x = area.x0; x < area.x1; ++x) {
            out[x] = label[x] < count ? table[label[x]] : Rgba{};
        }
    }
}

void OverlayBuffer::colourMap(ImageView<const std::uint8_t> values,
                              std::span<const Rgba, 256> table, const Rect& rect) {
    assert(values.bounds() == bounds());
    const Rect area = rect.intersected(bounds());
    for (int y = area.y0; y < area.y1; ++y) {
        const std::uint8_t* value = values.row(y);
        Rgba* out = pixels_.view().row(y);
        for (int x = area.x0; x < area.x1; ++x) out[x] = table[value[x]];
    }
}

std::vector<Rgba> componentColours(std::span<const std::uint64_t> ids, std::uint64_t selected) {
    std::vector<Rgba> table(ids.size());
    for (std::size_t i = 1; i < ids.size(); ++i) {
        if (ids[i] == 0) continue;
        const Rgb colour = colourOf(ids[i]);
        const bool marked = selected != 0 && ids[i] == selected;
        table[i] = {colour.r, colour.g, colour.b,
                    marked ? OverlayBuffer::kSelected : OverlayBuffer::kColoured};
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

}  // namespace axolemma
