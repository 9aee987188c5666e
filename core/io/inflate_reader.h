#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/io/input_file.h"

namespace axolemma {

/// Unpacks a zlib or gzip stream in a file from its beginning to its end. Throws `Error` where the
/// stream is damaged or ends before what is asked for.
class InflateReader {
  public:
    InflateReader(const InputFile& file, std::uint64_t begin);
    ~InflateReader();
    InflateReader(const InflateReader&) = delete;
    InflateReader& operator=(const InflateReader&) = delete;

    /// The next `count` unpacked bytes.
    void read(std::byte* out, std::size_t count);
    /// Passes over the next `count` unpacked bytes.
    void drop(std::uint64_t count);

  private:
    /// Up to `count` bytes; fewer only at the end of the stream.
    std::size_t readSome(std::byte* out, std::size_t count);
    [[noreturn]] void fail() const;

    const InputFile& file_;
    std::uint64_t at_;
    std::string packed_;
    z_stream stream_ = {};
    bool ended_ = false;
};

}  // namespace axolemma
