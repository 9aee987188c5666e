#include "app/reproduction/figure.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/contrast.h"
#include "core/io/stack_writer.h"
#include "core/metrics/truth.h"
#include "core/overlay.h"

namespace axolemma {

namespace {

constexpr int kTimes = 2;
constexpr int kGap = 6;
constexpr int kFrame = 12;  ///< half of the side of the frame around a place, in pixels
constexpr Rgb kFrameColour{255, 176, 0};
constexpr Rgb kPaper{255, 255, 255};

Image<Rgb> greyOf(ImageView<const std::uint8_t> grey) {
    return blendOverlay(grey, {}, {}, 0);
}

Image<Rgb> outlined(ImageView<const std::uint8_t> grey, const Image<std::uint32_t>& regions) {
    std::vector<std::uint64_t> ids(*std::ranges::max_element(regions) + 1);
    std::iota(ids.begin(), ids.end(), std::uint64_t{0});
    return blendOverlay(grey, regions.view(), ids, 1, true);
}

Image<std::uint8_t> greyMap(ImageView<const float> map) {
    Image<std::uint8_t> grey(map.width(), map.height());
    std::transform(map.data(), map.data() + map.size(), grey.begin(), [](float p) {
        return static_cast<std::uint8_t>(std::lround(255 * std::clamp(p, 0.0F, 1.0F)));
    });
    return grey;
}

/// The part of a slice around a place, moved into it where it would reach beyond.
Rect partAround(const Place& at, const Rect& slice) {
    const int width = std::min(kFigureSide, slice.width());
    const int height = std::min(kFigureSide, slice.height());
    const int x = std::clamp(at.x - width / 2, 0, slice.width() - width);
    const int y = std::clamp(at.y - height / 2, 0, slice.height() - height);
    return {x, y, x + width, y + height};
}

/// Draws a part of `from` with its upper left corner at (x, y), enlarged, and the frame.
void draw(const Image<Rgb>& from, const Rect& part, const Place& at, int x, int y, Image<Rgb>& to) {
    for (int v = 0; v < part.height() * kTimes; ++v)
        for (int u = 0; u < part.width() * kTimes; ++u) {
            const int px = part.x0 + u / kTimes;
            const int py = part.y0 + v / kTimes;
            const bool onFrame = std::max(std::abs(px - at.x), std::abs(py - at.y)) == kFrame;
            to.view()(x + u, y + v) = onFrame ? kFrameColour : from.view()(px, py);
        }
}

}  // namespace

void writeFigure(const std::filesystem::path& path, const Study& study, const Volume<float>& map,
                 const Ambiguity& ambiguity) {
    std::vector<AmbiguousPlace> places = ambiguity.darkInside;
    places.insert(places.end(), ambiguity.blurredFound.begin(), ambiguity.blurredFound.end());
    if (places.empty()) return;
    const TruthView truth = study.truth;
    const ContrastWindow window = robustWindow(*study.images);
    const Rect slice = map.slice(0).bounds();
    const int width = std::min(kFigureSide, slice.width()) * kTimes + kGap;
    const int height = std::min(kFigureSide, slice.height()) * kTimes + kGap;
    const int rows = static_cast<int>(places.size());
    Image<Rgb> picture(3 * width + kGap, rows * height + kGap, kPaper);
    for (int row = 0; row < rows; ++row) {
        const Place at = places[row].at;
        const int z = at.z - study.heldOut.first;
        const Image<std::uint8_t> grey = displaySlice(*study.images, at.z, window);
        const Image<Rgb> panels[] = {greyOf(grey.view()), outlined(grey.view(), truth.regions(z)),
                                     greyOf(greyMap(map.slice(z)).view())};
        for (int i = 0; i < 3; ++i)
            draw(panels[i], partAround(at, slice), at, kGap + i * width, kGap + row * height,
                 picture);
    }
    writePng(path, picture.view());
}

}  // namespace axolemma
