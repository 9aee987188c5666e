#include "core/proofreading/held_out.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/components.h"
#include "core/error.h"
#include "core/targets.h"

namespace axolemma {

namespace {

constexpr int kMarginPixels = 64;
constexpr int kMarginSlices = 1;
constexpr double kLeastShare = 0.12;
constexpr double kMostShare = 0.4;
/// A square of 140 pixels: some ten cells of neuropil at 4 nm.
constexpr std::uint64_t kLeastTrained = 20000;
constexpr std::uint64_t kLeastScored = 5000;
/// Cells that a score can be made of.
constexpr std::uint32_t kLeastCell = 100;
constexpr int kLeastCells = 3;

/// Known pixels of any rectangle of all slices together.
class KnownSums {
  public:
    KnownSums(const TaughtSlices& taught, int width, int height) : sums_(width + 1, height + 1, 0) {
        for (const auto& [z, target] : taught)
            for (int y = 0; y < height; ++y)
                for (int x = 0; x < width; ++x)
                    sums_(x + 1, y + 1) += target(x, y) != kTargetUnknown;
        for (int y = 1; y <= height; ++y)
            for (int x = 1; x <= width; ++x)
                sums_(x, y) += sums_(x - 1, y) + sums_(x, y - 1) - sums_(x - 1, y - 1);
    }

    std::uint64_t in(const Rect& rect) const {
        const Rect r = rect.intersected({0, 0, sums_.width() - 1, sums_.height() - 1});
        if (r.x1 <= r.x0 || r.y1 <= r.y0) return 0;
        return sums_(r.x1, r.y1) - sums_(r.x0, r.y1) - sums_(r.x1, r.y0) + sums_(r.x0, r.y0);
    }
    /// The smallest rectangle that holds every known pixel.
    Rect bounds() const {
        const int width = sums_.width() - 1;
        const int height = sums_.height() - 1;
        Rect r{0, 0, width, height};
        while (r.x0 < r.x1 && in({r.x0, 0, r.x0 + 1, height}) == 0) ++r.x0;
        while (r.x1 > r.x0 && in({r.x1 - 1, 0, r.x1, height}) == 0) --r.x1;
        while (r.y0 < r.y1 && in({0, r.y0, width, r.y0 + 1}) == 0) ++r.y0;
        while (r.y1 > r.y0 && in({0, r.y1 - 1, width, r.y1}) == 0) --r.y1;
        return r;
    }

  private:
    Image<std::uint64_t> sums_;
};

/// Parts of a rectangle from each of its sides and corners.
std::vector<Rect> partsOf(const Rect& box) {
    std::vector<Rect> parts;
    for (int percent = 12; percent <= 64; percent += 4) {
        const int w = box.width() * percent / 100;
        const int h = box.height() * percent / 100;
        if (percent <= 40) {
            parts.push_back({box.x0, box.y0, box.x0 + w, box.y1});
            parts.push_back({box.x1 - w, box.y0, box.x1, box.y1});
            parts.push_back({box.x0, box.y0, box.x1, box.y0 + h});
            parts.push_back({box.x0, box.y1 - h, box.x1, box.y1});
        }
        for (const int x : {box.x0, box.x1 - w})
            for (const int y : {box.y0, box.y1 - h}) parts.push_back({x, y, x + w, y + h});
    }
    return parts;
}

std::uint64_t knownIn(const Image<std::uint8_t>& target, const Rect& area) {
    const Rect r = area.intersected(target.bounds());
    std::uint64_t known = 0;
    for (int y = r.y0; y < r.y1; ++y)
        for (int x = r.x0; x < r.x1; ++x) known += target(x, y) != kTargetUnknown;
    return known;
}

int cellsIn(const TaughtSlices& taught, const HeldOut& block) {
    int cells = 0;
    for (const auto& [z, target] : taught) {
        const Rect area = block.scoredIn(z, target.bounds());
        if (area.x1 <= area.x0 || area.y1 <= area.y0) continue;
        Image<std::uint8_t> mask(area.width(), area.height());
        for (int y = area.y0; y < area.y1; ++y)
            for (int x = area.x0; x < area.x1; ++x)
                mask(x - area.x0, y - area.y0) = target(x, y) == kTargetCell;
        const SliceComponents components = labelComponents(mask);
        for (std::uint32_t c = 1; c <= components.count; ++c)
            cells += components.sizes[c] >= kLeastCell;
    }
    return cells;
}

std::string sentenceFor(std::uint64_t known, const HeldOutChoice& best) {
    const std::uint64_t lackTrained =
        best.trained < kLeastTrained ? kLeastTrained - best.trained : 0;
    const std::uint64_t lackScored = best.scored < kLeastScored ? kLeastScored - best.scored : 0;
    const std::string why =
        "A part of what you verified must be held out to judge the result by, and 64 pixels around "
        "it are left out too.";
    if (lackTrained == 0 && lackScored == 0)
        return fmt::format(
            "{} pixels are verified or painted, but too few cells of them lie apart from the "
            "others to judge a network by. {} Verify one more slice, or some neurons elsewhere.",
            known, why);
    return fmt::format(
        "{} pixels are verified or painted, which leaves {} to learn from and {} to judge by; at "
        "least {} and {} are needed. {} Verify about {} pixels more, best a whole slice.",
        known, best.trained, best.scored, kLeastTrained, kLeastScored, why,
        lackTrained + lackScored);
}

}  // namespace

HeldOutChoice judgedBy(const TaughtSlices& taught, HeldOut block) {
    block.marginPixels = kMarginPixels;
    block.marginSlices = kMarginSlices;
    HeldOutChoice choice{block, 0, 0, {}};
    for (const auto& [z, target] : taught) {
        choice.scored += knownIn(target, block.scoredIn(z, target.bounds()));
        choice.trained += knownIn(target, target.bounds()) - knownIn(target, block.excludedIn(z));
    }
    if (choice.trained < kLeastTrained || choice.scored < kLeastScored ||
        cellsIn(taught, block) < kLeastCells) {
        choice.tooLittle = sentenceFor(knownPixels(taught), choice);
        choice.heldOut.reset();
    }
    return choice;
}

HeldOutChoice chooseHeldOut(const TaughtSlices& taught, int width, int height,
                            std::stop_token stop) {
    if (taught.empty()) {
        HeldOutChoice none;
        none.tooLittle =
            "Nothing is verified or painted yet, so there is nothing to learn from. Verify a slice "
            "or some neurons.";
        return none;
    }
    const int first = taught.begin()->first;
    const int last = taught.rbegin()->first;
    const KnownSums sums(taught, width, height);
    const double known = static_cast<double>(knownPixels(taught));
    std::vector<HeldOut> blocks;
    std::vector<std::pair<std::uint64_t, std::size_t>> byTrained;
    const auto consider = [&](const HeldOut& block, std::uint64_t scored, std::uint64_t trained) {
        const double share = static_cast<double>(scored) / known;
        if (share < kLeastShare || share > kMostShare) return;
        byTrained.emplace_back(trained, blocks.size());
        blocks.push_back(block);
    };
    for (const auto& [z, target] : taught) {
        std::uint64_t lost = 0;
        for (int beside = z - kMarginSlices; beside <= z + kMarginSlices; ++beside)
            if (const auto other = taught.find(beside); other != taught.end())
                lost += knownIn(other->second, other->second.bounds());
        consider({z, z}, knownIn(target, target.bounds()),
                 static_cast<std::uint64_t>(known) - lost);
    }
    for (const Rect& part : partsOf(sums.bounds()))
        consider({first, last, part}, sums.in(part),
                 static_cast<std::uint64_t>(known) - sums.in(part.grownBy(kMarginPixels)));
    // The first that can be scored of those that leave most.
    std::ranges::stable_sort(byTrained,
                             [](const auto& a, const auto& b) { return a.first > b.first; });
    HeldOutChoice best;
    for (const auto& [trained, index] : byTrained) {
        if (stop.stop_requested()) throw Cancelled();
        HeldOutChoice choice = judgedBy(taught, blocks[index]);
        if (choice.heldOut) return choice;
        if (best.tooLittle.empty()) best = std::move(choice);
    }
    if (best.tooLittle.empty()) best.tooLittle = sentenceFor(knownPixels(taught), best);
    return best;
}

}  // namespace axolemma
