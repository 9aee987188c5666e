#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/network_options.h"
#include "app/retrain_parent.h"
#include "app/retrain_request.h"
#include "app/retrain_verdict.h"
#include "app/taught_project.h"
#include "app/training_console.h"
#include "app/training_data.h"
#include "core/error.h"
#include "core/io/export_record.h"
#include "core/proofreading/held_out.h"
#include "segmentation/library.h"
#include "segmentation/model_reference.h"
#include "segmentation/retraining.h"

namespace axolemma {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
    std::vector<std::string> projects;
    /// Empty: that of the first project that is named.
    std::string model;
    std::optional<SliceRange> validation;
    std::string output;
    std::string name;
    double minutes = 5;
    int steps = 0;
    bool resume = false;
    std::string device = "auto";
    int threads = 0;
    std::uint64_t seed = 1;
    double checkpointSeconds = RetrainingSettings{}.checkpointSeconds;
    /// Folders of training masks to rehearse.
    std::vector<std::string> with;
    double withShare = RetrainingSettings{}.rehearsalShare;
    bool json = false;
};

/// Parts what was taught, in each project on its own. Throws `Error` where no project has enough.
void holdOut(std::vector<TaughtProject>& projects, const Arguments& arguments, Session& session) {
    std::string tooLittle;
    for (TaughtProject& project : projects) {
        const Stack& images = *project.stack.images;
        const HeldOutChoice choice =
            arguments.validation ? judgedBy(*project.stack.taught, {arguments.validation->first,
                                                                    arguments.validation->second})
                                 : chooseHeldOut(*project.stack.taught, images.width(),
                                                 images.height(), session.stop);
        project.stack.heldOut = choice.heldOut;
        project.scored = choice.scored;
        project.trained = choice.trained;
        if (choice.heldOut) continue;
        tooLittle = fmt::format("{}: {}", project.folder, choice.tooLittle);
        if (projects.size() > 1) session.console.note(tooLittle + " It is only learnt from.");
    }
    std::ranges::stable_partition(
        projects, [](const TaughtProject& project) { return project.stack.heldOut.has_value(); });
    if (!projects.front().stack.heldOut) throw Error(tooLittle);
}

/// Not found out after the training: whether anything can be scored there.
std::vector<RehearsedMasks> readRehearsed(const Arguments& arguments, Session& session) {
    std::vector<RehearsedMasks> rehearsed;
    for (const std::string& folder : arguments.with) {
        rehearsed.push_back({folder, readMasks(folder, session)});
        if (!hasCells(*rehearsed.back().stack.targets))
            throw Error(
                fmt::format("{}: no pixel is known to be cell, so nothing can be rehearsed. Leave "
                            "it out of --with.",
                            folder));
    }
    return rehearsed;
}

TrainingRequest requestFor(const Arguments& arguments, const std::vector<TaughtProject>& projects,
                           const std::vector<RehearsedMasks>& rehearsed,
                           const RetrainParent& parent, const Session& session) {
    RetrainingSettings settings;
    settings.parent = parent.file;
    settings.output = arguments.output;
    settings.name = arguments.name.empty() ? settings.output.stem().string() : arguments.name;
    settings.rule = parent.rule;
    settings.minutes = arguments.minutes;
    settings.steps = arguments.steps;
    settings.threads = arguments.threads;
    settings.device = arguments.device;
    settings.seed = arguments.seed;
    settings.resume = arguments.resume;
    settings.checkpointSeconds = arguments.checkpointSeconds;
    settings.rehearsalShare = arguments.withShare;
    std::string known;
    for (const RehearsedMasks& masks : rehearsed) {
        settings.rehearsal.push_back(masks.stack);
        known +=
            (known.empty() ? "" : ", ") + std::filesystem::path(masks.folder).filename().string();
    }
    std::vector<TaughtStack> stacks;
    for (const TaughtProject& project : projects) stacks.push_back(project.stack);
    TrainingRequest request = retrainingOf(stacks, settings);
    std::string learnt;
    for (const TaughtProject& project : projects)
        learnt +=
            fmt::format("{}{} up to line {}", learnt.empty() ? "" : ", ",
                        std::filesystem::path(project.folder).filename().string(), project.line);
    request.provenance["projects"] = learnt;
    if (!known.empty())
        request.provenance["rehearsed"] =
            fmt::format("{} of the crops from {}", arguments.withShare, known);
    request.provenance["parent_sha256"] = hashOfFile(parent.file);
    request.provenance["command"] = session.call;
    tellRequest(request);
    return request;
}

TrainingResult trained(const TrainingRequest& request, Session& session) {
    if (const auto before = finishedBefore(request)) {
        session.console.note(
            fmt::format("{}: it has learnt already, and is only judged.", request.output.string()));
        return *before;
    }
    return segmentationLibrary().train(
        request, [&](const TrainingProgress& state) { show(state, session.console); },
        session.stop);
}

int stoppedWhileLearning(const Arguments& arguments, const TrainingResult& result,
                         Session& session) {
    session.console.done(
        fmt::format("{}: stopped after {} steps; go on with --resume", arguments.output,
                    result.steps),
        {{"output", arguments.output}, {"steps", result.steps}, {"stopped", true}});
    return kCancelled;
}

/// What was learnt need not be learnt again where the verdict does not come about.
std::string notJudged(const Arguments& arguments) {
    return fmt::format(
        "{}: the model is written, but not judged; the same command with --resume "
        "judges it",
        arguments.output);
}

int stoppedWhileJudging(const Arguments& arguments, const TrainingResult& result,
                        Session& session) {
    session.console.done(notJudged(arguments), {{"output", arguments.output},
                                                {"steps", result.steps},
                                                {"stopped", true},
                                                {"judged", false}});
    return kCancelled;
}

void report(const Arguments& arguments, const RetrainVerdict& verdict, const RetrainParent& parent,
            const TrainingResult& result, Session& session) {
    Json facts = jsonOf(verdict);
    facts["output"] = arguments.output;
    facts["parent"] = parent.name;
    facts["steps"] = result.steps;
    facts["seconds"] = result.seconds;
    if (arguments.json) {
        fmt::print("{}\n", facts.dump(-1, ' ', false, Json::error_handler_t::replace));
    } else {
        fmt::print("{}", tableOf(verdict));
    }
    session.console.done(
        fmt::format("{}: {} {} steps from {} in {}. Nothing was replaced; to use it: axolemma "
                    "resegment {} --model {}",
                    arguments.output, sentenceOf(verdict), result.steps, parent.name,
                    duration(result.seconds), arguments.projects.front(), arguments.output),
        std::move(facts));
}

int retrain(const Arguments& arguments, Session& session) {
    requireWritable(arguments.output, false);
    std::vector<TaughtProject> projects;
    for (const std::string& folder : arguments.projects)
        projects.push_back(readTaughtProject(folder, session));
    // Before they are put in another order.
    const RetrainParent parent = parentFor(arguments.model, projects.front());
    requireOtherFile(arguments.output, parent.file);
    holdOut(projects, arguments, session);
    const std::vector<RehearsedMasks> rehearsed = readRehearsed(arguments, session);
    const TrainingResult result =
        trained(requestFor(arguments, projects, rehearsed, parent, session), session);
    if (result.stopped) return stoppedWhileLearning(arguments, result, session);
    NetworkOptions network;
    network.segmenter.device = arguments.device;
    network.segmenter.threads = arguments.threads;
    try {
        report(arguments, judge(projects, rehearsed, parent, arguments.output, network, session),
               parent, result, session);
    } catch (const Cancelled&) {
        return stoppedWhileJudging(arguments, result, session);
    } catch (...) {
        session.console.note(notJudged(arguments));
        throw;
    }
    return kSuccess;
}

}  // namespace

void addRetrainCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command =
        commands.add("retrain", "Teach a network with what was corrected and verified in projects.",
                     "axolemma retrain cells.axo --minutes 5 -o mine.axomodel",
                     [arguments](Session& session) { return retrain(*arguments, session); });
    command
        ->add_option("PROJECTS", arguments->projects,
                     "projects, NAME.axo; of verified neurons and slices and of painted pixels is "
                     "learnt, of nothing else")
        ->type_name("")
        ->required();
    command
        ->add_option("--model", arguments->model,
                     "start from this network; default: the one that segmented the first project")
        ->type_name("NAME|FILE");
    command
        ->add_option("-o,--output", arguments->output,
                     "where the new model goes; the old one stays")
        ->type_name("MODEL")
        ->required();
    command->add_option("--name", arguments->name, "of the new model; default: the file's")
        ->type_name("NAME");
    CLI::Option* minutes = command->add_option("--minutes", arguments->minutes, "how long to train")
                               ->type_name("M")
                               ->check(CLI::PositiveNumber)
                               ->capture_default_str();
    command
        ->add_option("--steps", arguments->steps,
                     "steps to train for in place of minutes, the same on every machine")
        ->type_name("N")
        ->check(CLI::PositiveNumber)
        ->excludes(minutes);
    command
        ->add_option_function<std::string>(
            "--validation",
            [arguments](const std::string& text) {
                if (text != "auto") arguments->validation = parseSliceRange(text);
            },
            "verified slices by which the outcome is judged and which are not learnt from; auto "
            "holds out a part that is 64 pixels or a slice away from all that is")
        ->type_name("auto|FIRST-LAST")
        ->default_str("auto")
        ->check([](const std::string& text) {
            return text == "auto" || parseSliceRange(text)
                       ? std::string()
                       : text + " is neither auto nor a range of slices such as 4-5";
        });
    CLI::Option* with =
        command
            ->add_option(
                "--with", arguments->with,
                "rehearse folders of training masks (axolemma export --training) of what "
                "the network knows, so that it forgets less; what it forgot is measured on "
                "them instead of the built-in sample")
            ->type_name("DIR...");
    command
        ->add_option("--with-share", arguments->withShare,
                     "share of the crops that are cut from these")
        ->type_name("S")
        ->check(CLI::Range(0.01, 0.99))
        ->needs(with)
        ->capture_default_str();
    command->add_flag("--resume", arguments->resume, "go on where it was stopped");
    command
        ->add_option("--checkpoint-seconds", arguments->checkpointSeconds,
                     "seconds between checkpoints")
        ->type_name("S")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--device", arguments->device, "auto, cpu, cuda or cuda:N")
        ->type_name("DEVICE")
        ->capture_default_str();
    command->add_option("--threads", arguments->threads, "CPU threads; 0 = all cores")
        ->type_name("N")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    command->add_option("--seed", arguments->seed, "the same seed gives the same crops")
        ->type_name("S")
        ->capture_default_str();
    command->add_flag("--json", arguments->json, "print the verdict as one JSON object");
}

}  // namespace axolemma
