#include "core/io/project.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/io/journal_reader.h"
#include "core/io/project_impl.h"
#include "core/io/utc_time.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

/// The names in a folder are on the disk too. Where that is not possible they soon are.
void flushNamesOf(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

}  // namespace

Gesture Project::Impl::load(const HistoryStep& step) const {
    if (!writer) return readGesture(journal(), step, extent());
    return gestureIn(writer->read(step.stored), journal(), step, extent());
}

void Project::Impl::requireWritable() const {
    if (readOnlyBecause.empty()) return;
    throw Error(fmt::format("Nothing can be changed: {}", readOnlyBecause));
}

void Project::Impl::passDamage() {
    if (!damage || std::exchange(skipWritten, true)) return;
    (void)write({.sequence = ++sequence,
                 .time = utcNow(),
                 .author = options.author,
                 .what = SkipFrom{damage->from}});
}

JournalLine Project::Impl::next(std::string time, std::string author) {
    passDamage();
    return {.sequence = ++sequence,
            .time = time.empty() ? utcNow() : std::move(time),
            .author = author.empty() ? options.author : std::move(author),
            .what = {}};
}

JournalSpan Project::Impl::write(JournalLine line) {
    std::string text = encodeLine(line);
    if (const auto lines = since.lock()) lines->push_back(text);
    return writer->append(std::move(text));
}

void Project::Impl::become(JournalState state) {
    minted = std::move(state.minted);
    sequence = state.largest;
    end = restEnd = state.end;
    openLine = state.openLine;
    damage = std::move(state.damage);
    history.emplace(std::move(state.history),
                    [this](const HistoryStep& step) { return load(step); });
    if (!damage) return;
    std::vector<std::uint64_t> done;
    for (std::size_t i = 0; i < history->position(); ++i)
        done.push_back(history->steps()[i].sequence);
    restGestures = recoverLines(journal(), extent(), damage->from, restEnd, done).gestures.size();
    notes.push_back(sentenceFor(*damage, journal()));
}

void Project::Impl::beginWriting(std::uint64_t at, bool newlineIsMissing) {
    writer = std::make_unique<JournalWriter>(journal(), at, newlineIsMissing, options.problem);
}

Project::Project(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Project::~Project() = default;

std::unique_ptr<Project> Project::create(const fs::path& folder, const Stack& stack,
                                         Options options) {
    std::error_code error;
    if (fs::exists(folder, error) && !(fs::is_directory(folder, error) && fs::is_empty(folder)))
        throw Error(fmt::format("{}: there is something of that name already. Choose another name.",
                                folder.string()));
    const bool isNew = fs::create_directory(folder, error);
    if (error)
        throw Error(
            fmt::format("{}: the folder of the project cannot be made ({}). Choose another "
                        "place.",
                        folder.string(), error.message()));
    auto impl = std::make_unique<Impl>(folderOf(folder), std::move(options));
    try {
        impl->file.stack = referenceTo(stack, impl->folder);
        impl->lock = std::make_unique<ProjectLock>(impl->folder);
        if (!impl->lock->held()) throw Error(impl->lock->refusal());
        writeFileAtomically(impl->journal(), "");
        writeProjectFile(impl->folder, impl->file);
        impl->become({});
        impl->beginWriting(0, false);
        flushNamesOf(impl->folder);
        flushNamesOf(impl->folder.parent_path());
    } catch (...) {
        impl.reset();
        // A folder that was there stays, without what we put into it.
        for (const char* name :
             {project_layout::kJournal, project_layout::kProject, ProjectLock::kFileName})
            fs::remove(folder / name, error);
        if (isNew) fs::remove(folder, error);
        throw;
    }
    return std::unique_ptr<Project>(new Project(std::move(impl)));
}

std::unique_ptr<Project> Project::open(const fs::path& folder, Options options,
                                       const ProgressFunction& progress) {
    auto impl = std::make_unique<Impl>(folderOf(folder), std::move(options));
    impl->file = readProjectFile(impl->folder);
    if (impl->options.readOnly) {
        impl->readOnlyBecause = fmt::format("{} was opened read-only.", folder.string());
    } else {
        impl->lock = std::make_unique<ProjectLock>(impl->folder);
        impl->readOnlyBecause = impl->lock->refusal();
        if (!impl->readOnlyBecause.empty()) impl->notes.push_back(impl->readOnlyBecause);
    }
    auto state = readJournal(impl->folder, impl->extent(), {}, impl->notes, progress);
    // Whoever writes may just be in the middle of a line.
    if (state.torn > 0 && impl->readOnlyBecause.empty())
        impl->notes.push_back(fmt::format(
            "The last line of {} was not written to its end when the program or the machine "
            "stopped; its {} bytes were dropped.",
            impl->journal().string(), state.torn));
    const std::uint64_t end = state.end;
    const bool openLine = state.openLine;
    impl->become(std::move(state));
    if (impl->readOnlyBecause.empty()) impl->beginWriting(end, openLine);
    return std::unique_ptr<Project>(new Project(std::move(impl)));
}

const fs::path& Project::folder() const {
    return impl_->folder;
}
const std::string& Project::readOnlyBecause() const {
    return impl_->readOnlyBecause;
}
const std::vector<std::string>& Project::notes() const {
    return impl_->notes;
}
const StackReference& Project::stack() const {
    return impl_->file.stack;
}
const std::map<std::string, std::string>& Project::settings() const {
    return impl_->file.settings;
}
const History& Project::history() const {
    return *impl_->history;
}
std::uint64_t Project::lastLine() const {
    return impl_->sequence;
}
const std::vector<MintedId>& Project::minted() const {
    return impl_->minted;
}
ProposalStore& Project::proposals() {
    return impl_->proposals;
}

void Project::setStack(const Stack& stack) {
    requireSameStack(impl_->file.stack, stack);
    impl_->file.stack = referenceTo(stack, impl_->folder);
}

void Project::setSetting(const std::string& name, std::string value) {
    impl_->file.settings[name] = std::move(value);
}

Gesture Project::commit(Gesture gesture) {
    impl_->requireWritable();
    const StackExtent extent = impl_->extent();
    requireWithin(gesture.said, extent);
    const auto inside = [](int at, int size) { return std::clamp(at, 0, size - 1); };
    gesture.place = {inside(gesture.place.x, extent.width), inside(gesture.place.y, extent.height),
                     inside(gesture.place.z, extent.depth)};
    JournalLine line = impl_->next(std::move(gesture.time), std::move(gesture.author));
    gesture.sequence = line.sequence;
    gesture.time = line.time;
    gesture.author = line.author;
    gesture = impl_->history->commit(std::move(gesture));
    line.what = gesture;
    impl_->history->setStored(impl_->write(std::move(line)));
    return gesture;
}

Gesture Project::undo() {
    impl_->requireWritable();
    Gesture gesture = impl_->history->undo();
    JournalLine line = impl_->next();
    line.what = UndoOf{gesture.sequence};
    (void)impl_->write(std::move(line));
    return gesture;
}

Gesture Project::redo() {
    impl_->requireWritable();
    Gesture gesture = impl_->history->redo();
    JournalLine line = impl_->next();
    line.what = RedoOf{gesture.sequence};
    (void)impl_->write(std::move(line));
    return gesture;
}

void Project::goTo(std::size_t position) {
    assert(position <= history().steps().size());
    while (history().position() > position) (void)undo();
    while (history().position() < position) (void)redo();
}

void Project::mint(const std::vector<MintedId>& ids) {
    if (ids.empty()) return;
    impl_->requireWritable();
    for (const MintedId& id : ids)
        if (id.id == 0 || !impl_->extent().contains(id.place))
            throw Error(
                fmt::format("The id {} at {}, {}, {} cannot be kept: it is none, or its "
                            "place is not in the stack.",
                            id.id, id.place.x, id.place.y, id.place.z));
    JournalLine line = impl_->next();
    line.what = ids;
    (void)impl_->write(std::move(line));
    impl_->minted.insert(impl_->minted.end(), ids.begin(), ids.end());
}

std::string Project::problem() const {
    return impl_->writer ? impl_->writer->problem() : "";
}

bool Project::flush() {
    return !impl_->writer || impl_->writer->flush();
}

std::optional<JournalRest> Project::rest() const {
    if (!impl_->damage) return std::nullopt;
    return JournalRest{sentenceFor(*impl_->damage, impl_->journal()), impl_->restGestures};
}

std::size_t Project::recoverRest() {
    impl_->requireWritable();
    if (!impl_->damage) return 0;
    std::vector<std::uint64_t> done;
    for (std::size_t i = 0; i < history().position(); ++i)
        done.push_back(history().steps()[i].sequence);
    auto recovered =
        recoverLines(impl_->journal(), impl_->extent(), impl_->damage->from, impl_->restEnd, done);
    impl_->passDamage();
    for (std::size_t n = 0; n < recovered.undone; ++n) (void)undo();
    for (Gesture& gesture : recovered.gestures) (void)commit(std::move(gesture));
    mint(recovered.minted);
    impl_->damage.reset();
    return recovered.gestures.size();
}

}  // namespace axolemma
