#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>
#include <filesystem>

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

/// Every entry of `notes` in one text.
inline QString joined(const std::vector<std::string>& notes) {
    QString text;
    for (const auto& note : notes) text += QString::fromStdString(note) + "\n";
    return text;
}

}  // namespace test_files
