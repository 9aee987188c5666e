#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/network_options.h"
#include "app/project_work.h"
#include "core/error.h"
#include "core/io/restored_proposal.h"
#include "core/io/stack_reader.h"
#include "core/parallel.h"
#include "core/proofreading/imported_labels.h"

namespace axolemma {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Arguments {
    std::vector<std::string> stack;
    std::string labels;
    bool segment = false;
    NetworkOptions network;
    std::string output;
    bool json = false;
};

/// The first step of a project, and the ids that it brings.
struct FirstStep {
    std::string name;
    StoredProposal proposal;
    std::vector<MintedId> minted;
    std::size_t neurons = 0;
};

FirstStep importStep(const Arguments& arguments, const Stack& stack, Session& session) {
    const Stack read = readInput({arguments.labels}, {}, session);
    if (read.width() != stack.width() || read.height() != stack.height() ||
        read.depth() != stack.depth())
        throw Error(fmt::format("{} has {} voxels but {} has {}: give the labels of this stack.",
                                arguments.labels, sizeOf(read), arguments.stack.front(),
                                sizeOf(stack)));
    const ProgressFunction progress = session.console.phase("importing the labels");
    if (progress) progress({0, "regions of equal label"});
    ImportedLabels imported = importLabels(asWideLabels(read), processors(), session.stop);
    if (imported.minted.empty())
        throw Error(
            fmt::format("{}: every voxel is 0, so there is no neuron in it. Give the file "
                        "that holds the labels.",
                        arguments.labels));
    FirstStep step;
    step.name = "Import labels";
    step.proposal.labels = labelsIn(imported.proposal);
    // Nothing is too small that somebody labelled.
    step.proposal.rule = PartitionRule{};
    step.proposal.model = arguments.labels;
    step.minted = std::move(imported.minted);
    step.neurons = step.minted.size();
    return step;
}

FirstStep segmentStep(const Arguments& arguments, const std::shared_ptr<const Stack>& stack,
                      Session& session) {
    FirstStep step;
    step.name = stack->depth() == 1 ? "Segment one slice"
                                    : fmt::format("Segment slices 0–{}", stack->depth() - 1);
    step.proposal = runNetwork(
        arguments.network, stack,
        [](const ModelInfo& model, const std::string&) { return model.partition; }, session);
    const Derived derived =
        derivedFrom(sourcesOf(step.proposal, processors(),
                              session.console.phase("making components"), session.stop),
                    {}, {}, session);
    step.minted = derived.neurons.minted();
    step.neurons = derived.neurons.neurons().size();
    return step;
}

/// Takes a project away that did not come about.
class Unfinished {
  public:
    explicit Unfinished(fs::path folder) : folder_(std::move(folder)) {
        std::error_code ignored;
        wasThere_ = fs::exists(folder_, ignored);
    }
    ~Unfinished() {
        if (finished) return;
        std::error_code ignored;
        if (!wasThere_) {
            fs::remove_all(folder_, ignored);
            return;
        }
        for (const auto& entry : fs::directory_iterator(folder_, ignored))
            fs::remove_all(entry.path(), ignored);
    }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    bool finished = false;

  private:
    fs::path folder_;
    bool wasThere_ = false;
};

void requireFree(const fs::path& folder) {
    std::error_code ignored;
    if (folder.extension() != ".axo")
        throw Error(fmt::format("{}: the name of a project ends with .axo; choose such a name.",
                                folder.string()));
    if (fs::exists(folder, ignored) &&
        !(fs::is_directory(folder, ignored) && fs::is_empty(folder, ignored)))
        throw Error(fmt::format("{}: there is something of that name already. Choose another name.",
                                folder.string()));
}

void write(const fs::path& folder, const Stack& stack, const FirstStep* first, Session& session) {
    Unfinished unfinished(folder);
    Project::Options options;
    options.author = authorOfSteps();
    const auto project = Project::create(folder, stack, options);
    if (first) {
        Gesture gesture;
        gesture.name = first->name;
        gesture.place = {stack.width() / 2, stack.height() / 2, 0};
        gesture.proposal = project->proposals().store(
            first->proposal, session.console.phase("storing"), session.stop);
        // Before the step, so that its neurons have these ids from the first line on where it
        // holds.
        project->mint(first->minted);
        (void)project->commit(std::move(gesture));
    }
    if (session.stop.stop_requested()) throw Cancelled();
    finish(*project, session);
    unfinished.finished = true;
}

int makeProject(const Arguments& arguments, Session& session) {
    const fs::path folder = arguments.output.ends_with('/')
                                ? fs::path(arguments.output).parent_path()
                                : fs::path(arguments.output);
    requireFree(folder);
    requireWritableFolderOf(folder);
    const auto stack = std::make_shared<const Stack>(readInput(arguments.stack, {}, session));
    std::optional<FirstStep> first;
    if (!arguments.labels.empty()) first = importStep(arguments, *stack, session);
    if (arguments.segment) first = segmentStep(arguments, stack, session);
    write(folder, *stack, first ? &*first : nullptr, session);
    Json facts{{"project", arguments.output},
               {"stack", stack->path},
               {"step", first ? Json(first->name) : Json()},
               {"neurons", first ? first->neurons : 0}};
    if (arguments.json)
        fmt::print("{}\n", facts.dump(-1, ' ', false, Json::error_handler_t::replace));
    session.console.done(
        first ? fmt::format("{}: {} neurons in {} voxels ({})", arguments.output, first->neurons,
                            sizeOf(*stack), first->name)
              : fmt::format("{}: {} voxels, not segmented yet", arguments.output, sizeOf(*stack)),
        std::move(facts));
    return kSuccess;
}

}  // namespace

void addProjectCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command = commands.add(
        "project", "Make a project of a stack, from labels of any tool or with the network.",
        "axolemma project stack.tif --labels neurons.tif -o cells.axo",
        [arguments](Session& session) { return makeProject(*arguments, session); });
    command->add_option("STACK", arguments->stack, "a stack, or a folder of slices")
        ->type_name("")
        ->required()
        ->expected(1);
    command->add_option("-o,--output", arguments->output, "the folder to make, NAME.axo")
        ->type_name("NAME.axo")
        ->required();
    CLI::Option* labels =
        command
            ->add_option("--labels", arguments->labels,
                         "labels of the same size, whole numbers up to 2^64 - 1; 0 is boundary")
            ->type_name("L");
    CLI::Option* segment =
        command->add_flag("--segment", arguments->segment, "segment the stack with the network");
    segment->excludes(labels);
    addModel(*command, arguments->network)->needs(segment);
    for (CLI::Option* option :
         addedBy(*command, [&] { addNetworkOptions(*command, arguments->network); }))
        option->needs(segment);
    command->add_flag("--json", arguments->json, "print the outcome as one JSON object");
}

}  // namespace axolemma
