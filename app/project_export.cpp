#include "app/project_export.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/arguments.h"
#include "app/network_options.h"
#include "app/project_work.h"
#include "core/error.h"
#include "core/io/export_record.h"
#include "core/io/map_stack.h"
#include "core/io/project.h"
#include "core/io/project_stack.h"
#include "core/io/restored_proposal.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_reference.h"
#include "core/io/training_masks.h"
#include "core/parallel.h"
#include "core/proofreading/taught.h"

namespace axolemma {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

/// Sets the voxel size that the stack has; labels can be written without it.
void tellSpacing(ExportRecord& record, const StackReference& stack, const fs::path& folder,
                 Session& session) {
    if (stack.spacing) record.spacing = *stack.spacing;
    // A stack that was made in memory has the usual one.
    record.spacingKnown = true;
    try {
        const std::string path = findStack(stack, folder);
        if (path.empty()) return;
        record.stack = path;
        if (stack.spacing) return;
        const StackInfo info = readStackInfo(filesOf(stack, path));
        record.spacing = info.spacing;
        record.spacingKnown = info.spacingKnown;
    } catch (const Error& error) {
        if (stack.spacing) return;
        record.spacingKnown = false;
        session.console.note(
            fmt::format("{} The voxel size is assumed to be 4 x 4 x 50 nm.", error.what()));
    }
}

ExportRecord recordFor(const ProjectExport& wanted, const ProjectState& state,
                       const StoredProposal& stored, Session& session) {
    ExportRecord record;
    record.stack = state.stack.path;
    record.width = state.stack.width;
    record.height = state.stack.height;
    record.depth = state.stack.depth;
    tellSpacing(record, state.stack, wanted.project, session);
    record.project = fs::absolute(wanted.project).lexically_normal().string();
    record.line = state.sequence;
    record.edits = state.edits;
    const bool imported =
        std::ranges::any_of(stored.labels, [](const auto& slice) { return slice != nullptr; });
    if (!imported) {
        record.model = stored.model;
        record.modelHash = stored.modelHash.empty() ? hashOfModel(stored.model) : stored.modelHash;
        record.device = stored.device;
        record.rule = stored.rule;
    }
    if (!wanted.probabilities) record.labels = wanted.labels;
    return record;
}

/// What the project is about is at `place`, and not to be replaced by what comes of it.
void requireStackToStay(const ProjectExport& wanted, const StackReference& stack,
                        const std::string& place) {
    std::vector<std::string> files;
    for (const fs::path& file : filesOf(stack, place)) files.push_back(file.string());
    requireApart({wanted.output}, files);
}

void requireSegmented(const ProjectExport& wanted, const ProjectState& state) {
    if (!state.proposal.empty()) return;
    const std::string when =
        wanted.until ? fmt::format(" after line {}", *wanted.until) : std::string();
    throw Error(
        fmt::format("{}: nothing is segmented{}, so there is nothing to write. Run axolemma "
                    "resegment {}.",
                    wanted.project, when, wanted.project));
}

void requireMaps(const ProjectExport& wanted, const StoredProposal& stored) {
    if (hasMaps(stored)) return;
    throw Error(
        fmt::format("{}: its segmentation is a label volume, which has no probabilities. Run "
                    "axolemma resegment {}, or write labels.",
                    wanted.project, wanted.project));
}

/// What the project holds.
struct Held {
    ProjectState state;
    StoredProposal stored;
    Derived derived;
    ExportRecord record;
};

Held heldBy(const ProjectExport& wanted, Session& session) {
    Held held;
    held.state =
        readProject(wanted.project, wanted.until, session.console.phase("reading the steps"));
    for (const std::string& note : held.state.notes) session.console.note(note);
    requireSegmented(wanted, held.state);
    held.stored = ProposalStore(wanted.project)
                      .load(held.state.proposal, session.console.phase("reading the segmentation"),
                            session.stop);
    if (wanted.probabilities) requireMaps(wanted, held.stored);
    held.record = recordFor(wanted, held.state, held.stored, session);
    requireStackToStay(wanted, held.state.stack, held.record.stack);
    held.derived = derivedFrom(sourcesOf(held.stored, processors(),
                                         session.console.phase("making components"), session.stop),
                               held.state.assertions, held.state.minted, session);
    tellNeurons(held.record, held.derived.neurons, held.state.assertions);
    return held;
}

}  // namespace

int exportProject(const ProjectExport& wanted, Session& session) {
    requireWritable(wanted.output, true);
    requireWritableRecord(wanted.output);
    const auto [state, stored, derived, record] = heldBy(wanted, session);
    const StackFrame frame{record.width, record.height, record.spacing};
    const Stack written =
        wanted.probabilities ? mapStack(stored.maps, record.depth, frame, stored.rule, session.stop)
                             : labelStack(derived.partition, derived.neurons, frame, wanted.labels,
                                          wanted.output, session.stop);
    writeExport(wanted.output, written, record,
                session.console.phase("writing " + fs::path(wanted.output).filename().string()),
                session.stop);
    Json facts{{"output", wanted.output},         {"record", recordPath(wanted.output).string()},
               {"project", wanted.project},       {"line", state.sequence},
               {"neurons", record.neurons},       {"type", written.typeName()},
               {"adrift", jsonOf(derived.adrift)}};
    if (wanted.json) fmt::print("{}\n", facts.dump(-1, ' ', false, Json::error_handler_t::replace));
    session.console.done(
        fmt::format("{}: {} in {} voxels, after line {} of {}", wanted.output,
                    wanted.probabilities ? std::string("the probability of cell")
                                         : fmt::format("{} neurons", record.neurons),
                    sizeOf(written), state.sequence, wanted.project),
        std::move(facts));
    return kSuccess;
}

int exportTrainingMasks(const ProjectExport& asked, Session& session) {
    // Boundary that was grown away is no membrane to learn.
    ProjectExport wanted = asked;
    wanted.labels = {LabelIds::Neurons, Boundary::Keep};
    const auto [state, stored, derived, record] = heldBy(wanted, session);
    const TaughtSlices taught =
        taughtBy(state.assertions, record.width, record.height, record.depth);
    if (taught.empty())
        throw Error(
            fmt::format("{}: nothing is verified or painted, so there is nothing to learn from. "
                        "Verify a slice or some neurons first.",
                        wanted.project));
    const Stack images = readStackOf(state.stack, wanted.project,
                                     session.console.phase("reading the stack"), session.stop);
    const fs::path labelFile = fs::path(wanted.training) / "labels.tif";
    const Stack labels = labelStack(derived.partition, derived.neurons,
                                    {record.width, record.height, images.spacing()}, wanted.labels,
                                    labelFile, session.stop);
    writeTrainingMasks(wanted.training, images, labels, taught, record,
                       session.console.phase("writing the masks"), session.stop);
    Json facts{{"output", wanted.training},
               {"project", wanted.project},
               {"line", state.sequence},
               {"slices", taught.size()},
               {"known_pixels", knownPixels(taught)}};
    if (wanted.json) fmt::print("{}\n", facts.dump(-1, ' ', false, Json::error_handler_t::replace));
    session.console.done(
        fmt::format("{}: {} known pixels in {} slices, after line {} of {}", wanted.training,
                    knownPixels(taught), taught.size(), state.sequence, wanted.project),
        std::move(facts));
    return kSuccess;
}

}  // namespace axolemma
