#include "app/training_data.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/io/training_masks.h"

namespace axolemma {

LabelledStack readMasks(const std::string& folder, Session& session) {
    TrainingMasks masks =
        readTrainingMasks(folder, session.console.phase("reading " + folder), session.stop);
    TargetVolume targets = targetsFromLabels(masks.labels, LabelKind::Neurons);
    for (std::size_t i = 0; i < targets.size(); ++i)
        if (masks.ignored.data()[i] != 0) targets.data()[i] = kTargetUnknown;
    return {std::make_shared<const Stack>(std::move(masks.images)),
            std::make_shared<const TargetVolume>(std::move(targets))};
}

bool hasCells(const TargetVolume& targets) {
    return std::ranges::any_of(targets, [](std::uint8_t code) { return code > kTargetUnknown; });
}

}  // namespace axolemma
