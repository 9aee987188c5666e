#include "core/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <string>
#include <vector>

#include "core/error.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void throwUnwritable(const fs::path& path, int code) {
    throw Error(
        fmt::format("{}: cannot be written ({}). Choose another folder, or make room or "
                    "change its permissions; nothing was changed.",
                    path.string(), std::strerror(code)));
}

/// What a link points to, for that is to be replaced, not the link.
fs::path pointedTo(fs::path path) {
    std::error_code ignored;
    for (int hops = 0; hops < 16 && fs::is_symlink(path, ignored); ++hops) {
        const auto target = fs::read_symlink(path, ignored);
        path = target.is_absolute() ? target : path.parent_path() / target;
    }
    return path;
}

fs::path folderOf(const fs::path& target) {
    return target.parent_path().empty() ? fs::path(".") : target.parent_path();
}

/// A temporary name is a prefix, the number of the process, and a suffix.
std::string prefixFor(const fs::path& target) {
    return fmt::format(".{}.", target.stem().string());
}
std::string suffixFor(const fs::path& target) {
    return ".partial" + target.extension().string();
}

bool isProcess(std::string_view number) {
    pid_t process = 0;
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), process);
    // What is no number is none of ours to remove.
    if (error != std::errc() || end != number.data() + number.size() || process <= 0) return true;
    return ::kill(process, 0) == 0 || errno != ESRCH;
}

}  // namespace

void removeLeftovers(const fs::path& path) {
    const fs::path target = pointedTo(path);
    const std::string prefix = prefixFor(target);
    const std::string suffix = suffixFor(target);
    std::vector<fs::path> left;
    std::error_code error;
    for (fs::directory_iterator entry(folderOf(target), error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (name.size() > prefix.size() + suffix.size() && name.starts_with(prefix) &&
            name.ends_with(suffix) &&
            !isProcess(std::string_view(name).substr(prefix.size(),
                                                     name.size() - prefix.size() - suffix.size())))
            left.push_back(entry->path());
    }
    for (const fs::path& file : left) fs::remove(file, error);
}

AtomicFile::AtomicFile(fs::path target) : target_(pointedTo(std::move(target))) {
    const fs::path folder = folderOf(target_);
    std::error_code error;
    if (target_.filename().empty() || fs::is_directory(target_, error))
        throw Error(fmt::format("{}: is a folder. Give the name of a file.", target_.string()));
    if (!fs::is_directory(folder, error))
        throw Error(fmt::format("{}: the folder {} does not exist. Create it, or choose another.",
                                target_.string(), folder.string()));
    struct stat old = {};
    const bool exists = ::stat(target_.c_str(), &old) == 0;
    if (exists && !S_ISREG(old.st_mode))
        throw Error(fmt::format("{}: is not a plain file. Give another name.", target_.string()));
    // Renaming over a write-protected file would succeed, against what its owner asked for.
    if (exists && ::faccessat(AT_FDCWD, target_.c_str(), W_OK, AT_EACCESS) != 0)
        throwUnwritable(target_, errno);
    temporary_ = folder / fmt::format("{}{}{}", prefixFor(target_), ::getpid(), suffixFor(target_));
    const int file = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) throwUnwritable(target_, errno);
    // Whoever could read the old file can read the new one; where that is not allowed, it stays as
    // new.
    if (exists && ::fchmod(file, old.st_mode & 0777) != 0) errno = 0;
    ::close(file);
}

AtomicFile::~AtomicFile() {
    if (committed_) return;
    std::error_code error;
    fs::remove(temporary_, error);
}

void AtomicFile::commit() {
    const int file = ::open(temporary_.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) throwUnwritable(target_, errno);
    const int flushed = ::fsync(file);
    const int flushError = errno;
    const int closed = ::close(file);
    if (flushed != 0) throwUnwritable(target_, flushError);
    if (closed != 0) throwUnwritable(target_, errno);
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) throwUnwritable(target_, errno);
    committed_ = true;
}

void writeFileAtomically(const fs::path& path, std::string_view content) {
    AtomicFile target(path);
    const int file = ::open(target.temporary().c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) throwUnwritable(path, errno);
    while (!content.empty()) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            const int code = errno;
            ::close(file);
            throwUnwritable(path, code);
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::close(file) != 0) throwUnwritable(path, errno);
    target.commit();
}

}  // namespace axolemma
