#include "segmentation/model_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>

#include "core/atomic_file.h"
#include "core/error.h"
#include "segmentation/half.h"
#include "segmentation/model_header.h"

namespace axolemma {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "model files are little-endian");

constexpr char kMagic[8] = {'A', 'X', 'O', 'M', 'O', 'D', 'E', 'L'};
/// 2 since there are ensembles; other models are still written as 1.
constexpr std::uint32_t kVersion = 2;
constexpr std::uint32_t kOldest = 1;
constexpr std::size_t kPreamble = sizeof kMagic + 2 * sizeof(std::uint32_t);
constexpr std::size_t kChecksum = sizeof(std::uint64_t);
/// Twenty times the widest network there is: a longer file is no model of ours.
constexpr std::uintmax_t kLargest = std::uintmax_t{4} << 30;

/// CRC-64/XZ: notices every single flipped byte.
std::uint64_t crc64(std::span<const char> bytes) {
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

bool allFinite(const std::vector<float>& values) {
    return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

std::vector<std::int64_t> shapeFrom(const json& j) {
    if (!j.is_array()) throw std::invalid_argument("the shape of a tensor is not a list");
    std::vector<std::int64_t> shape;
    for (const json& extent : j) shape.push_back(detail::wholeNumber(extent, 0, 1 << 24));
    return shape;
}

std::size_t elements(const std::vector<std::int64_t>& shape) {
    std::size_t n = 1;
    for (const std::int64_t extent : shape) {
        n *= static_cast<std::size_t>(extent);
        if (n > (std::size_t{1} << 32))
            throw std::invalid_argument("a tensor has an impossible shape");
    }
    return n;
}

/// The bytes of a file that begins as a model does.
std::string readWhole(const fs::path& path) {
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
    std::string bytes(std::min<std::uintmax_t>(error ? 0 : size, sizeof kMagic), '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in && !error && (bytes != std::string(kMagic, sizeof kMagic) || size > kLargest))
        throw Error(
            fmt::format("{}: not an Axolemma model. Choose a file that `axolemma train` "
                        "wrote (.axomodel).",
                        path.string()));
    if (in && !error) {
        bytes.resize(size);
        in.read(bytes.data() + sizeof kMagic, static_cast<std::streamsize>(size - sizeof kMagic));
    }
    if (!in || error)
        throw Error(fmt::format("{}: the model cannot be read. Check the permissions of the file.",
                                path.string()));
    return bytes;
}

/// The header as JSON and where the tensors begin; everything before them has been checked.
struct Opened {
    std::string bytes;
    json header;
    std::size_t tensors = 0;
};

Opened openModel(const fs::path& path) {
    Opened file{.bytes = readWhole(path), .header = {}};
    const std::string& bytes = file.bytes;
    const std::string name = path.string();
    const std::string truncated = fmt::format(
        "{}: the model file is truncated. Copy it again from where it came from.", name);
    if (bytes.size() < kPreamble + kChecksum) throw Error(truncated);
    std::uint32_t version = 0;
    std::uint32_t headerSize = 0;
    std::memcpy(&version, bytes.data() + sizeof kMagic, sizeof version);
    std::memcpy(&headerSize, bytes.data() + sizeof kMagic + sizeof version, sizeof headerSize);
    if (version > kVersion)
        throw Error(
            fmt::format("{}: the model was written by a newer version of Axolemma (format "
                        "{}; this one reads up to {}), or is damaged. Update Axolemma.",
                        name, version, kVersion));
    if (headerSize > bytes.size() - kPreamble - kChecksum) throw Error(truncated);
    std::uint64_t checksum = 0;
    std::memcpy(&checksum, bytes.data() + bytes.size() - kChecksum, kChecksum);
    if (checksum != crc64({bytes.data(), bytes.size() - kChecksum}))
        throw Error(
            fmt::format("{}: the model file is damaged or truncated (its checksum does not "
                        "match). Copy it again from where it came from.",
                        name));
    if (version < kOldest)
        throw Error(
            fmt::format("{}: the model has the unknown format version {}. Train or "
                        "export it again.",
                        name, version));
    file.header = json::parse(bytes.data() + kPreamble, bytes.data() + kPreamble + headerSize,
                              nullptr, false);
    if (file.header.is_discarded())
        throw Error(fmt::format(
            "{}: the header of the model is not JSON. Train or export it again.", name));
    file.tensors = kPreamble + headerSize;
    return file;
}

[[noreturn]] void throwBadHeader(const fs::path& path, const std::exception& e) {
    throw Error(
        fmt::format("{}: the header of the model cannot be used ({}). Train or export it "
                    "again.",
                    path.string(), e.what()));
}

/// What is written has to be read again: after an hour of training that is late to find out.
void requireReadable(const fs::path& path, const std::string& header, const ModelFile& model) {
    try {
        (void)detail::infoFrom(json::parse(header));
    } catch (const std::exception& e) {
        throw Error(
            fmt::format("{}: the model cannot be written, for nobody could read it ({}). "
                        "Correct what is said about it.",
                        path.string(), e.what()));
    }
    for (const NamedTensor& tensor : model.tensors)
        if (!allFinite(tensor.values))
            throw Error(
                fmt::format("{}: the model cannot be written: its tensor {} holds a value that "
                            "is not finite. Train it again, with a lower learning rate.",
                            path.string(), tensor.name));
}

}  // namespace

std::vector<NamedTensor> tensorsOf(const ModelFile& model, int network) {
    const std::string prefix = network == 0 ? "" : fmt::format("{}/", network);
    std::vector<NamedTensor> tensors;
    for (const NamedTensor& tensor : model.tensors) {
        const bool own = network > 0 ? tensor.name.starts_with(prefix)
                                     : tensor.name.find('/') == std::string::npos;
        if (!own) continue;
        tensors.push_back(tensor);
        tensors.back().name.erase(0, prefix.size());
    }
    return tensors;
}

ModelInfo readModelInfo(const fs::path& path) {
    const Opened file = openModel(path);
    try {
        return detail::infoFrom(file.header);
    } catch (const std::exception& e) {
        throwBadHeader(path, e);
    }
}

ModelFile readModelFile(const fs::path& path) {
    const Opened file = openModel(path);
    ModelFile model;
    try {
        model.info = detail::infoFrom(file.header);
        const char* at = file.bytes.data() + file.tensors;
        const char* const end = file.bytes.data() + file.bytes.size() - kChecksum;
        for (const json& entry : file.header.at("tensors")) {
            NamedTensor tensor{
                .name = entry.at("name"), .shape = shapeFrom(entry.at("shape")), .values = {}};
            const std::string type = entry.at("type");
            if (type != "float32" && type != "float16")
                throw std::invalid_argument("the type " + type + " is unknown");
            const std::size_t count = elements(tensor.shape);
            const std::size_t width = type == "float32" ? 4 : 2;
            if (count * width > static_cast<std::size_t>(end - at))
                throw std::invalid_argument("the tensors are longer than the file");
            tensor.values.resize(count);
            if (type == "float32") {
                // A tensor without elements has no address to copy to.
                if (count > 0) std::memcpy(tensor.values.data(), at, count * width);
            } else {
                for (std::size_t i = 0; i < count; ++i) {
                    std::uint16_t half = 0;
                    std::memcpy(&half, at + 2 * i, sizeof half);
                    tensor.values[i] = floatFromHalf(half);
                }
            }
            if (!allFinite(tensor.values))
                throw std::invalid_argument("the tensor " + tensor.name +
                                            " holds a value that is not finite");
            at += count * width;
            model.tensors.push_back(std::move(tensor));
        }
        if (at != end) throw std::invalid_argument("the tensors are shorter than the file");
    } catch (const std::exception& e) {
        throwBadHeader(path, e);
    }
    return model;
}

void writeModelFile(const fs::path& path, const ModelFile& model, Weights weights) {
    json header = detail::toJson(model.info);
    header["tensors"] = json::array();
    for (const NamedTensor& tensor : model.tensors)
        header["tensors"].push_back(
            {{"name", tensor.name},
             {"shape", tensor.shape},
             {"type", weights == Weights::Float32 ? "float32" : "float16"}});
    // A name may come from a file name, whose bytes need not be UTF-8.
    const std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
    requireReadable(path, text, model);
    std::string bytes(kMagic, sizeof kMagic);
    const auto append = [&bytes](const void* data, std::size_t size) {
        bytes.append(static_cast<const char*>(data), size);
    };
    const auto headerSize = static_cast<std::uint32_t>(text.size());
    const std::uint32_t version = model.info.furtherNetworks.empty() ? kOldest : kVersion;
    append(&version, sizeof version);
    append(&headerSize, sizeof headerSize);
    bytes += text;
    for (const NamedTensor& tensor : model.tensors) {
        if (weights == Weights::Float32) {
            append(tensor.values.data(), tensor.values.size() * sizeof(float));
        } else {
            for (const float value : tensor.values) {
                const std::uint16_t half = halfFromFloat(value);
                append(&half, sizeof half);
            }
        }
    }
    const std::uint64_t checksum = crc64(bytes);
    append(&checksum, sizeof checksum);
    writeFileAtomically(path, bytes);
}

}  // namespace axolemma
