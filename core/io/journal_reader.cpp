#include "core/io/journal_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/io/input_file.h"
#include "core/io/journal_line.h"

namespace axolemma {

namespace fs = std::filesystem;

JournalReader::JournalReader(const fs::path& path, std::uint64_t from) : path_(path), base_(from) {
    std::error_code error;
    size_ = fs::file_size(path, error);
    if (!error) file_.open(path, std::ios::binary);
    if (error || !file_)
        throw Error(
            fmt::format("{}: the journal of the project cannot be read. Check the disk it is on, "
                        "and that you may read it.",
                        path.string()));
    if (from > size_)
        throw Error(fmt::format("{}: the journal ends after {} bytes, {} are missing.",
                                path.string(), size_, from - size_));
    file_.seekg(static_cast<std::streamoff>(from));
}

bool JournalReader::readMore() {
    constexpr std::uint64_t kPiece = 1U << 20U;
    const std::uint64_t left = size_ - base_ - buffer_.size();
    if (left == 0) return false;
    buffer_.erase(0, begin_);
    base_ += begin_;
    begin_ = 0;
    const std::size_t had = buffer_.size();
    // A line of any length is not copied too often.
    const auto more = static_cast<std::size_t>(std::min<std::uint64_t>(
        left, std::max<std::uint64_t>(kPiece, static_cast<std::uint64_t>(had))));
    buffer_.resize(had + more);
    if (!file_.read(buffer_.data() + had, static_cast<std::streamsize>(more)))
        throw Error(
            fmt::format("{}: the journal of the project cannot be read to its end. Check "
                        "the disk it is on.",
                        path_.string()));
    return true;
}

std::optional<JournalReader::Line> JournalReader::next() {
    std::size_t searched = begin_;
    while (true) {
        const auto newline = buffer_.find('\n', searched);
        if (newline != std::string::npos) {
            const Line line{base_ + begin_,
                            std::string_view(buffer_).substr(begin_, newline - begin_), false};
            begin_ = newline + 1;
            return line;
        }
        const std::size_t unread = buffer_.size() - begin_;
        if (!readMore()) break;
        searched = unread;
    }
    if (begin_ == buffer_.size()) return std::nullopt;
    const Line line{base_ + begin_, std::string_view(buffer_).substr(begin_), true};
    begin_ = buffer_.size();
    return line;
}

Gesture gestureIn(std::string_view bytes, const fs::path& path, const HistoryStep& step,
                  const StackExtent& extent) {
    if (bytes.ends_with('\n')) bytes.remove_suffix(1);
    std::string reason = "is that of another step";
    try {
        JournalLine line = decodeLine(bytes, extent);
        if (auto* gesture = std::get_if<Gesture>(&line.what);
            gesture && gesture->sequence == step.sequence)
            return std::move(*gesture);
    } catch (const Error& error) {
        reason = error.what();
    }
    throw Error(
        fmt::format("{}: the line of step {} (\"{}\") {}. It cannot be undone or done "
                    "again; everything that was said still holds.",
                    path.string(), step.sequence, step.name, reason));
}

Gesture readGesture(const fs::path& path, const HistoryStep& step, const StackExtent& extent) {
    std::string bytes(step.stored.length, '\0');
    InputFile(path.string()).read(step.stored.offset, bytes.data(), bytes.size());
    return gestureIn(bytes, path, step, extent);
}

}  // namespace axolemma
