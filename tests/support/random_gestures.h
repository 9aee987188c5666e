#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "core/proofreading/gesture.h"

namespace axolemma::test {

/// Random gestures of every kind on a stack, the same on every machine.
class RandomGestures {
  public:
    RandomGestures(std::uint32_t seed, int width, int height, int depth)
        : engine_(seed), width_(width), height_(height), depth_(depth) {}

    int below(int end) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(end)); }
    Place place() { return {below(width_), below(height_), below(depth_)}; }

    PixelRuns pixels() {
        std::vector<PixelRun> runs;
        const int x = below(width_);
        const int y = below(height_);
        for (int n = below(8); n >= 0; --n) {
            const int x0 = std::min(width_ - 1, x + below(5));
            runs.push_back({std::min(height_ - 1, y + below(6)), x0,
                            std::min(width_, x0 + 1 + below(width_ / 3 + 1))});
        }
        return PixelRuns(std::move(runs));
    }

    Assertion assertion() {
        const int kind = below(8);
        // Few places, so that much is said of the same ones again.
        const auto familiar = [&] { return Place{below(3), below(3), below(depth_)}; };
        if (kind < 4) {
            const auto claim = PixelClaim(below(3));
            return PixelAssertion{below(depth_), pixels(), claim,
                                  claim == PixelClaim::Boundary && below(2) == 0};
        }
        if (kind == 4) {
            const Place a = familiar();
            return LinkAssertion{a, {3 + below(3), 0, below(depth_)}, Relation(below(3))};
        }
        if (kind < 7) {
            const PixelRuns shape = below(5) == 0 ? PixelRuns() : pixels();
            const int z = below(depth_);
            const Point at = shape.empty() || below(3) == 0 ? familiar().point() : shape.place();
            return ProfileAssertion{{at.x, at.y, z}, shape, below(2) == 0};
        }
        const auto fact = FactKind(below(kFactKinds));
        return FactAssertion{familiar(), fact, below(4) == 0 ? "" : value(fact)};
    }

    Gesture gesture() {
        Gesture gesture;
        gesture.author = "Ramón \"y\" Cajal";
        gesture.name = "Gesture " + std::to_string(++made_) + "\nof \\ every kind";
        gesture.place = place();
        for (int n = below(5); n >= 0; --n) gesture.said.push_back(assertion());
        if (below(10) == 0) gesture.proposal = "p" + std::to_string(made_);
        return gesture;
    }

  private:
    std::string value(FactKind kind) {
        if (kind == FactKind::Colour) return below(2) == 0 ? "#ff00aa" : "#102030";
        if (kind == FactKind::Locked || kind == FactKind::Verified) return "1";
        if (kind == FactKind::Id) return below(2) == 0 ? "18446744073709551615" : "17";
        return "Purkinje " + std::to_string(below(100)) + " \t\x7f";
    }

    std::mt19937 engine_;
    int width_;
    int height_;
    int depth_;
    int made_ = 0;
};

/// A stroke of the given radius from one point to another of a slice.
inline PixelRuns capsule(double x0, double y0, double x1, double y1, double radius, int width,
                         int height) {
    std::vector<PixelRun> runs;
    const double dx = x1 - x0;
    const double dy = y1 - y0;
    const double length = dx * dx + dy * dy;
    for (int y = 0; y < height; ++y) {
        if (y < std::min(y0, y1) - radius || y > std::max(y0, y1) + radius) continue;
        int first = width;
        int last = -1;
        for (int x = 0; x < width; ++x) {
            const double t =
                length > 0 ? std::clamp(((x - x0) * dx + (y - y0) * dy) / length, 0.0, 1.0) : 0;
            const double ex = x - x0 - t * dx;
            const double ey = y - y0 - t * dy;
            if (ex * ex + ey * ey > radius * radius) continue;
            first = std::min(first, x);
            last = x;
        }
        if (last >= first) runs.push_back({y, first, last + 1});
    }
    return PixelRuns(std::move(runs));
}

}  // namespace axolemma::test
