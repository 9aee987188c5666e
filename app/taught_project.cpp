#include "app/taught_project.h"

#include <fmt/format.h>

#include <utility>

#include "core/io/project.h"
#include "core/io/project_stack.h"

namespace axolemma {

TaughtProject readTaughtProject(const std::string& folder, Session& session) {
    Project::Options options;
    options.readOnly = true;
    const auto project =
        Project::open(folder, options, session.console.phase("reading the steps of " + folder));
    if (const auto rest = project->rest())
        session.console.note(
            fmt::format("{} What comes after it is not learnt from.", rest->sentence));
    TaughtProject taught;
    taught.folder = folder;
    taught.stack.images = std::make_shared<const Stack>(
        readStackOf(project->stack(), project->folder(), session.console.phase("reading the stack"),
                    session.stop));
    const Stack& images = *taught.stack.images;
    taught.assertions = project->assertions();
    taught.stack.taught = std::make_shared<const TaughtSlices>(
        taughtBy(taught.assertions, images.width(), images.height(), images.depth(), session.stop));
    const History& history = project->history();
    for (std::size_t i = 0; i < history.position(); ++i)
        taught.gestures.push_back(history.gesture(i));
    if (!history.steps().empty()) taught.line = history.steps().back().sequence;
    taught.proposal.rule = PartitionRule::recommended();
    if (!history.proposal().empty())
        taught.proposal = project->proposals().load(
            history.proposal(), session.console.phase("reading the segmentation"), session.stop);
    return taught;
}

}  // namespace axolemma
