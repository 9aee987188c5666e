#include "segmentation/zoo/npy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "segmentation/half.h"

namespace axolemma::zoo {

namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);

[[noreturn]] void refuse(const std::string& reason) {
    throw std::invalid_argument("a test tensor is no file of numpy's that can be read: " + reason);
}

/// What follows `'key':` in the header.
std::string_view valueOf(std::string_view header, std::string_view key) {
    const std::size_t at = header.find(fmt::format("'{}':", key));
    if (at == std::string_view::npos) refuse(fmt::format("its header has no {}", key));
    std::string_view rest = header.substr(at + key.size() + 3);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    return rest;
}

std::vector<std::int64_t> shapeFrom(std::string_view text) {
    const std::size_t end = text.find(')');
    if (!text.starts_with('(') || end == std::string_view::npos) refuse("its shape is not a tuple");
    text = text.substr(1, end - 1);
    std::vector<std::int64_t> shape;
    while (true) {
        while (!text.empty() && (text.front() == ' ' || text.front() == ',')) text.remove_prefix(1);
        if (text.empty()) return shape;
        std::int64_t extent = 0;
        const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), extent);
        if (error != std::errc() || extent < 0) refuse("its shape is not of whole numbers");
        text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
        shape.push_back(extent);
    }
}

template <typename T>
void read(std::string_view bytes, std::vector<float>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        T value;
        std::memcpy(&value, bytes.data() + i * sizeof value, sizeof value);
        values[i] = static_cast<float>(value);
    }
}

void readHalves(std::string_view bytes, std::vector<float>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint16_t half = 0;
        std::memcpy(&half, bytes.data() + 2 * i, sizeof half);
        values[i] = floatFromHalf(half);
    }
}

using Reader = void (*)(std::string_view, std::vector<float>&);

Reader readerOf(std::string_view type) {
    if (type == "u1") return read<std::uint8_t>;
    if (type == "i1") return read<std::int8_t>;
    if (type == "b1") return read<std::uint8_t>;
    if (type == "u2") return read<std::uint16_t>;
    if (type == "i2") return read<std::int16_t>;
    if (type == "u4") return read<std::uint32_t>;
    if (type == "i4") return read<std::int32_t>;
    if (type == "u8") return read<std::uint64_t>;
    if (type == "i8") return read<std::int64_t>;
    if (type == "f2") return readHalves;
    if (type == "f4") return read<float>;
    if (type == "f8") return read<double>;
    refuse(fmt::format("values of the type {} are not known", type));
}

}  // namespace

Tensor fromNpy(std::string_view bytes) {
    if (!bytes.starts_with(kMagic) || bytes.size() < 12) refuse("it does not begin as one");
    const bool shortHeader = bytes[6] == 1;
    std::uint32_t headerSize = 0;
    std::memcpy(&headerSize, bytes.data() + 8, shortHeader ? 2 : 4);
    const std::size_t start = shortHeader ? 10 : 12;
    if (headerSize > bytes.size() - start) refuse("it is cut off");
    const std::string_view header = bytes.substr(start, headerSize);
    const std::string_view data = bytes.substr(start + headerSize);
    if (!valueOf(header, "fortran_order").starts_with("False")) refuse("it is in Fortran's order");
    const std::string_view type = valueOf(header, "descr");
    if (type.size() < 5 || (type[1] != '<' && type[1] != '|')) refuse("it is not little-endian");
    Tensor tensor{.axes = {}, .shape = shapeFrom(valueOf(header, "shape")), .values = {}};
    const Reader reader = readerOf(type.substr(2, 2));
    const auto width = static_cast<std::size_t>(type[3] - '0');
    std::size_t count = 1;
    for (const std::int64_t extent : tensor.shape) {
        if (extent != 0 && count > data.size() / static_cast<std::size_t>(extent))
            refuse("it is shorter than its shape says");
        count *= static_cast<std::size_t>(extent);
    }
    if (count > data.size() / width) refuse("it is shorter than its shape says");
    tensor.values.resize(count);
    reader(data, tensor.values);
    return tensor;
}

std::string toNpy(const Tensor& tensor, bool asBytes) {
    std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({},), }}",
                                     asBytes ? "|u1" : "<f4", fmt::join(tensor.shape, ", "));
    // The data begin at a multiple of 64.
    header.append(63 - (10 + header.size()) % 64, ' ');
    header += '\n';
    std::string file(kMagic);
    file += '\x01';
    file += '\0';
    const auto size = static_cast<std::uint16_t>(header.size());
    file.append(reinterpret_cast<const char*>(&size), sizeof size);
    file += header;
    for (const float value : tensor.values) {
        if (asBytes)
            file += static_cast<char>(static_cast<unsigned char>(value));
        else
            file.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    return file;
}

}  // namespace axolemma::zoo
