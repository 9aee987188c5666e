// Project: what is written besides the journal, and where the project lies.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/io/input_file.h"
#include "core/io/output_file.h"
#include "core/io/project_impl.h"
#include "core/io/snapshot.h"

namespace axolemma {

namespace fs = std::filesystem;
namespace layout = project_layout;

namespace {

void requireFree(const fs::path& folder) {
    std::error_code error;
    if (fs::exists(folder, error))
        throw Error(fmt::format("{}: there is something of that name already. Choose another name.",
                                folder.string()));
}

std::string unmovable(const fs::path& folder, const std::error_code& error) {
    return fmt::format(
        "{}: the project cannot be put there ({}). Choose another place, or make "
        "room on that disk.",
        folder.string(), error.message());
}

void copyFiles(const fs::path& from, const fs::path& to, const ProgressFunction& progress) {
    std::error_code error;
    if (!fs::exists(from, error)) return;
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator(from)) {
        if (!entry.is_regular_file()) continue;
        if (progress) progress({0, "copying " + entry.path().filename().string()});
        fs::copy_file(entry.path(), to / entry.path().filename());
    }
}

/// The first `end` bytes.
void copyStart(const fs::path& from, std::uint64_t end, const fs::path& to) {
    OutputFile copy(to);
    constexpr std::uint64_t kPiece = 4U << 20U;
    if (end > 0) {
        const InputFile file(from.string());
        for (std::uint64_t at = 0; at < end; at += kPiece) {
            std::string bytes(std::min(kPiece, end - at), '\0');
            file.read(at, bytes.data(), bytes.size());
            copy.write(bytes);
        }
    }
    copy.commit();
}

}  // namespace

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

void Project::moveTo(const fs::path& where) {
    impl_->requireWritable();
    const fs::path old = impl_->folder;
    const fs::path folder = folderOf(where);
    requireFree(folder);
    std::error_code error;
    const auto rename = [&] {
        fs::rename(old, folder, error);
        if (error && error != std::errc::cross_device_link) throw Error(unmovable(folder, error));
    };
    {
        const std::lock_guard one(impl_->saving);
        impl_->proposals.moveTo(folder, rename);
        if (!error) impl_->goOnAt(folder);
    }
    if (error) {
        // To another disk.
        impl_->proposals.moveTo(old, [] {});
        copyTo(folder);
        fs::remove_all(old, error);
        return;
    }
    save();
}

void Project::copyTo(const fs::path& where, const ProgressFunction& progress) {
    const fs::path folder = folderOf(where);
    requireFree(folder);
    {
        const std::lock_guard one(impl_->saving);
        std::error_code error;
        if (!fs::create_directory(folder, error)) throw Error(unmovable(folder, error));
        try {
            impl_->copyTo(folder, progress);
        } catch (const fs::filesystem_error& wrong) {
            fs::remove_all(folder, error);
            throw Error(unmovable(folder, wrong.code()));
        } catch (...) {
            fs::remove_all(folder, error);
            throw;
        }
    }
    save();
}

void Project::Impl::copyTo(const fs::path& elsewhere, const ProgressFunction& progress) {
    auto theirLock = std::make_unique<ProjectLock>(elsewhere);
    if (!theirLock->held()) throw Error(theirLock->refusal());
    std::unique_ptr<JournalWriter> theirWriter;
    proposals.moveTo(elsewhere, [&] {
        copyFiles(folder / layout::kProposals, elsewhere / layout::kProposals, progress);
        copyFiles(folder / layout::kSlices, elsewhere / layout::kSlices, progress);
        const fs::path copy = elsewhere / layout::kJournal;
        if (writer) {
            end = writer->end();
            openLine = false;
            writer->copyTo(copy);
        } else {
            copyStart(journal(), end, copy);
        }
        writeProjectFile(elsewhere, fileIn(elsewhere));
        theirWriter = std::make_unique<JournalWriter>(copy, end, openLine, options.problem);
    });
    // The old one tries once more to write what it has not.
    writer = std::move(theirWriter);
    lock = std::move(theirLock);
    readOnlyBecause.clear();
    savedUpTo = 0;
    goOnAt(elsewhere);
}

void Project::Impl::goOnAt(const fs::path& elsewhere) {
    file = fileIn(elsewhere);
    folder = elsewhere;
    writer->movedTo(journal());
}

}  // namespace axolemma
