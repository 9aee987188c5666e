#include "segmentation/model_container.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstring>
#include <fstream>

#include "core/atomic_file.h"
#include "core/error.h"

namespace axolemma::detail {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "model files are little-endian");

constexpr std::size_t kMagic = 8;
constexpr std::size_t kPreamble = kMagic + 2 * sizeof(std::uint32_t);
constexpr std::size_t kChecksum = sizeof(std::uint64_t);
/// Twenty times the widest network there is: a longer file is no model of ours.
constexpr std::uintmax_t kLargest = std::uintmax_t{4} << 30;

/// CRC-64/XZ: notices every single flipped byte.
std::uint64_t crc64(std::string_view bytes) {
    static const auto table = [] {
        std::array<std::uint64_t, 256> t{};
        for (std::uint64_t i = 0; i < 256; ++i) {
            std::uint64_t c = i;
            for (int bit = 0; bit < 8; ++bit) c = (c >> 1) ^ ((c & 1) ? 0xC96C5795D7870F42ULL : 0);
            t[i] = c;
        }
        return t;
    }();
    std::uint64_t crc = ~0ULL;
    for (const char byte : bytes)
        crc = table[(crc ^ static_cast<unsigned char>(byte)) & 0xFF] ^ (crc >> 8);
    return ~crc;
}

/// The bytes of a file that begins as one of this kind does.
std::string readWhole(const fs::path& path, const ContainerFormat& format) {
    std::error_code error;
    if (!fs::exists(path, error))
        throw Error(
            fmt::format("{}: there is no such model file. Check the name, or list the "
                        "models with: axolemma models",
                        path.string()));
    if (!fs::is_regular_file(path, error))
        throw Error(fmt::format("{}: not a file. Choose a model file (.axomodel).", path.string()));
    std::ifstream in(path, std::ios::binary);
    const std::uintmax_t size = fs::file_size(path, error);
    std::string bytes(std::min<std::uintmax_t>(error ? 0 : size, kMagic), '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in && !error && (bytes != format.magic || size > kLargest))
        throw Error(
            fmt::format("{}: not an Axolemma model. Choose a file that `axolemma train` "
                        "wrote (.axomodel).",
                        path.string()));
    if (in && !error) {
        bytes.resize(size);
        in.read(bytes.data() + kMagic, static_cast<std::streamsize>(size - kMagic));
    }
    if (!in || error)
        throw Error(fmt::format("{}: the model cannot be read. Check the permissions of the file.",
                                path.string()));
    return bytes;
}

}  // namespace

std::string_view Container::content() const {
    return std::string_view(bytes).substr(contentAt, bytes.size() - kChecksum - contentAt);
}

std::uint64_t Container::checksum() const {
    std::uint64_t checksum = 0;
    std::memcpy(&checksum, bytes.data() + bytes.size() - kChecksum, kChecksum);
    return checksum;
}

bool hasMagic(const fs::path& path, const ContainerFormat& format) {
    std::string magic(kMagic, '\0');
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return false;
    std::ifstream(path, std::ios::binary).read(magic.data(), kMagic);
    return magic == format.magic;
}

Container readContainer(const fs::path& path, const ContainerFormat& format) {
    Container file{.bytes = readWhole(path, format), .header = {}};
    const std::string& bytes = file.bytes;
    const std::string name = path.string();
    const std::string truncated = fmt::format(
        "{}: the model file is truncated. Copy it again from where it came from.", name);
    if (bytes.size() < kPreamble + kChecksum) throw Error(truncated);
    std::uint32_t version = 0;
    std::uint32_t headerSize = 0;
    std::memcpy(&version, bytes.data() + kMagic, sizeof version);
    std::memcpy(&headerSize, bytes.data() + kMagic + sizeof version, sizeof headerSize);
    if (version > format.newest)
        throw Error(
            fmt::format("{}: the model was written by a newer version of Axolemma (format "
                        "{}; this one reads up to {}), or is damaged. Update Axolemma.",
                        name, version, format.newest));
    if (headerSize > bytes.size() - kPreamble - kChecksum) throw Error(truncated);
    if (file.checksum() != crc64(std::string_view(bytes).substr(0, bytes.size() - kChecksum)))
        throw Error(
            fmt::format("{}: the model file is damaged or truncated (its checksum does not "
                        "match). Copy it again from where it came from.",
                        name));
    if (version < format.oldest)
        throw Error(
            fmt::format("{}: the model has the unknown format version {}. Train or "
                        "export it again.",
                        name, version));
    file.header = json::parse(bytes.data() + kPreamble, bytes.data() + kPreamble + headerSize,
                              nullptr, false);
    if (file.header.is_discarded())
        throw Error(fmt::format(
            "{}: the header of the model is not JSON. Train or export it again.", name));
    file.contentAt = kPreamble + headerSize;
    return file;
}

void writeContainer(const fs::path& path, const ContainerFormat& format, std::uint32_t version,
                    std::string_view header, std::string_view content) {
    std::string bytes(format.magic);
    bytes.reserve(kPreamble + header.size() + content.size() + kChecksum);
    const auto append = [&bytes](const void* data, std::size_t size) {
        bytes.append(static_cast<const char*>(data), size);
    };
    const auto headerSize = static_cast<std::uint32_t>(header.size());
    append(&version, sizeof version);
    append(&headerSize, sizeof headerSize);
    bytes += header;
    bytes += content;
    const std::uint64_t checksum = crc64(bytes);
    append(&checksum, sizeof checksum);
    writeFileAtomically(path, bytes);
}

void throwBadHeader(const fs::path& path, const std::exception& e) {
    throw Error(
        fmt::format("{}: the header of the model cannot be used ({}). Train or export it "
                    "again.",
                    path.string(), e.what()));
}

}  // namespace axolemma::detail
