#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/model_facts.h"
#include "app/network_options.h"
#include "app/partition_options.h"
#include "app/project_work.h"
#include "core/error.h"
#include "core/io/project_stack.h"
#include "core/io/restored_proposal.h"
#include "core/parallel.h"
#include "core/partition_facts.h"

namespace axolemma {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
    std::string project;
    bool modelGiven = false;
    NetworkOptions network;
    /// Those that say how a network runs, to see whether they were given.
    std::vector<CLI::Option*> ofRun;
    PartitionOptions options;
    bool json = false;
};

/// The same model as the one of the project: what its user tuned is not lost by running it again.
bool made(const StoredProposal& stored, const ModelInfo& model, const std::string& hash) {
    return hasMaps(stored) && stored.model == model.name &&
           (stored.modelHash.empty() || stored.modelHash == hash);
}

struct NextProposal {
    StoredProposal stored;
    std::string step;
};

NextProposal segmented(const Arguments& arguments, const Project& project,
                       const StoredProposal& before, Session& session) {
    const auto stack = std::make_shared<const Stack>(
        readStackOf(project.stack(), project.folder(), session.console.phase("reading the stack"),
                    session.stop));
    const auto rule = [&](const ModelInfo& model, const std::string& hash) {
        return arguments.options.over(made(before, model, hash) ? before.rule : model.partition);
    };
    const int depth = stack->depth();
    return {runNetwork(arguments.network, stack, rule, session),
            depth == 1 ? "Segment one slice" : fmt::format("Segment slices 0–{}", depth - 1)};
}

NextProposal refined(const Arguments& arguments, const StoredProposal& before) {
    NextProposal next{before, "Change the refinement"};
    next.stored.rule = arguments.options.over(before.rule);
    const float weight = next.stored.rule.refinement.weight;
    if (weight != before.rule.refinement.weight)
        next.step = fmt::format("Set w_f to {:.2f}", weight);
    return next;
}

StoredProposal proposalIn(Project& project, Session& session) {
    const std::string& name = project.history().proposal();
    if (name.empty()) return {};
    return project.proposals().load(name, session.console.phase("reading the segmentation"),
                                    session.stop);
}

Derived derivedBefore(const StoredProposal& stored, Project& project, Session& session) {
    if (stored.maps.empty() && stored.labels.empty())
        return derivedFrom(sourcesIn(project.proposals(), {}, project.stack().depth, session),
                           project.assertions(), project.minted(), session);
    return derivedFrom(sourcesOf(stored, processors(), {}, session.stop), project.assertions(),
                       project.minted(), session);
}

void report(const Arguments& arguments, const NextProposal& next, const Derived& before,
            const Derived& after, Session& session) {
    const std::vector<Adrift> added = newlyAdrift(before, after);
    Json facts{{"project", arguments.project},
               {"step", next.step},
               {"model", next.stored.model},
               {"rule", jsonOf(next.stored.rule)},
               {"neurons", after.neurons.neurons().size()},
               {"adrift", jsonOf(after.adrift)},
               {"newly_adrift", jsonOf(added)}};
    if (arguments.json) {
        fmt::print("{}\n", facts.dump(-1, ' ', false, Json::error_handler_t::replace));
    } else {
        for (const Adrift& one : after.adrift) fmt::print("{}\n", describe(one));
    }
    session.console.done(
        fmt::format("{}: {}; {} neurons, {} (model {}); {} adrift, {} of it new", arguments.project,
                    next.step, after.neurons.neurons().size(), describe(next.stored.rule),
                    next.stored.model, after.adrift.size(), added.size()),
        std::move(facts));
}

/// Where no network runs, there has to be something to refine, and nothing said of a run.
void requireRefinement(const Arguments& arguments) {
    for (const CLI::Option* option : arguments.ofRun)
        if (option->count() > 0)
            throw Error(
                fmt::format("{}: {} is for running a network, and without --model none is run. Add "
                            "--model, or leave out {}.",
                            arguments.project, option->get_name(), option->get_name()));
    if (!arguments.options.any())
        throw Error(
            fmt::format("{}: say what to change: --model to run a network again, or --wf, "
                        "--threshold and the like to refine what it said.",
                        arguments.project));
}

int resegment(const Arguments& arguments, Session& session) {
    const auto project = openToChange(arguments.project, session);
    const StoredProposal stored = proposalIn(*project, session);
    const bool runs = arguments.modelGiven || !hasMaps(stored);
    if (!runs) requireRefinement(arguments);
    const NextProposal next =
        runs ? segmented(arguments, *project, stored, session) : refined(arguments, stored);
    const Derived before = derivedBefore(stored, *project, session);
    const Derived after =
        derivedFrom(sourcesOf(next.stored, processors(), session.console.phase("making components"),
                              session.stop),
                    project->assertions(), project->minted(), session);
    Gesture gesture;
    gesture.name = next.step;
    gesture.place = {project->stack().width / 2, project->stack().height / 2, 0};
    gesture.proposal =
        runs ? project->proposals().store(next.stored, session.console.phase("storing"),
                                          session.stop)
             : project->proposals().storeWithRule(project->history().proposal(), next.stored.rule);
    if (session.stop.stop_requested()) throw Cancelled();
    (void)project->commit(std::move(gesture));
    keepMinted(*project, after);
    finish(*project, session);
    report(arguments, next, before, after, session);
    return kSuccess;
}

}  // namespace

void addResegmentCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command = commands.add(
        "resegment", "Segment or refine the stack of a project again; every edit stays.",
        "axolemma resegment cells.axo --model mine --wf 0.3",
        [arguments](Session& session) { return resegment(*arguments, session); });
    command->add_option("PROJECT", arguments->project, "a project, NAME.axo")
        ->type_name("")
        ->required();
    CLI::Option* model = addModel(*command, arguments->network)
                             ->description("run this network; else only what it said is refined");
    addPartitionOptions(*command, arguments->options);
    arguments->ofRun = addedBy(*command, [&] { addNetworkOptions(*command, arguments->network); });
    command->add_flag("--json", arguments->json, "print the outcome as one JSON object");
    command->parse_complete_callback(
        [arguments, model] { arguments->modelGiven = model->count() > 0; });
}

}  // namespace axolemma
