#pragma once

#include <QTemporaryDir>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <string>

#include "core/io/project.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "tests/app/program.h"

namespace axolemma {

namespace fs = std::filesystem;

inline constexpr int kWidth = 48;
inline constexpr int kHeight = 32;
inline constexpr int kDepth = 4;
inline constexpr std::uint64_t kLargestId = std::numeric_limits<std::uint64_t>::max();
/// Ids of the three columns of the label volume, from left to right.
inline constexpr std::uint64_t kIds[3] = {7, 5'000'000'000ULL, kLargestId};

/// The column that holds x, from 0; nothing for the walls between them.
inline int columnAt(int x) {
    return x % 16 == 15 ? -1 : x / 16;
}

inline Stack greyStack() {
    Volume<std::uint8_t> grey(kWidth, kHeight, kDepth);
    for (int z = 0; z < kDepth; ++z)
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x)
                grey.slice(z)(x, y) =
                    columnAt(x) < 0 ? std::uint8_t(20)
                                    : static_cast<std::uint8_t>(170 + (x * 7 + y * 3 + z) % 40);
    return Stack(std::move(grey), {4, 4, 50});
}

inline Volume<std::uint64_t> columns() {
    Volume<std::uint64_t> labels(kWidth, kHeight, kDepth);
    for (int z = 0; z < kDepth; ++z)
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x)
                labels.slice(z)(x, y) = columnAt(x) < 0 ? 0 : kIds[columnAt(x)];
    return labels;
}

inline bool same(const Volume<std::uint64_t>& a, const Volume<std::uint64_t>& b) {
    return std::ranges::equal(a, b);
}

inline Place placeIn(int column, int z = 0) {
    return {16 * column + 7, 10, z};
}

inline Gesture linked(Place a, Place b, Relation relation, const std::string& author = {}) {
    Gesture gesture;
    gesture.name = relation == Relation::Same ? "Merge" : "Split";
    gesture.author = author;
    gesture.place = a;
    gesture.said = {LinkAssertion{a, b, relation}};
    return gesture;
}

inline std::string contentOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline QJsonObject objectIn(const fs::path& path) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(contentOf(path))).object();
}

/// A folder with a stack, label columns that fit it, and the projects that a test makes there.
class ProjectFolder {
  public:
    ProjectFolder() {
        writeStack(path("stack.tif"), greyStack());
        writeStack(path("columns.tif"), Stack(columns(), {4, 4, 50}));
    }
    fs::path path(const QString& name) const { return folder_.filePath(name).toStdString(); }
    QString name() const { return folder_.path(); }
    Outcome call(const QString& arguments) const {
        return run(arguments.split(' '), folder_.path());
    }
    /// A project of the columns.
    void import(const QString& name) const {
        fs::remove_all(path(name));
        COMPARE_CODE(call("project stack.tif --labels columns.tif -o " + name + " -q"), 0);
    }
    std::unique_ptr<Project> open(const QString& name, const std::string& author = "Ada") const {
        Project::Options options;
        options.author = author;
        return Project::open(path(name), options);
    }
    Volume<std::uint64_t> replayed(const QString& arguments) const {
        const Outcome outcome = call("replay " + arguments + " -o replayed.tif");
        if (outcome.code != 0) qWarning("%s", outcome.err.constData());
        return asWideLabels(readStack(path("replayed.tif")));
    }

  private:
    QTemporaryDir folder_;
};

}  // namespace axolemma
