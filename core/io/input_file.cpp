#include "core/io/input_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace axolemma {

InputFile::InputFile(std::string path) : path_(std::move(path)) {
    // A pipe or a device would block or never end.
    descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0) {
        const int reason = errno;
        if (reason == ENOENT || reason == ENOTDIR) {
            throw Error(fmt::format("There is no file {}. Check the name.", path_));
        }
        if (reason == EACCES || reason == EPERM) {
            throw Error(
                fmt::format("{} may not be read by you. Ask its owner for permission to "
                            "read it, or copy it.",
                            path_));
        }
        throw Error(fmt::format("{} cannot be opened ({}). Check the name and the disk it is on.",
                                path_, std::strerror(reason)));
    }
    struct stat facts = {};
    const bool known = ::fstat(descriptor_, &facts) == 0;
    const bool plain = known && S_ISREG(facts.st_mode);
    if (!plain || facts.st_size == 0) {
        ::close(descriptor_);
        throw Error(plain ? fmt::format("{} is empty. Copy or save it again.", path_)
                          : fmt::format("{} is not a plain file. Choose an image file.", path_));
    }
    size_ = static_cast<std::uint64_t>(facts.st_size);
}

InputFile::~InputFile() {
    ::close(descriptor_);
}

std::size_t InputFile::readSome(std::uint64_t offset, void* out, std::size_t count) const {
    std::size_t done = 0;
    while (done < count) {
        const auto got = ::pread(descriptor_, static_cast<char*>(out) + done, count - done,
                                 static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            throw Error(fmt::format("{} cannot be read ({}). Check the disk it is on.", path_,
                                    std::strerror(errno)));
        }
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

void InputFile::read(std::uint64_t offset, void* out, std::size_t count) const {
    // The next slice most likely lies behind this one: the disk may fetch it meanwhile.
    constexpr std::size_t kSlice = 1U << 20U;
    if (count >= kSlice) {
        ::posix_fadvise(descriptor_, static_cast<off_t>(offset + count), static_cast<off_t>(count),
                        POSIX_FADV_WILLNEED);
    }
    if (offset > size_ || count > size_ - offset || readSome(offset, out, count) != count) {
        throw Error(
            fmt::format("{} ends after {} bytes, before its data does: it is cut off. "
                        "Copy or save it again.",
                        path_, size_));
    }
}

std::string InputFile::head(std::size_t most, std::uint64_t offset) const {
    if (offset >= size_) return {};
    std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(most, size_ - offset)), 0);
    bytes.resize(readSome(offset, bytes.data(), bytes.size()));
    return bytes;
}

}  // namespace axolemma
