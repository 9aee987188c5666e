#include "ui/export_job.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/io/stack_writer.h"
#include "core/partition_facts.h"

namespace axolemma {

namespace {

/// The share of an export after which its first byte is written.
constexpr double kPrepared = 0.2;

ProgressFunction writing(const ProgressFunction& progress) {
    return [progress](const Progress& done) {
        if (progress) progress({kPrepared + (1 - kPrepared) * done.fraction, done.step});
    };
}

Stack labels(const ExportRequest& request, const ExportInputs& inputs, std::stop_token stop) {
    const Stack& stack = *inputs.stack;
    return labelStack(labelVolume(inputs.derived->partition, inputs.derived->neurons, stack.width(),
                                  stack.height(), request.boundary, request.ids, stop),
                      stack.spacing(), request.path, request.bits);
}

Stack probabilities(const ExportInputs& inputs, std::stop_token stop) {
    const Stack& stack = *inputs.stack;
    Volume<float> cell(stack.width(), stack.height(), stack.depth());
    const auto& maps = inputs.segmentation->maps;
    for (int z = 0; z < stack.depth(); ++z) {
        if (stop.stop_requested()) throw Cancelled();
        const auto out = cell.slice(z);
        const auto* map = z < static_cast<int>(maps.size()) ? maps[z].get() : nullptr;
        if (map) {
            std::transform(map->begin(), map->end(), out.data(),
                           [](std::uint8_t step) { return static_cast<float>(step) / 255.0F; });
        } else {
            std::fill_n(out.data(), out.size(), 0.0F);
        }
    }
    Stack written(std::move(cell), stack.spacing());
    written.facts = factsOf(inputs.segmentation->rule);
    return written;
}

}  // namespace

void runExport(const ExportRequest& request, const ExportInputs& inputs,
               const ProgressFunction& progress, std::stop_token stop) {
    if (!inputs.stack || inputs.segmentation->empty()) {
        throw Error(
            fmt::format("{} cannot be written: nothing is segmented yet. Press Segment first.",
                        request.path.string()));
    }
    const bool ofLabels = request.kind == ExportKind::Labels;
    if (progress) progress({0, ofLabels ? "making the labels" : "collecting the maps"});
    const Stack written = ofLabels ? labels(request, inputs, stop) : probabilities(inputs, stop);
    writeStack(request.path, written, writing(progress), stop);
}

std::uint64_t largestLabel(const ExportInputs& inputs, LabelIds ids) {
    if (ids == LabelIds::Neurons) {
        const auto& neurons = inputs.derived->neurons.neurons();
        return neurons.empty() ? 0 : neurons.back().id;
    }
    std::uint64_t count = 0;
    for (const auto& slice : inputs.derived->partition.slices) {
        if (slice) count += slice->count;
    }
    return count;
}

std::filesystem::path firstFileOf(const std::filesystem::path& path) {
    if (!needsNarrowLabels(path)) return path;
    return path.parent_path() / (path.stem().string() + "_0000.png");
}

}  // namespace axolemma
