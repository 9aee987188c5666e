#pragma once

#include <string>
#include <vector>

#include "app/commands.h"
#include "core/io/export_record.h"
#include "core/neurons.h"
#include "core/stack.h"

namespace axolemma {

/// What `segment` writes; an empty path is not written.
struct SegmentOutputs {
    std::string labels;
    std::string probabilities;
    std::string overlay;
    Boundary boundary = Boundary::Grown;
    bool perSlice = false;

    /// The path to name to the user: that of the labels, else of what else there is.
    const std::string& name() const;
};

/// Throws `Error` for a path that cannot be written, or would replace another or what is read
/// (`inputs`); makes the folder of the overlay.
void requireWritable(const SegmentOutputs& outputs, const std::vector<std::string>& inputs);

/// Writes all of it. `cellProbability` may be empty if it is not asked for; its file also says the
/// rule of `record`, with which labels are made of it. The record, where only the network and its
/// rule are told yet, goes beside the labels. Throws `Error`, `Cancelled`.
void writeOutputs(const SegmentOutputs& outputs, const Stack& stack, const Proposal& proposal,
                  const NeuronTable& neurons, Volume<float> cellProbability, ExportRecord record,
                  Session& session);

}  // namespace axolemma
