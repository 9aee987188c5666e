#include "core/io/inflate_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/error.h"

namespace axolemma {
namespace {

constexpr std::size_t kPart = 1U << 18U;

}  // namespace

InflateReader::InflateReader(const InputFile& file, std::uint64_t begin) : file_(file), at_(begin) {
    constexpr int kZlibOrGzip = 15 + 32;
    if (::inflateInit2(&stream_, kZlibOrGzip) != Z_OK) fail();
}

InflateReader::~InflateReader() {
    ::inflateEnd(&stream_);
}

std::size_t InflateReader::readSome(std::byte* out, std::size_t count) {
    std::size_t done = 0;
    while (done < count && !ended_) {
        if (stream_.avail_in == 0) {
            packed_ = file_.head(kPart, at_);
            if (packed_.empty()) fail();
            at_ += packed_.size();
            stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
            stream_.avail_in = static_cast<uInt>(packed_.size());
        }
        // zlib counts in 32 bits.
        const auto part = std::min<std::size_t>(count - done, 1U << 30U);
        stream_.next_out = reinterpret_cast<Bytef*>(out + done);
        stream_.avail_out = static_cast<uInt>(part);
        const int state = ::inflate(&stream_, Z_NO_FLUSH);
        done += part - stream_.avail_out;
        if (state == Z_STREAM_END) {
            // A gzip file may have another member behind the end of one.
            const auto next = std::string(reinterpret_cast<const char*>(stream_.next_in),
                                          std::min<uInt>(stream_.avail_in, 2)) +
                              (stream_.avail_in < 2 ? file_.head(2 - stream_.avail_in, at_) : "");
            ended_ = next != "\x1F\x8B" || ::inflateReset(&stream_) != Z_OK;
        } else if (state != Z_OK && state != Z_BUF_ERROR) {
            fail();
        }
    }
    return done;
}

void InflateReader::read(std::byte* out, std::size_t count) {
    if (readSome(out, count) != count) fail();
}

void InflateReader::drop(std::uint64_t count) {
    std::vector<std::byte> dropped(static_cast<std::size_t>(std::min<std::uint64_t>(count, kPart)));
    for (; count > 0; count -= std::min<std::uint64_t>(count, kPart)) {
        read(dropped.data(), static_cast<std::size_t>(std::min<std::uint64_t>(count, kPart)));
    }
}

void InflateReader::fail() const {
    throw Error(
        fmt::format("{}: its compressed data end too early or are damaged: it is cut off or "
                    "was changed. Copy or save it again.",
                    file_.path()));
}

}  // namespace axolemma
