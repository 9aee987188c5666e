#include "segmentation/views.h"

#include <cassert>

namespace axolemma::detail {

namespace {

struct View {
    bool mirrorX;
    bool mirrorY;
    bool transpose;
};
constexpr View kAll[kViews] = {{false, false, false}, {true, true, false},  {false, false, true},
                               {true, true, true},    {true, false, false}, {false, true, false},
                               {true, false, true},   {false, true, true}};

/// Calls `visit(x, y, u, v)` for each pixel (x, y) of the grid and its place (u, v) in the view.
template <typename Visit>
void forEachPixel(int width, int height, int view, Visit visit) {
    assert(view >= 0 && view < kViews);
    const View& v = kAll[view];
    for (int y = 0; y < height; ++y) {
        const int b = v.mirrorY ? height - 1 - y : y;
        for (int x = 0; x < width; ++x) {
            const int a = v.mirrorX ? width - 1 - x : x;
            v.transpose ? visit(x, y, b, a) : visit(x, y, a, b);
        }
    }
}

}  // namespace

Volume<float> seenAs(const Volume<float>& planes, int view) {
    const bool transposed = kAll[view].transpose;
    Volume<float> seen(transposed ? planes.height() : planes.width(),
                       transposed ? planes.width() : planes.height(), planes.depth());
    for (int z = 0; z < planes.depth(); ++z) {
        const auto from = planes.slice(z);
        const auto to = seen.slice(z);
        forEachPixel(planes.width(), planes.height(), view,
                     [&](int x, int y, int u, int v) { to(u, v) = from(x, y); });
    }
    return seen;
}

void addSeenAs(const Image<float>& map, int view, float weight, ImageView<float> sum) {
    const auto from = map.view();
    forEachPixel(sum.width(), sum.height(), view,
                 [&](int x, int y, int u, int v) { sum(x, y) += weight * from(u, v); });
}

}  // namespace axolemma::detail
