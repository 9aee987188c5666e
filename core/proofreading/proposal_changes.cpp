#include "core/proofreading/proposal_changes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/error.h"
#include "core/targets.h"

namespace axolemma {

namespace {

/// How far around a place of a difference what was taught is asked.
constexpr int kReach = 8;

/// What is known of one slice, with the errors of both proposals where it is.
struct Judge {
    ImageView<const std::uint8_t> known;
    SliceErrors before;
    SliceErrors after;

    Standing standing(const SliceErrors& errors, Point place) const {
        const Rect around =
            Rect{place.x - kReach, place.y - kReach, place.x + kReach + 1, place.y + kReach + 1}
                .intersected(known.bounds());
        int unknown = 0;
        bool wrong = false;
        for (int y = around.y0; y < around.y1; ++y)
            for (int x = around.x0; x < around.x1; ++x) {
                unknown += known(x, y) == kTargetUnknown;
                wrong = wrong || errors.image(x, y) != 0;
            }
        if (wrong) return Standing::Contradicts;
        return unknown == 0 ? Standing::Agrees : Standing::Unknown;
    }
};

Judge judgeOf(const Image<std::uint8_t>& target, const SliceComponents& before,
              const SliceComponents& after) {
    const SliceComponents truth = knownCells(target.view());
    const auto errors = [&](const SliceComponents& proposed) {
        return errorsOfSlice(truth.labels, truth.labels,
                             whereKnown(proposed.labels.view(), target.view()));
    };
    return {target.view(), errors(before), errors(after)};
}

bool larger(const SliceError& a, const SliceError& b) {
    return a.pixels > b.pixels;
}

}  // namespace

ProposalChanges changesBetween(std::span<const std::shared_ptr<const SliceComponents>> before,
                               std::span<const std::shared_ptr<const SliceComponents>> after,
                               const TaughtSlices& taught, std::stop_token stop) {
    ProposalChanges found;
    const int depth = static_cast<int>(std::min(before.size(), after.size()));
    for (int z = 0; z < depth; ++z) {
        if (stop.stop_requested()) throw Cancelled();
        if (!before[z] || !after[z]) continue;
        const auto& old = *before[z];
        std::optional<Judge> judge;
        if (const auto target = taught.find(z); target != taught.end()) {
            judge = judgeOf(target->second, old, *after[z]);
            for (const SliceError& error : judge->after.errors)
                if (error.kind != SegmentationError::MissingBoundary)
                    found.contradictions.push_back({z, error});
        }
        for (SliceError& error :
             errorsOfSlice(old.labels, regionsOfEqualLabel(old.labels.view()).labels,
                           after[z]->labels)
                 .errors) {
            // That is the seam of a merge, which has a place of its own.
            if (error.kind == SegmentationError::MissingBoundary) continue;
            ProposalChange change{z, std::move(error)};
            if (judge) {
                change.before = judge->standing(judge->before, change.difference.place);
                change.after = judge->standing(judge->after, change.difference.place);
            }
            found.changes.push_back(std::move(change));
        }
    }
    std::ranges::stable_sort(found.changes, [](const ProposalChange& a, const ProposalChange& b) {
        const bool told = a.gain() != 0, otherTold = b.gain() != 0;
        return told != otherTold ? told : larger(a.difference, b.difference);
    });
    std::ranges::stable_sort(found.contradictions,
                             [](const auto& a, const auto& b) { return larger(a.error, b.error); });
    return found;
}

}  // namespace axolemma
