#pragma once

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/metrics/comparison.h"
#include "core/neurons.h"
#include "core/proofreading/corrections.h"
#include "core/proofreading/held_out.h"
#include "core/proofreading/proposal_changes.h"
#include "core/proofreading/taught.h"

namespace axolemma {

/// What a proposal is worth where an expert has taught: the five metrics of the challenge of its
/// components in the block that is held out, each slice cut to the block and to the pixels that are
/// known, so that what nobody verified neither counts nor joins anything. The truth is made of the
/// 4-connected regions of known cell. Nothing where no cell is known, or a slice is not segmented.
/// Throws `Cancelled`. Any thread.
std::optional<StackScores> scoresWhereTaught(
    const TaughtSlices& taught, const HeldOut& block,
    const std::vector<std::shared_ptr<const SliceComponents>>& proposed, std::stop_token stop = {});

/// A network before and after it was taught, on one stack.
struct TeachingVerdict {
    /// `scoresWhereTaught` of what each proposes alone.
    std::optional<StackScores> before;
    std::optional<StackScores> after;
    /// Corrections in the held-out block, and in the whole stack, where most of them were learnt.
    EditsSaved heldOut;
    EditsSaved all;
    /// Where the one proposes otherwise than the other, and than what was taught.
    ProposalChanges changes;
};

/// `corrected` is derived with all that was said, `before` and `after` from proposals alone;
/// `gestures` are the steps that are done. Throws `Cancelled`. Any thread.
TeachingVerdict teachingVerdict(const TaughtSlices& taught, const HeldOut& block,
                                std::span<const Gesture> gestures, const Derived& corrected,
                                const Derived& before, const Derived& after,
                                std::stop_token stop = {});

/// What can be said of two networks after comparing their scores.
enum class TeachingOutcome { Better, Same, Worse };

/// By the mean of V_Rand and V_Info (thin), which together are steadier than either: a difference
/// within `kNoDifference` is none.
inline constexpr double kNoDifference = 0.003;
TeachingOutcome outcomeOf(const StackScores& before, const StackScores& after);

}  // namespace axolemma
