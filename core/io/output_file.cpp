#include "core/io/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "core/error.h"

namespace axolemma {

OutputFile::OutputFile(const std::filesystem::path& path) : path_(path), file_(path) {
    descriptor_ = ::open(temporary().c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor_ < 0) fail(errno);
}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void OutputFile::write(const void* bytes, std::size_t count) {
    const char* next = static_cast<const char*>(bytes);
    while (count > 0) {
        const auto wrote = ::write(descriptor_, next, count);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) fail(wrote < 0 ? errno : ENOSPC);
        next += wrote;
        count -= static_cast<std::size_t>(wrote);
    }
}

void OutputFile::finish() {
    if (descriptor_ < 0) return;
    const int closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0) fail(errno);
}

void OutputFile::commit() {
    finish();
    file_.commit();
}

void OutputFile::fail(int reason) const {
    const auto advice = [&]() -> std::string {
        switch (reason) {
            case ENOSPC:
            case EDQUOT:
                return "the disk is full. Make room or choose another disk";
            case EACCES:
            case EPERM:
            case EROFS:
                return "you may not write there. Choose another folder";
            case ENOENT:
            case ENOTDIR:
                return "there is no such folder. Choose another one";
            case EFBIG:
                return "it is larger than a file may be there. Choose another disk";
            case 0:
                return "the disk took no more. Check the disk it is on";
            default:
                return fmt::format("{}. Check the disk it is on", std::strerror(reason));
        }
    };
    throw Error(fmt::format("{} cannot be written: {}; what was there before is unchanged.",
                            path_.string(), advice()));
}

}  // namespace axolemma
