#pragma once

#include <stop_token>
#include <vector>

#include "core/progress.h"
#include "segmentation/retraining.h"
#include "segmentation/segmenter.h"

namespace axolemma {

/// `settings.rule` with the threshold at which the labels of a network are best where it was taught
/// (V_Rand, thin, of at most 12 slices, in what is known outside of the held-out blocks); a
/// difference of less than 0.002 is none, and leaves the rule as it is. A network that has just
/// learnt is bolder or more timid than the rule in force expects of it: its maps may be much better
/// and its labels worse (EXPERIMENTS, "Teaching"). Throws `Error`, `Cancelled`.
PartitionRule ruleWhereTaught(Segmenter& segmenter, const std::vector<TaughtStack>& stacks,
                              const RetrainingSettings& settings,
                              const ProgressFunction& progress = {}, std::stop_token stop = {});

/// Puts that rule into the model file that was trained (`settings.output`), with the scores on the
/// first held-out block that go with it, and returns it. Any thread. Throws as above.
PartitionRule fitTaughtRule(const std::vector<TaughtStack>& stacks,
                            const RetrainingSettings& settings,
                            const ProgressFunction& progress = {}, std::stop_token stop = {});

}  // namespace axolemma
