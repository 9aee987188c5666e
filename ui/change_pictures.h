#pragma once

#include <QImage>
#include <memory>
#include <span>
#include <vector>

#include "core/contrast.h"
#include "core/proofreading/proposal_changes.h"
#include "core/stack.h"

namespace axolemma {

/// A change, and the same part of the slice with the components of the old and of the new proposal
/// that take part in it; what is the same in both has the same colour.
struct ChangePicture {
    ProposalChange change;
    QImage before;
    QImage after;
};

/// Pictures of the first `most` of the changes. Any thread.
std::vector<ChangePicture> picturesOf(
    const std::vector<ProposalChange>& changes, std::size_t most, const Stack& stack,
    const ContrastWindow& contrast, std::span<const std::shared_ptr<const SliceComponents>> before,
    std::span<const std::shared_ptr<const SliceComponents>> after);

}  // namespace axolemma
