#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace axolemma {

/// A file that is read at any place; the one place that asks the system for bytes. Throws `Error`
/// where there is no such file, it is not a plain file, may not be read, or is empty.
class InputFile {
  public:
    explicit InputFile(std::string path);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    const std::string& path() const { return path_; }
    std::uint64_t size() const { return size_; }

    /// Fills `out` with `count` bytes from `offset`. Throws `Error` where the file ends before.
    void read(std::uint64_t offset, void* out, std::size_t count) const;
    /// Up to `most` bytes from `offset`; fewer only at the end of the file.
    std::string head(std::size_t most, std::uint64_t offset = 0) const;

  private:
    std::size_t readSome(std::uint64_t offset, void* out, std::size_t count) const;

    std::string path_;
    std::uint64_t size_ = 0;
    int descriptor_ = -1;
};

}  // namespace axolemma
