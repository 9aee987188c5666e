#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

namespace axolemma::test {

/// CRC-64/XZ, bit by bit: another way than the program's.
inline std::uint64_t checksumOf(const std::string& bytes) {
    std::uint64_t crc = ~0ULL;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1) ? 0xC96C5795D7870F42ULL : 0);
    }
    return ~crc;
}

/// The parts of a model file, to be put together again with a checksum that is right.
struct ModelParts {
    std::string magic = "AXOMODEL";
    std::uint32_t version = 1;
    std::string header;
    std::string tensors;

    std::string bytes() const {
        std::string all = magic;
        const auto append = [&all](auto value) {
            all.append(reinterpret_cast<const char*>(&value), sizeof value);
        };
        append(version);
        append(static_cast<std::uint32_t>(header.size()));
        all += header + tensors;
        append(checksumOf(all));
        return all;
    }
};

/// Takes a model file apart; nothing where it is too short for what it says. The checksum is not
/// looked at.
inline std::optional<ModelParts> takeApart(const std::string& bytes) {
    constexpr std::size_t kPreamble = 16, kChecksum = 8;
    if (bytes.size() < kPreamble + kChecksum) return std::nullopt;
    std::uint32_t size = 0;
    std::memcpy(&size, bytes.data() + 12, sizeof size);
    const std::size_t rest = bytes.size() - kPreamble - kChecksum;
    if (size > rest) return std::nullopt;
    ModelParts parts;
    parts.magic = bytes.substr(0, 8);
    std::memcpy(&parts.version, bytes.data() + 8, sizeof parts.version);
    parts.header = bytes.substr(kPreamble, size);
    parts.tensors = bytes.substr(kPreamble + size, rest - size);
    return parts;
}

/// Takes a good model file apart.
inline ModelParts partsOf(const std::string& bytes) {
    return takeApart(bytes).value();
}

}  // namespace axolemma::test
