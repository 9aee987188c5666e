#include "app/network_options.h"

#include <utility>

#include "app/arguments.h"
#include "core/error.h"
#include "core/io/export_record.h"
#include "core/partition.h"
#include "segmentation/library.h"
#include "segmentation/proposing.h"

namespace axolemma {

SegmenterOptions NetworkOptions::options() const {
    SegmenterOptions options = segmenter;
    options.rescale = !noRescale;
    return options;
}

CLI::Option* addModel(CLI::App& command, NetworkOptions& options) {
    return command.add_option("--model", options.model, "a name (see axolemma models) or a file")
        ->type_name("NAME|FILE")
        ->capture_default_str();
}

void addNetworkOptions(CLI::App& command, NetworkOptions& options) {
    SegmenterOptions& segmenter = options.segmenter;
    command.add_option("--device", segmenter.device, "auto, cpu, cuda or cuda:N")
        ->type_name("DEVICE")
        ->capture_default_str();
    addChoice<Precision>(
        command, "--precision", {{"auto", Precision::Auto}, {"fp32", Precision::Float32}},
        [&segmenter](Precision precision) { segmenter.precision = precision; },
        "the fastest that keeps the result, or 32-bit floats throughout");
    command.add_option("--threads", segmenter.threads, "CPU threads; 0 = all cores")
        ->type_name("N")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    command
        .add_option("--tta", segmenter.views,
                    "average over this many flips and quarter turns, for as many times the time")
        ->type_name("1|2|4|8")
        ->check(CLI::IsMember({1, 2, 4, 8}))
        ->capture_default_str();
    command.add_flag("--no-rescale", options.noRescale,
                     "run the network at the stack's own pixel size, whatever it was trained for");
}

StoredProposal runNetwork(const NetworkOptions& network, std::shared_ptr<const Stack> stack,
                          const RuleOfModel& rule, Session& session) {
    const std::filesystem::path file = findModel(network.model);
    const std::unique_ptr<Segmenter> segmenter =
        segmentationLibrary().open(file, network.options());
    for (const std::string& note : segmenter->notesFor(*stack)) session.console.note(note);
    StoredProposal made;
    made.model = segmenter->model().name;
    made.modelHash = hashOfFile(file);
    made.device = segmenter->device();
    made.rule = rule(segmenter->model(), made.modelHash);
    made.maps =
        mapsOf(*segmenter, std::move(stack), session.console.phase("segmenting"), session.stop);
    return made;
}

std::string hashOfModel(const std::string& nameOrPath) {
    if (nameOrPath.empty()) return {};
    try {
        return hashOfFile(findModel(nameOrPath));
    } catch (const Error&) {
        return {};
    }
}

}  // namespace axolemma
