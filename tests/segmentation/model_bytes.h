#pragma once

#include <QFile>
#include <QTemporaryDir>
#include <cstdint>
#include <cstring>
#include <string>

#include "random_network.h"
#include "segmentation/model_file.h"

namespace axolemma::test {

/// A network of this architecture with random weights, as a model file would hold it.
inline ModelFile randomModel(const Architecture& architecture, unsigned seed = 1) {
    ModelFile model;
    model.info.name = "random";
    model.info.architecture = architecture;
    model.tensors = randomTensors(architecture, seed);
    return model;
}

inline std::string bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

inline void writeBytes(const QString& path, const std::string& bytes) {
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) file.write(bytes.data(), qint64(bytes.size()));
}

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

/// Takes a good model file apart.
inline ModelParts partsOf(const std::string& bytes) {
    ModelParts parts;
    std::uint32_t size = 0;
    std::memcpy(&size, bytes.data() + 12, sizeof size);
    parts.header = bytes.substr(16, size);
    parts.tensors = bytes.substr(16 + size, bytes.size() - 16 - size - 8);
    return parts;
}

}  // namespace axolemma::test
