#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>
#include <filesystem>
#include <memory>

#include "core/stack.h"

/// The files that make_files.py wrote before this test ran (a fixture of CTest).
namespace test_files {

namespace fs = std::filesystem;

inline fs::path folder() {
    return AXOLEMMA_TEST_FILES;
}

inline QJsonArray manifest() {
    QFile file(QString::fromStdString((folder() / "manifest.json").string()));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QJsonDocument::fromJson(file.readAll()).array();
}

inline QByteArray bytesOf(const fs::path& path) {
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void write(const fs::path& path, const QByteArray& bytes) {
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// All voxels, their type and their shape.
inline bool sameVoxels(const axolemma::Stack& a, const axolemma::Stack& b) {
    if (a.voxels().index() != b.voxels().index() || a.width() != b.width() ||
        a.height() != b.height() || a.depth() != b.depth()) {
        return false;
    }
    return std::visit(
        [&](const auto& x) {
            const auto& y = std::get<std::decay_t<decltype(x)>>(b.voxels());
            return std::equal(x.begin(), x.end(), y.begin());
        },
        a.voxels());
}

/// Voxels that use all bytes of their type, also where they are compared as whole numbers.
template <typename T>
std::shared_ptr<axolemma::Stack> stackOf(int width, int height, int depth,
                                         bool spacingKnown = true) {
    axolemma::Volume<T> voxels(width, height, depth);
    std::uint64_t state = 12345;
    for (T& voxel : voxels) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        if constexpr (std::is_floating_point_v<T>) {
            voxel = static_cast<T>(static_cast<double>(state >> 11U) * 1e-12 - 3000);
        } else {
            // The lower bits repeat soon, and would shrink.
            voxel = static_cast<T>(state >> (64U - 8U * sizeof(T)));
        }
    }
    return std::make_shared<axolemma::Stack>(std::move(voxels), axolemma::Spacing{4.5, 5, 45},
                                             spacingKnown);
}

/// Every entry of `notes` in one text.
inline QString joined(const std::vector<std::string>& notes) {
    QString text;
    for (const auto& note : notes) text += QString::fromStdString(note) + "\n";
    return text;
}

}  // namespace test_files
