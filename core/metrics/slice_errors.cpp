#include "core/metrics/slice_errors.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace axolemma {

namespace {

/// Pixels whose middle is looked for: their sums, then the one of them that is next to the mean.
class Middle {
  public:
    void add(int y, int x0, int x1) {
        const std::int64_t count = x1 - x0;
        count_ += count;
        sumX_ += count * (x0 + x1 - 1) / 2;
        sumY_ += count * y;
    }
    std::uint32_t count() const { return static_cast<std::uint32_t>(count_); }

    /// To be called with all that were added.
    void approach(int y, int x0, int x1) {
        const auto x = std::clamp(static_cast<int>(sumX_ / count_), x0, x1 - 1);
        const std::int64_t dx = x - sumX_ / count_;
        const std::int64_t dy = y - sumY_ / count_;
        if (const auto distance = dx * dx + dy * dy; distance < distance_) {
            distance_ = distance;
            place_ = {x, y};
        }
    }
    Point place() const { return place_; }

  private:
    std::int64_t count_ = 0;
    std::int64_t sumX_ = 0;
    std::int64_t sumY_ = 0;
    std::int64_t distance_ = std::numeric_limits<std::int64_t>::max();
    Point place_;
};

/// What a region and a component share.
struct Piece {
    std::uint32_t region = 0;
    std::uint32_t component = 0;
    Middle pixels;
    SegmentationError error = SegmentationError::None;
    bool counts() const { return pixels.count() >= SliceErrors::kSmallest; }
};

/// A stretch of a row that lies in one piece.
struct PieceRun {
    std::uint32_t piece = 0;
    int y = 0;
    int x0 = 0;
    int x1 = 0;
};

/// For each number, the piece with the most pixels.
using MainPieces = std::unordered_map<std::uint32_t, std::uint32_t>;

class ErrorFinder {
  public:
    ErrorFinder(ImageView<const std::uint32_t> truth, ImageView<const std::uint32_t> regions,
                ImageView<const std::uint32_t> components)
        : truth_(truth), regions_(regions), components_(components) {}

    SliceErrors find() {
        result_.image = Image<std::uint8_t>(regions_.width(), regions_.height(), 0);
        collectPieces();
        judgePieces();
        paintPieces();
        listPieces();
        findMissingBoundary();
        std::ranges::stable_sort(result_.errors, std::greater(), &SliceError::pixels);
        return std::move(result_);
    }

  private:
    static std::uint64_t keyOf(std::uint32_t region, std::uint32_t component) {
        return static_cast<std::uint64_t>(region) << 32 | component;
    }

    void collectPieces() {
        for (int y = 0; y < regions_.height(); ++y) {
            const auto* const region = regions_.row(y);
            const auto* const component = components_.row(y);
            for (int x = 0; x < regions_.width();) {
                const int start = x;
                while (x < regions_.width() && region[x] == region[start] &&
                       component[x] == component[start])
                    ++x;
                if (region[start] == 0 || component[start] == 0) continue;
                const auto [found, isNew] =
                    pieceOf_.try_emplace(keyOf(region[start], component[start]),
                                         static_cast<std::uint32_t>(pieces_.size()));
                if (isNew) pieces_.push_back({region[start], component[start], {}, {}});
                pieces_[found->second].pixels.add(y, start, x);
                runs_.push_back({found->second, y, start, x});
            }
        }
        for (const PieceRun& run : runs_) pieces_[run.piece].pixels.approach(run.y, run.x0, run.x1);
    }

    void judgePieces() {
        MainPieces ofRegion;
        MainPieces ofComponent;
        const auto offer = [&](MainPieces& mains, std::uint32_t number, std::uint32_t other,
                               std::uint32_t Piece::*otherOf, std::uint32_t piece) {
            auto& main = mains.try_emplace(number, piece).first->second;
            const auto better = std::tuple(pieces_[piece].pixels.count(), ~other);
            if (better > std::tuple(pieces_[main].pixels.count(), ~(pieces_[main].*otherOf)))
                main = piece;
        };
        for (std::uint32_t i = 0; i < pieces_.size(); ++i) {
            const Piece& piece = pieces_[i];
            offer(ofRegion, piece.region, piece.component, &Piece::component, i);
            offer(ofComponent, piece.component, piece.region, &Piece::region, i);
        }
        for (std::uint32_t i = 0; i < pieces_.size(); ++i) {
            Piece& piece = pieces_[i];
            if (!piece.counts()) continue;
            if (const auto main = ofComponent.at(piece.component); main != i) {
                piece.error = SegmentationError::Merge;
                mainRegion_.emplace(piece.component, pieces_[main].region);
            } else if (ofRegion.at(piece.region) != i) {
                piece.error = SegmentationError::Split;
            }
        }
    }

    void paintPieces() {
        for (const PieceRun& run : runs_) {
            const auto error = pieces_[run.piece].error;
            if (error == SegmentationError::None) continue;
            std::fill_n(result_.image.view().row(run.y) + run.x0, run.x1 - run.x0,
                        static_cast<std::uint8_t>(error));
            labelOf_[pieces_[run.piece].region] = truth_(run.x0, run.y);
        }
        // The regions that others were merged with are right themselves.
        for (const PieceRun& run : runs_) {
            const Piece& piece = pieces_[run.piece];
            const auto merged = mainRegion_.find(piece.component);
            if (merged != mainRegion_.end() && merged->second == piece.region)
                labelOf_[piece.region] = truth_(run.x0, run.y);
        }
    }

    void listPieces() {
        std::map<std::uint32_t, std::vector<const Piece*>> split;
        for (const Piece& piece : pieces_) {
            if (piece.error == SegmentationError::Merge) {
                result_.errors.push_back({piece.error,
                                          labelOf_.at(piece.region),
                                          labelOf_.at(mainRegion_.at(piece.component)),
                                          {piece.component},
                                          piece.pixels.count(),
                                          piece.pixels.place()});
            } else if (piece.error == SegmentationError::Split) {
                split.try_emplace(piece.region);
            }
        }
        if (split.empty()) return;
        for (const Piece& piece : pieces_) {
            const auto region = split.find(piece.region);
            if (region != split.end() && piece.counts()) region->second.push_back(&piece);
        }
        for (auto& [region, parts] : split) {
            std::ranges::stable_sort(parts, [](const Piece* a, const Piece* b) {
                return std::tuple(a->pixels.count(), b->component) >
                       std::tuple(b->pixels.count(), a->component);
            });
            SliceError error{SegmentationError::Split, labelOf_.at(region), 0, {}, 0, {}};
            for (const Piece* part : parts) {
                error.components.push_back(part->component);
                if (part->error != SegmentationError::Split) continue;
                if (error.pixels == 0) error.place = part->pixels.place();
                error.pixels += part->pixels.count();
            }
            result_.errors.push_back(std::move(error));
        }
    }

    bool sharesEnough(Point p) const {
        return pieces_[pieceOf_.at(keyOf(regions_(p), components_(p)))].counts();
    }

    /// Walks from the pixel of a region over boundary that its component covers; where that ends in
    /// another region, everything on the way is missing boundary.
    template <typename Visit>
    void walk(Point from, Point step, Visit visit) const {
        const auto component = components_(from);
        const auto bounds = regions_.bounds();
        Point p{from.x + step.x, from.y + step.y};
        int length = 0;
        for (; bounds.contains(p) && components_(p) == component && regions_(p) == 0;
             p = {p.x + step.x, p.y + step.y}) {
            if (++length > SliceErrors::kWidestBoundary) return;
        }
        if (length == 0 || !bounds.contains(p) || components_(p) != component ||
            regions_(p) == regions_(from) || !sharesEnough(p) || !sharesEnough(from))
            return;
        for (Point q{from.x + step.x, from.y + step.y}; !(q == p); q = {q.x + step.x, q.y + step.y})
            visit(q, p);
    }

    void findMissingBoundary() {
        if (mainRegion_.empty()) return;
        constexpr std::array<Point, 4> kSteps = {Point{1, 0}, {0, 1}, {1, 1}, {-1, 1}};
        constexpr auto kMissing = static_cast<std::uint8_t>(SegmentationError::MissingBoundary);
        struct Gap {
            std::uint32_t label = 0;
            std::uint32_t other = 0;
            std::vector<Point> points;
        };
        std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, Gap> gaps;
        for (const PieceRun& run : runs_) {
            const auto component = pieces_[run.piece].component;
            if (!mainRegion_.contains(component)) continue;
            for (Point from{run.x0, run.y}; from.x < run.x1; ++from.x) {
                for (const Point step : kSteps) {
                    walk(from, step, [&](Point p, Point to) {
                        auto& pixel = result_.image(p.x, p.y);
                        if (std::exchange(pixel, kMissing) == kMissing) return;
                        const auto [low, high] = std::minmax(regions_(from), regions_(to));
                        Gap& gap = gaps[{component, low, high}];
                        const bool forward = regions_(from) == low;
                        gap.label = truth_(forward ? from : to);
                        gap.other = truth_(forward ? to : from);
                        gap.points.push_back(p);
                    });
                }
            }
        }
        for (auto& [key, gap] : gaps) {
            Middle middle;
            for (const Point p : gap.points) middle.add(p.y, p.x, p.x + 1);
            for (const Point p : gap.points) middle.approach(p.y, p.x, p.x + 1);
            result_.errors.push_back({SegmentationError::MissingBoundary,
                                      gap.label,
                                      gap.other,
                                      {std::get<0>(key)},
                                      middle.count(),
                                      middle.place()});
        }
    }

    ImageView<const std::uint32_t> truth_;
    ImageView<const std::uint32_t> regions_;
    ImageView<const std::uint32_t> components_;
    std::vector<Piece> pieces_;
    std::vector<PieceRun> runs_;
    std::unordered_map<std::uint64_t, std::uint32_t> pieceOf_;
    /// Of the components that merge regions.
    std::unordered_map<std::uint32_t, std::uint32_t> mainRegion_;
    /// Of the regions that errors are about.
    std::unordered_map<std::uint32_t, std::uint32_t> labelOf_;
    SliceErrors result_;
};

}  // namespace

SliceErrors errorsOfSlice(ImageView<const std::uint32_t> truth,
                          ImageView<const std::uint32_t> regions,
                          ImageView<const std::uint32_t> components) {
    assert(truth.bounds() == regions.bounds() && truth.bounds() == components.bounds());
    return ErrorFinder(truth, regions, components).find();
}

}  // namespace axolemma
