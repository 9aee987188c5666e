#include "segmentation/zoo/zip_archive.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <zip.h>

#include <algorithm>
#include <fstream>

#include "core/atomic_file.h"
#include "core/error.h"

namespace axolemma::zoo {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kRatioFrom = std::uint64_t{64} << 20;

zip_t* zipOf(void* archive) {
    return static_cast<zip_t*>(archive);
}

bool leavesPackage(const std::string& name) {
    if (name.empty() || name.front() == '/' || name.find('\\') != std::string::npos ||
        name.find('\0') != std::string::npos || (name.size() > 1 && name[1] == ':'))
        return true;
    const fs::path path(name);
    return std::any_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

bool isLink(zip_t* archive, std::uint64_t index) {
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    if (zip_file_get_external_attributes(archive, index, 0, &system, &attributes) != 0)
        return false;
    return system == ZIP_OPSYS_UNIX && S_ISLNK(attributes >> 16U);
}

std::string plain(const std::string& name) {
    return fs::path(name).lexically_normal().string();
}

}  // namespace

void ZipReader::Closer::operator()(void* archive) const {
    zip_discard(static_cast<zip_t*>(archive));
}

ZipReader::ZipReader(const fs::path& path, const Limits& limits) : path_(path) {
    const auto refuse = [&](const std::string& reason) {
        throw Error(fmt::format("{}: the package is refused: {}. Get it again from its authors.",
                                path.string(), reason));
    };
    int code = 0;
    archive_.reset(zip_open(path.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &code));
    if (!archive_) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string reason = zip_error_strerror(&error);
        zip_error_fini(&error);
        throw Error(
            fmt::format("{}: not a package that can be read ({}). Choose a zip file of the "
                        "BioImage Model Zoo or a TorchScript file.",
                        path.string(), reason));
    }
    zip_t* const archive = zipOf(archive_.get());
    const zip_int64_t count = zip_get_num_entries(archive, 0);
    if (count < 0 || static_cast<std::size_t>(count) > limits.entries)
        refuse(fmt::format("it has {} entries, more than {}", count, limits.entries));
    std::uint64_t total = 0;
    for (zip_int64_t i = 0; i < count; ++i) {
        zip_stat_t about;
        zip_stat_init(&about);
        constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
        if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &about) != 0 ||
            (about.valid & kNeeded) != kNeeded)
            refuse("an entry cannot be read");
        const std::string name = about.name;
        if (leavesPackage(name))
            refuse(fmt::format("its entry {} would lie outside of the package", name));
        if (name.ends_with('/')) continue;
        if (isLink(archive, static_cast<zip_uint64_t>(i)))
            refuse(fmt::format("its entry {} is a link", name));
        if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE)
            refuse(fmt::format("its entry {} is encrypted", name));
        if (about.size > limits.bytes - total)
            refuse(fmt::format("it unpacks to more than {} MiB", limits.bytes >> 20U));
        total += about.size;
        if (about.size > kRatioFrom &&
            static_cast<double>(about.size) > limits.ratio * static_cast<double>(about.comp_size))
            refuse(fmt::format("its entry {} unpacks to {:.0f} times its size, as a zip bomb does",
                               name,
                               static_cast<double>(about.size) /
                                   std::max(1.0, static_cast<double>(about.comp_size))));
        if (!entries_.emplace(plain(name), Entry{static_cast<std::uint64_t>(i), about.size}).second)
            refuse(fmt::format("two entries are called {}", name));
    }
}

ZipReader::~ZipReader() = default;

bool ZipReader::holdsTorchScript() const {
    const auto any = [&](const char* end) {
        return std::any_of(entries_.begin(), entries_.end(),
                           [&](const auto& entry) { return entry.first.ends_with(end); });
    };
    return any("/data.pkl") && any("/constants.pkl");
}

std::string ZipReader::read(const std::string& name) const {
    const auto found = entries_.find(plain(name));
    if (found == entries_.end())
        throw Error(fmt::format("{}: the package has no file {}. Get it again from its authors.",
                                path_.string(), name));
    const Entry& entry = found->second;
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
        zip_fopen_index(zipOf(archive_.get()), entry.index, 0), zip_fclose);
    std::string bytes(entry.size, '\0');
    zip_int64_t got = file ? 0 : -1;
    std::uint64_t at = 0;
    while (file && at < bytes.size() &&
           (got = zip_fread(file.get(), bytes.data() + at, bytes.size() - at)) > 0)
        at += static_cast<std::uint64_t>(got);
    // One byte more makes libzip look at the checksum, and tells an entry that is longer than said.
    char more = 0;
    if (got < 0 || at < bytes.size() || zip_fread(file.get(), &more, 1) != 0)
        throw Error(fmt::format("{}: the file {} in the package is damaged. Get it again.",
                                path_.string(), name));
    return bytes;
}

bool isZip(const fs::path& path) {
    char magic[4] = {};
    std::ifstream(path, std::ios::binary).read(magic, sizeof magic);
    return std::string_view(magic, sizeof magic) == std::string_view("PK\x03\x04", 4);
}

void writeZip(const fs::path& path,
              const std::vector<std::pair<std::string, std::string>>& entries) {
    AtomicFile file(path);
    int code = 0;
    zip_t* archive = zip_open(file.temporary().c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
    bool good = archive != nullptr;
    for (const auto& [name, bytes] : entries) {
        zip_source_t* source =
            good ? zip_source_buffer(archive, bytes.data(), bytes.size(), 0) : nullptr;
        const zip_int64_t index =
            source ? zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) : -1;
        if (source && index < 0) zip_source_free(source);
        good = index >= 0;
    }
    if (!good || zip_close(archive) != 0) {
        if (archive) zip_discard(archive);
        throw Error(fmt::format("{}: the package cannot be written. Check that there is room.",
                                path.string()));
    }
    file.commit();
}

}  // namespace axolemma::zoo
