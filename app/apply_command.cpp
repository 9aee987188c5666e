#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/project_work.h"
#include "core/error.h"
#include "core/io/journal_gestures.h"
#include "core/io/project_file.h"

namespace axolemma {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Arguments {
    std::string project;
    std::string edits;
    bool json = false;
};

/// What there is to do of a file of edits.
struct Edits {
    std::vector<Gesture> gestures;
    /// Those of them that are done in the project already, and those that only change what the
    /// network says.
    std::size_t known = 0;
    std::size_t proposals = 0;
};

/// The journal that is meant: a file, or that of a project.
fs::path journalAt(const std::string& edits) {
    const fs::path path(edits);
    return isProject(path) ? path / project_layout::kJournal : path;
}

/// Two projects about one stack can be merged. Of a file alone nobody knows.
void requireSameStack(const fs::path& journal, const StackReference& stack) {
    const fs::path folder = journal.parent_path();
    if (journal.filename() != project_layout::kJournal || !isProject(folder)) return;
    const StackReference theirs = readProjectFile(folder).stack;
    if (theirs.width == stack.width && theirs.height == stack.height &&
        theirs.depth == stack.depth && theirs.sample == stack.sample)
        return;
    throw Error(
        fmt::format("{} is about another stack ({}), so its edits make no sense here; "
                    "nothing was changed.",
                    folder.string(), theirs.path));
}

Edits editsFor(const Project& project, const fs::path& journal) {
    const StackReference& stack = project.stack();
    requireSameStack(journal, stack);
    // Copies of a project begin with the same steps, which must not be said again: what was said
    // after them would no longer be the last word.
    const auto keyOf = [](const auto& step) {
        return std::tuple(step.time, step.author, step.name, step.place.x, step.place.y,
                          step.place.z);
    };
    std::set<std::tuple<std::string, std::string, std::string, int, int, int>> done;
    for (std::size_t i = 0; i < project.history().position(); ++i)
        done.insert(keyOf(project.history().steps()[i]));
    Edits edits;
    for (Gesture& gesture : gesturesDone(journal, {stack.width, stack.height, stack.depth})) {
        if (!gesture.time.empty() && done.contains(keyOf(gesture))) {
            ++edits.known;
        } else if (gesture.said.empty() && !gesture.proposal.empty()) {
            ++edits.proposals;
        } else {
            // What it is about is in another folder; this project keeps its own.
            gesture.proposal.clear();
            gesture.proposalBefore.clear();
            gesture.sequence = 0;
            edits.gestures.push_back(std::move(gesture));
        }
    }
    return edits;
}

/// How many of the edits each author made.
Json authorsOf(const std::vector<Gesture>& gestures) {
    Json authors = Json::object();
    for (const Gesture& gesture : gestures) {
        Json& count = authors[gesture.author];
        count = count.is_null() ? 1 : count.get<int>() + 1;
    }
    return authors;
}

void report(const Arguments& arguments, const Edits& edits, const std::vector<Adrift>& adrift,
            Session& session) {
    const std::size_t applied = edits.gestures.size();
    Json facts{{"project", arguments.project},
               {"edits", arguments.edits},
               {"applied", applied},
               {"by_author", authorsOf(edits.gestures)},
               {"already_there", edits.known},
               {"segmentations_left_out", edits.proposals},
               {"contradictions", jsonOf(adrift)}};
    if (arguments.json) {
        fmt::print("{}\n", facts.dump(-1, ' ', false, Json::error_handler_t::replace));
    } else {
        for (const Adrift& one : adrift) fmt::print("{}\n", describe(one));
    }
    std::string sentence = fmt::format("{}: {} of the edits in {} applied", arguments.project,
                                       applied, arguments.edits);
    if (edits.known > 0) sentence += fmt::format(", {} were there already", edits.known);
    if (edits.proposals > 0)
        sentence += fmt::format(", {} of another segmentation left out", edits.proposals);
    sentence += adrift.empty() ? "; nothing contradicts"
                               : fmt::format("; {} contradiction{}", adrift.size(),
                                             adrift.size() == 1 ? "" : "s");
    session.console.done(sentence, std::move(facts));
}

int apply(const Arguments& arguments, Session& session) {
    const auto project = openToChange(arguments.project, session);
    Edits edits = editsFor(*project, journalAt(arguments.edits));
    const DerivationSources sources = sourcesIn(project->proposals(), project->history().proposal(),
                                                project->stack().depth, session);
    const Derived before = derivedFrom(sources, project->assertions(), project->minted(), session);
    // Everything that can fail, or be stopped, comes before the first line is written.
    Assertions said = project->assertions();
    for (const Gesture& gesture : edits.gestures) (void)said.say(gesture.said);
    const Derived after = derivedFrom(sources, said, project->minted(), session, &before);
    for (Gesture& gesture : edits.gestures) gesture = project->commit(std::move(gesture));
    keepMinted(*project, after);
    finish(*project, session);
    report(arguments, edits, newlyAdrift(before, after), session);
    return kSuccess;
}

}  // namespace

void addApplyCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command = commands.add(
        "apply", "Make the edits of another journal in a project, and list what contradicts.",
        "axolemma apply mine.axo theirs.axo/journal.jsonl",
        [arguments](Session& session) { return apply(*arguments, session); });
    command->add_option("PROJECT", arguments->project, "a project, NAME.axo")
        ->type_name("")
        ->required();
    command
        ->add_option("EDITS", arguments->edits,
                     "a journal, another project, or a file of lines of the same format")
        ->type_name("")
        ->required();
    command->add_flag("--json", arguments->json, "print the outcome as one JSON object");
}

}  // namespace axolemma
