#include "core/io/project_transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/io/input_file.h"
#include "core/io/output_file.h"
#include "core/io/project_impl.h"

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

void requireGoing(const std::stop_token& stop) {
    if (stop.stop_requested()) throw Cancelled();
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

ProjectTransfer::~ProjectTransfer() {
    writer_.reset();
    lock_.reset();
    std::error_code ignored;
    if (!leftOver_.empty()) fs::remove_all(leftOver_, ignored);
}

bool ProjectTransfer::mayRename() const {
    // Whether two folders are on one disk is only known when it is tried.
    const fs::path probe = from_ / ".moving";
    std::error_code error;
    if (!moves_ || !fs::create_directory(probe, error)) return false;
    fs::rename(probe, to_, error);
    const bool may = !error;
    fs::remove(may ? to_ : probe, error);
    return may;
}

void ProjectTransfer::copy(const ProgressFunction& progress, const std::stop_token& stop) {
    requireGoing(stop);
    requireFree(to_);
    renames_ = mayRename();
    if (renames_) return;
    std::error_code error;
    if (!fs::create_directory(to_, error)) throw Error(unmovable(to_, error));
    leftOver_ = to_;
    try {
        copyAll(progress, stop);
    } catch (const fs::filesystem_error& wrong) {
        throw Error(unmovable(to_, wrong.code()));
    }
}

void ProjectTransfer::copyAll(const ProgressFunction& progress, const std::stop_token& stop) {
    lock_ = std::make_unique<ProjectLock>(to_);
    if (!lock_->held()) throw Error(lock_->refusal());
    std::vector<fs::path> files;
    std::uint64_t all = end_;
    for (const char* part : {layout::kProposals, layout::kSlices}) {
        std::error_code error;
        if (!fs::exists(from_ / part, error)) continue;
        fs::create_directory(to_ / part);
        for (const auto& entry : fs::directory_iterator(from_ / part)) {
            if (!entry.is_regular_file()) continue;
            files.push_back(fs::path(part) / entry.path().filename());
            all += entry.file_size();
        }
    }
    std::uint64_t done = 0;
    for (const fs::path& file : files) {
        requireGoing(stop);
        fs::copy_file(from_ / file, to_ / file);
        done += fs::file_size(to_ / file);
        if (progress)
            progress({static_cast<double>(done) / static_cast<double>(std::max(all, done)),
                      "copying " + file.filename().string()});
    }
    requireGoing(stop);
    const fs::path journal = to_ / layout::kJournal;
    if (theirs_) {
        theirs_->copyTo(journal, end_);
    } else {
        copyStart(from_ / layout::kJournal, end_, journal);
    }
    writeProjectFile(to_, {movedTo(file_.stack, to_), file_.settings});
    writer_ = std::make_unique<JournalWriter>(journal, end_, openLine_, problem_);
    requireGoing(stop);
}

// --- Project: where it lies ---

std::unique_ptr<ProjectTransfer> Project::beginTransfer(const fs::path& where, bool moves) {
    if (moves) impl_->requireWritable();
    std::unique_ptr<ProjectTransfer> transfer(new ProjectTransfer);
    transfer->from_ = impl_->folder;
    transfer->to_ = folderOf(where);
    requireFree(transfer->to_);
    transfer->moves_ = moves;
    transfer->file_ = impl_->file;
    transfer->theirs_ = impl_->writer.get();
    // What a writer still has to write it writes into the copy too.
    transfer->end_ = impl_->writer ? impl_->writer->end() : impl_->end;
    transfer->openLine_ = !impl_->writer && impl_->openLine;
    transfer->problem_ = impl_->options.problem;
    transfer->since_ = std::make_shared<std::vector<std::string>>();
    impl_->since = transfer->since_;
    return transfer;
}

void Project::goOnIn(ProjectTransfer& transfer) {
    const std::lock_guard one(impl_->saving);
    if (transfer.renames_) {
        std::error_code error;
        impl_->proposals.moveTo(transfer.to_, [&] {
            fs::rename(transfer.from_, transfer.to_, error);
            if (error) throw Error(unmovable(transfer.to_, error));
        });
        impl_->goOnAt(transfer.to_);
        impl_->writer->movedTo(impl_->journal());
        return;
    }
    impl_->proposals.moveTo(transfer.to_, [] {});
    for (std::string& line : *transfer.since_) (void)transfer.writer_->append(std::move(line));
    impl_->end = transfer.end_;
    impl_->openLine = false;
    // The old one tries once more to write what it has not, when the transfer ends.
    std::swap(impl_->writer, transfer.writer_);
    std::swap(impl_->lock, transfer.lock_);
    impl_->readOnlyBecause.clear();
    impl_->savedUpTo = 0;
    impl_->goOnAt(transfer.to_);
    transfer.leftOver_ = transfer.moves_ ? transfer.from_ : fs::path();
}

void Project::moveTo(const fs::path& folder) {
    const auto transfer = beginTransfer(folder, true);
    transfer->copy();
    goOnIn(*transfer);
    save();
}

void Project::copyTo(const fs::path& folder, const ProgressFunction& progress) {
    const auto transfer = beginTransfer(folder, false);
    transfer->copy(progress);
    goOnIn(*transfer);
    save();
}

void Project::Impl::goOnAt(const fs::path& elsewhere) {
    file = fileIn(elsewhere);
    folder = elsewhere;
}

}  // namespace axolemma
