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

void Project::Impl::save(const Saved& saved) {
    const std::lock_guard one(saving);
    if (!writer->flush()) throw Error(writer->problem());
    // One that was asked for earlier may come later.
    if (saved.upTo < savedUpTo) return;
    if (saved.snapshot) writeSnapshot(folder / layout::kSnapshot, *saved.snapshot, journal());
    writeProjectFile(folder, {movedTo(saved.file.stack, folder), saved.file.settings});
    savedUpTo = saved.upTo;
    if (saved.proposals) proposals.removeAllBut(*saved.proposals);
}

std::function<void()> Project::saveJob() {
    impl_->requireWritable();
    Impl::Saved saved{
        .upTo = impl_->sequence, .file = impl_->file, .snapshot = {}, .proposals = {}};
    // The lines behind damage that nobody passed or recovered are still to be read at the next
    // opening, so no snapshot may lie behind them.
    if (!impl_->damage || impl_->skipWritten)
        saved.snapshot =
            packSnapshot(history().state(), minted(), impl_->sequence, impl_->writer->end());
    // What only they name is needed as long as they can be brought back.
    if (!impl_->damage) {
        std::set<std::string>& used = saved.proposals.emplace();
        for (const HistoryStep& step : history().steps()) {
            if (!step.proposal.empty()) used.insert(step.proposal);
            if (!step.proposalBefore.empty()) used.insert(step.proposalBefore);
        }
        if (!history().proposal().empty()) used.insert(history().proposal());
    }
    return [impl = impl_.get(), saved = std::move(saved)] { impl->save(saved); };
}

void Project::save() {
    saveJob()();
}

}  // namespace axolemma
