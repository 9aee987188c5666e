// Project: what is written besides the journal.
#include <set>
#include <utility>

#include "core/error.h"
#include "core/io/project_impl.h"
#include "core/io/snapshot.h"

namespace axolemma {

namespace fs = std::filesystem;
namespace layout = project_layout;

ProjectFile Project::Impl::fileIn(const fs::path& elsewhere) const {
    return {movedTo(file.stack, elsewhere), file.settings};
}

void Project::Impl::save(const std::string& packed, std::uint64_t upTo, const ProjectFile& now,
                         const std::set<std::string>& used) {
    const std::lock_guard one(saving);
    if (!writer->flush()) throw Error(writer->problem());
    // One that was asked for earlier may come later.
    if (upTo < savedUpTo) return;
    writeSnapshot(folder / layout::kSnapshot, packed, journal());
    writeProjectFile(folder, {movedTo(now.stack, folder), now.settings});
    savedUpTo = upTo;
    proposals.removeAllBut(used);
}

std::function<void()> Project::saveJob() {
    impl_->requireWritable();
    std::set<std::string> used;
    for (const HistoryStep& step : history().steps()) {
        if (!step.proposal.empty()) used.insert(step.proposal);
        if (!step.proposalBefore.empty()) used.insert(step.proposalBefore);
    }
    if (!history().proposal().empty()) used.insert(history().proposal());
    return [impl = impl_.get(), used = std::move(used), upTo = impl_->sequence, now = impl_->file,
            packed = packSnapshot(history().state(), minted(), impl_->sequence,
                                  impl_->writer->end())] { impl->save(packed, upTo, now, used); };
}

void Project::save() {
    saveJob()();
}

}  // namespace axolemma
