#include "ui/earlier_project.h"

#include <QFileInfo>

#include "core/io/project.h"
#include "core/io/project_file.h"

namespace axolemma {

namespace fs = std::filesystem;

std::optional<EarlierProject> newestProjectIn(const fs::path& folder, const Stack& stack) {
    std::optional<EarlierProject> newest;
    const std::string path = referenceTo(stack, {}).path;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        try {
            if (!isProject(at->path())) continue;
            const QFileInfo journal(
                QString::fromStdString((at->path() / project_layout::kJournal).string()));
            if (journal.size() == 0) continue;
            if (newest && journal.lastModified() <= newest->time) continue;
            // Of another stack by its reference alone, mostly.
            const StackReference about = readProjectFile(at->path()).stack;
            if (!about.path.empty() && about.path != path) continue;
            requireSameStack(about, stack);
            newest = {at->path(), journal.lastModified()};
        } catch (const std::exception&) {
            // Not about this stack, or damaged: it is there to be opened by name.
        }
    }
    return newest;
}

}  // namespace axolemma
