#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "core/proofreading/history.h"

namespace axolemma {

/// The lines of a journal, from some byte on, whatever they hold. What is appended after it was
/// opened is not seen.
class JournalReader {
  public:
    struct Line {
        std::uint64_t offset = 0;
        /// Without the newline; valid until the next one is read.
        std::string_view text;
        /// It is the last one and has no newline: it may be torn.
        bool open = false;
        /// Of the line with its newline.
        JournalSpan span() const { return {offset, text.size() + (open ? 0 : 1)}; }
        std::uint64_t end() const { return offset + span().length; }
    };

    /// Throws `Error` where there is no such file, or it is shorter than `from`.
    explicit JournalReader(const std::filesystem::path& path, std::uint64_t from = 0);

    /// Nothing at the end. Throws `Error` where the file cannot be read.
    std::optional<Line> next();
    std::uint64_t size() const { return size_; }

  private:
    bool readMore();

    std::filesystem::path path_;
    std::ifstream file_;
    std::uint64_t size_ = 0;
    /// Bytes of the file from `base_` on; those before `begin_` were handed out.
    std::string buffer_;
    std::uint64_t base_ = 0;
    std::size_t begin_ = 0;
};

/// The gesture of a step, read from the journal at `path` or from `bytes` of it. Throw `Error` that
/// says why it cannot be undone.
struct StackExtent;
Gesture readGesture(const std::filesystem::path& path, const HistoryStep& step,
                    const StackExtent& extent);
Gesture gestureIn(std::string_view bytes, const std::filesystem::path& path,
                  const HistoryStep& step, const StackExtent& extent);

}  // namespace axolemma
