#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "core/atomic_file.h"

namespace axolemma {

/// An `AtomicFile` that is open for writing. Throws `Error` naming the final path.
class OutputFile {
  public:
    explicit OutputFile(const std::filesystem::path& path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    /// For libraries that write files themselves.
    const std::filesystem::path& temporary() const { return file_.temporary(); }
    int descriptor() const { return descriptor_; }

    void write(const void* bytes, std::size_t count);
    void write(std::string_view text) { write(text.data(), text.size()); }
    /// Says that all is written: only `commit` may follow. Many files can wait for that.
    void finish();
    /// Flushes to the disk and gives the file its name.
    void commit();

    /// Says that the file cannot be written; `reason` is an `errno`, or 0.
    [[noreturn]] void fail(int reason) const;

  private:
    std::filesystem::path path_;
    AtomicFile file_;
    int descriptor_ = -1;
};

}  // namespace axolemma
