#include "core/proofreading/middle_line.h"

#include <algorithm>
#include <vector>

#include "core/proofreading/interpolation.h"

namespace axolemma {

namespace {

/// The 8 neighbours in a circle: p2 above, then clockwise, as Guo and Hall number them.
struct Ring {
    bool p2, p3, p4, p5, p6, p7, p8, p9;
};

Ring ringOf(ImageView<const std::uint8_t> image, int x, int y) {
    return {image(x, y - 1) != 0,     image(x + 1, y - 1) != 0, image(x + 1, y) != 0,
            image(x + 1, y + 1) != 0, image(x, y + 1) != 0,     image(x - 1, y + 1) != 0,
            image(x - 1, y) != 0,     image(x - 1, y - 1) != 0};
}

/// Whether a pass may delete a pixel with these neighbours; odd passes take from the one side, even
/// ones from the other.
bool deletable(const Ring& r, bool odd) {
    const int crossings = int(!r.p2 && (r.p3 || r.p4)) + int(!r.p4 && (r.p5 || r.p6)) +
                          int(!r.p6 && (r.p7 || r.p8)) + int(!r.p8 && (r.p9 || r.p2));
    if (crossings != 1) return false;
    const int n1 = int(r.p9 || r.p2) + int(r.p3 || r.p4) + int(r.p5 || r.p6) + int(r.p7 || r.p8);
    const int n2 = int(r.p2 || r.p3) + int(r.p4 || r.p5) + int(r.p6 || r.p7) + int(r.p8 || r.p9);
    const int n = std::min(n1, n2);
    if (n < 2 || n > 3) return false;
    return odd ? !((r.p2 || r.p3 || !r.p5) && r.p4) : !((r.p6 || r.p7 || !r.p9) && r.p8);
}

}  // namespace

Image<std::uint8_t> wideParts(ImageView<const std::uint8_t> mask) {
    Image<std::uint8_t> wide(mask.width(), mask.height(), 0);
    if (mask.empty()) return wide;
    // Of a strip of 8 pixels the middle is 4 from the nearest pixel outside, of one of 9 it is 5.
    constexpr float kHalf = kWidestMembrane / 2 + 0.25F;
    // One pixel more on every side, which is not in the mask.
    Image<std::uint8_t> outside(mask.width() + 2, mask.height() + 2, 1);
    for (int y = 0; y < mask.height(); ++y)
        for (int x = 0; x < mask.width(); ++x) outside(x + 1, y + 1) = mask(x, y) == 0;
    Image<float> depth = distanceTo(outside);
    bool any = false;
    for (std::size_t i = 0; i < depth.size(); ++i) {
        const bool deep = depth.data()[i] > kHalf;
        outside.data()[i] = deep;
        any = any || deep;
    }
    if (!any) return wide;
    depth = distanceTo(outside);
    for (int y = 0; y < mask.height(); ++y)
        for (int x = 0; x < mask.width(); ++x)
            wide(x, y) = mask(x, y) != 0 && depth(x + 1, y + 1) <= kHalf;
    return wide;
}

Image<std::uint8_t> middleLine(ImageView<const std::uint8_t> mask) {
    Image<std::uint8_t> line(mask.width() + 2, mask.height() + 2, 0);
    std::vector<Point> left;
    for (int y = 0; y < mask.height(); ++y)
        for (int x = 0; x < mask.width(); ++x)
            if (mask(x, y) != 0) {
                line(x + 1, y + 1) = 1;
                left.push_back({x + 1, y + 1});
            }
    std::vector<Point> deleted;
    bool changed = true;
    while (changed) {
        changed = false;
        for (const bool odd : {true, false}) {
            deleted.clear();
            for (const Point p : left)
                if (deletable(ringOf(line, p.x, p.y), odd)) deleted.push_back(p);
            for (const Point p : deleted) line(p.x, p.y) = 0;
            changed = changed || !deleted.empty();
            std::erase_if(left, [&](Point p) { return line(p.x, p.y) == 0; });
        }
    }
    Image<std::uint8_t> result(mask.width(), mask.height());
    for (int y = 0; y < mask.height(); ++y)
        std::copy_n(line.view().row(y + 1) + 1, mask.width(), result.view().row(y));
    return result;
}

}  // namespace axolemma
