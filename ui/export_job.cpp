#include "ui/export_job.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/io/export_record.h"
#include "core/io/map_stack.h"
#include "core/io/training_masks.h"
#include "core/proofreading/taught.h"
#include "segmentation/library.h"

namespace axolemma {

namespace {

/// The share of an export after which its first byte is written.
constexpr double kPrepared = 0.2;

ProgressFunction writing(const ProgressFunction& progress) {
    return [progress](const Progress& done) {
        if (progress) progress({kPrepared + (1 - kPrepared) * done.fraction, done.step});
    };
}

StackFrame frameOf(const Stack& stack) {
    return {stack.width(), stack.height(), stack.spacing()};
}

/// Empty where the model is not there any more.
std::string hashOf(const Segmentation& segmentation) {
    if (!segmentation.modelHash.empty()) return segmentation.modelHash;
    try {
        return hashOfFile(findModel(segmentation.model->name));
    } catch (const Error&) {
        return {};
    }
}

ExportRecord recordOf(const ExportRequest& request, const ExportInputs& inputs) {
    ExportRecord record;
    tellStack(record, *inputs.stack);
    tellNeurons(record, inputs.derived->neurons, inputs.derived->assertions);
    record.project = inputs.project;
    record.line = inputs.line;
    record.edits = inputs.edits;
    const Segmentation& segmentation = *inputs.segmentation;
    if (std::ranges::any_of(segmentation.maps, [](const auto& map) { return map != nullptr; })) {
        record.rule = segmentation.rule;
        record.device = segmentation.device;
        if (segmentation.model) record.model = segmentation.model->name;
        if (segmentation.model) record.modelHash = hashOf(segmentation);
    }
    if (request.kind != ExportKind::Probability)
        record.labels = {request.ids, request.boundary, request.bits};
    return record;
}

/// Of training masks the boundary stays: what was grown away is no membrane to learn.
ExportRequest completed(ExportRequest request) {
    if (request.kind == ExportKind::Training) {
        request.ids = LabelIds::Neurons;
        request.boundary = Boundary::Keep;
    }
    return request;
}

void writeTraining(const ExportRequest& request, const ExportInputs& inputs, const Stack& labels,
                   const ProgressFunction& progress, std::stop_token stop) {
    const Stack& stack = *inputs.stack;
    const TaughtSlices taught =
        taughtBy(inputs.derived->assertions, stack.width(), stack.height(), stack.depth(), stop);
    if (taught.empty())
        throw Error(
            fmt::format("{} cannot be written: nothing is verified or painted, so there is nothing "
                        "to learn from. Verify a slice or some neurons first.",
                        request.path.string()));
    writeTrainingMasks(request.path, stack, labels, taught, recordOf(request, inputs),
                       writing(progress), stop);
}

}  // namespace

void runExport(const ExportRequest& asked, const ExportInputs& inputs,
               const ProgressFunction& progress, std::stop_token stop) {
    if (!inputs.stack || inputs.segmentation->empty()) {
        throw Error(
            fmt::format("{} cannot be written: nothing is segmented yet. Press Segment first.",
                        asked.path.string()));
    }
    const ExportRequest request = completed(asked);
    const bool ofLabels = request.kind != ExportKind::Probability;
    if (progress) progress({0, ofLabels ? "making the labels" : "collecting the maps"});
    const Stack& stack = *inputs.stack;
    const Stack written =
        ofLabels ? labelStack(inputs.derived->partition, inputs.derived->neurons, frameOf(stack),
                              {request.ids, request.boundary, request.bits},
                              request.kind == ExportKind::Training ? request.path / "labels.tif"
                                                                   : request.path,
                              stop)
                 : mapStack(inputs.segmentation->maps, stack.depth(), frameOf(stack),
                            inputs.segmentation->rule, stop);
    if (request.kind == ExportKind::Training)
        return writeTraining(request, inputs, written, progress, stop);
    writeExport(request.path, written, recordOf(request, inputs), writing(progress), stop);
}

std::uint64_t largestLabel(const ExportInputs& inputs, LabelIds ids) {
    return largestLabel(inputs.derived->partition, inputs.derived->neurons, ids);
}

std::filesystem::path firstFileOf(const ExportRequest& request) {
    const std::filesystem::path& path = request.path;
    if (request.kind == ExportKind::Training) return path / "training.json";
    if (!needsNarrowLabels(path)) return path;
    return path.parent_path() / (path.stem().string() + "_0000.png");
}

}  // namespace axolemma
