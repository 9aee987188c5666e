#include "app/segment_outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/arguments.h"
#include "core/contrast.h"
#include "core/error.h"
#include "core/io/label_writer.h"
#include "core/io/stack_writer.h"
#include "core/overlay.h"
#include "core/partition_facts.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

constexpr float kOverlayOpacity = 0.4F;

// The ids that the label volume gives to the components of a slice, so that a picture has the
// colours of the file whatever the file numbers.
std::vector<std::uint64_t> idsInFile(const SliceComponents& components,
                                     ImageView<const std::uint32_t> labels) {
    std::vector<std::uint64_t> ids(components.count + 1, 0);
    const std::uint32_t* component = components.labels.data();
    for (std::size_t i = 0; i < components.labels.size(); ++i)
        if (component[i]) ids[component[i]] = labels.data()[i];
    return ids;
}

void requireWritableMap(const fs::path& path) {
    requireWritable(path, true);
    if (needsNarrowLabels(path))
        throw Error(
            fmt::format("{}: PNG holds whole numbers, and probabilities are none; use .tif, .nrrd, "
                        ".mha, .nii or .h5.",
                        path.string()));
}

void makeWritableFolder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw Error(
            fmt::format("{}: the folder for the overlay cannot be made ({}); choose another.",
                        folder.string(), error.message()));
    requireWritable(folder / "slice_0000.png", false);
}

/// The pictures as a series of slices; empty where none are asked for.
std::string pictures(const SegmentOutputs& outputs) {
    return outputs.overlay.empty() ? std::string()
                                   : (fs::path(outputs.overlay) / "slice.png").string();
}

void writeOverlay(const fs::path& folder, const Stack& stack, const Proposal& proposal,
                  const Volume<std::uint32_t>& labels, Session& session) {
    const ContrastWindow window = robustWindow(stack);
    const ProgressFunction progress =
        session.console.phase("drawing " + folder.filename().string());
    for (int z = 0; z < stack.depth(); ++z) {
        if (session.stop.stop_requested()) throw Cancelled();
        const SliceComponents& components = *proposal.slices[z];
        const Image<std::uint8_t> grey = displaySlice(stack, z, window);
        writePng(folder / fmt::format("slice_{:04}.png", z),
                 blendOverlay(grey.view(), components.labels.view(),
                              idsInFile(components, labels.slice(z)), kOverlayOpacity)
                     .view());
        if (progress) progress({(z + 1.0) / stack.depth(), {}});
    }
}

}  // namespace

const std::string& SegmentOutputs::name() const {
    if (!labels.empty()) return labels;
    return probabilities.empty() ? overlay : probabilities;
}

void requireWritable(const SegmentOutputs& outputs, const std::vector<std::string>& inputs) {
    requireApart({outputs.labels, outputs.probabilities, pictures(outputs)}, inputs);
    if (!outputs.labels.empty()) {
        requireWritable(fs::path(outputs.labels), true);
        requireWritableRecord(outputs.labels);
    }
    if (!outputs.probabilities.empty()) requireWritableMap(outputs.probabilities);
    if (!outputs.overlay.empty()) makeWritableFolder(outputs.overlay);
}

void writeOutputs(const SegmentOutputs& outputs, const Stack& stack, const Proposal& proposal,
                  const NeuronTable& neurons, Volume<float> cellProbability, ExportRecord record,
                  Session& session) {
    if (!outputs.probabilities.empty()) {
        Stack map(std::move(cellProbability), stack.spacing());
        map.facts = factsOf(*record.rule);
        writeOutput(outputs.probabilities, map, session);
    }
    if (outputs.labels.empty() && outputs.overlay.empty()) return;
    const LabelIds ids = outputs.perSlice ? LabelIds::PerSlice : LabelIds::Neurons;
    Volume<std::uint32_t> labels = labelVolume(proposal, neurons, stack.width(), stack.height(),
                                               outputs.boundary, ids, session.stop);
    if (!outputs.overlay.empty()) writeOverlay(outputs.overlay, stack, proposal, labels, session);
    if (outputs.labels.empty()) return;
    const fs::path path = outputs.labels;
    tellStack(record, stack);
    tellNeurons(record, neurons);
    record.labels = {.ids = ids, .boundary = outputs.boundary};
    writeExport(path, labelStack(std::move(labels), stack.spacing(), path), record,
                session.console.phase("writing " + path.filename().string()), session.stop);
}

}  // namespace axolemma
