#pragma once

#include <filesystem>
#include <string_view>

namespace axolemma {

/// A file that appears all at once: it is written under a temporary name in the same folder and
/// renamed by `commit`. Until then, and where `commit` is never reached, an old file of that name
/// stays as it was and the temporary one is removed. Belongs to one thread.
class AtomicFile {
  public:
    /// Replaces what a link points to, not the link, and keeps an old file's permissions. Throws
    /// `Error` where the folder does not exist or may not be written to, and where there is a
    /// write-protected file or something that is no plain file.
    explicit AtomicFile(std::filesystem::path target);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    /// Where to write; has the extension of the target.
    const std::filesystem::path& temporary() const { return temporary_; }
    /// Flushes to the disk and renames. Throws `Error`; the old file is then unchanged.
    void commit();

  private:
    std::filesystem::path target_;
    std::filesystem::path temporary_;
    bool committed_ = false;
};

/// Removes the temporary files of `target` that processes of this machine which are no more have
/// left behind, as one that was killed does.
void removeLeftovers(const std::filesystem::path& target);

/// Makes `content` the content of the file at `path`, atomically. Throws `Error`.
void writeFileAtomically(const std::filesystem::path& path, std::string_view content);

}  // namespace axolemma
