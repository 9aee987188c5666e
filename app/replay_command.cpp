// `replay` and `export`: files of what a project holds.
#include <memory>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/project_export.h"
#include "core/error.h"

namespace axolemma {

namespace {

/// Adds how labels are written.
void addLabelOptions(CLI::App& command, ProjectExport& wanted) {
    addChoice<Boundary>(
        command, "--boundary", {{"keep", Boundary::Keep}, {"grown", Boundary::Grown}},
        [&wanted](Boundary boundary) { wanted.labels.boundary = boundary; },
        "boundary pixels stay 0, or each goes to a neuron");
    command.add_flag_callback(
        "--per-slice", [&wanted] { wanted.labels.ids = LabelIds::PerSlice; },
        "number the components of each slice, not neurons through the stack");
}

void addJson(CLI::App& command, ProjectExport& wanted) {
    command.add_flag("--json", wanted.json, "print the outcome as one JSON object");
}

}  // namespace

void addReplayCommand(Commands& commands) {
    const auto wanted = std::make_shared<ProjectExport>();
    CLI::App* command =
        commands.add("replay", "Write the labels that held after a line of a project's journal.",
                     "axolemma replay cells.axo --until 120 -o after120.tif",
                     [wanted](Session& session) { return exportProject(*wanted, session); });
    command->add_option("PROJECT", wanted->project, "a project, NAME.axo")
        ->type_name("")
        ->required();
    command
        ->add_option("--until", wanted->until,
                     "the number of the last line that counts; else all lines count")
        ->type_name("N")
        ->check(CLI::NonNegativeNumber);
    command
        ->add_option("-o,--labels", wanted->output,
                     "where the labels go, in 64 bits where the ids need them")
        ->type_name("FILE")
        ->required();
    addLabelOptions(*command, *wanted);
    addJson(*command, *wanted);
}

void addExportCommand(Commands& commands) {
    const auto wanted = std::make_shared<ProjectExport>();
    CLI::App* command = commands.add(
        "export", "Write the labels, or the probabilities, that a project holds.",
        "axolemma export cells.axo -o cells.nrrd --boundary grown", [wanted](Session& session) {
            if (!wanted->training.empty()) return exportTrainingMasks(*wanted, session);
            if (wanted->output.empty())
                throw Error("Say where the file goes: -o FILE, or --training DIR.");
            return exportProject(*wanted, session);
        });
    command->add_option("PROJECT", wanted->project, "a project, NAME.axo")
        ->type_name("")
        ->required();
    CLI::Option* output = command
                              ->add_option("-o,--output", wanted->output,
                                           "the file: .tif, .nrrd, .mha, .nii, .h5 or .png")
                              ->type_name("FILE");
    CLI::Option* training =
        command
            ->add_option(
                "--training", wanted->training,
                "a folder for what a network can learn from: slices, labels, and which pixels were "
                "verified or painted (for axolemma train --data)")
            ->type_name("DIR")
            ->excludes(output);
    CLI::Option* labels =
        command->add_flag("--labels", wanted->ofLabels, "the labels, which is the default");
    CLI::Option* probabilities =
        command->add_flag("--probabilities", wanted->probabilities,
                          "the probability of cell: float32, 1 = not membrane");
    probabilities->excludes(labels)->excludes(training);
    const std::vector<CLI::Option*> ofLabels = addedBy(*command, [&] {
        addChoice<LabelBits>(
            *command, "--bits", {{"32", LabelBits::ThirtyTwo}, {"16", LabelBits::Sixteen}},
            [wanted](LabelBits bits) { wanted->labels.bits = bits; },
            "of an id; more where the ids need them");
        addLabelOptions(*command, *wanted);
    });
    // Masks are of neurons with their boundary, whatever else is asked for.
    for (CLI::Option* option : ofLabels) option->excludes(training)->excludes(probabilities);
    addJson(*command, *wanted);
}

}  // namespace axolemma
