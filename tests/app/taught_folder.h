#pragma once

#include <QTemporaryDir>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/components.h"
#include "core/io/project.h"
#include "core/io/stack_writer.h"
#include "core/synthetic_stack.h"
#include "tests/app/program.h"

namespace axolemma {

namespace fs = std::filesystem;

/// What an expert who draws every cell of a slice and verifies it says.
inline Gesture verified(int z, ImageView<const std::uint32_t> truth) {
    Gesture gesture;
    gesture.name = "Verify slice";
    gesture.place = {truth.width() / 2, truth.height() / 2, z};
    gesture.said.emplace_back(
        PixelAssertion{z, PixelRuns::of(truth, 0, truth.bounds()), PixelClaim::Boundary});
    const SliceComponents cells = regionsOfEqualLabel(truth);
    for (std::uint32_t c = 1; c <= cells.count; ++c) {
        const PixelRuns pixels = PixelRuns::of(cells.labels.view(), c, truth.bounds());
        const Point at = pixels.place();
        gesture.said.emplace_back(ProfileAssertion{{at.x, at.y, z}, pixels, true});
    }
    return gesture;
}

/// How often the process says that something went wrong, and the last of it.
inline std::pair<int, QString> errorsIn(const QByteArray& said) {
    std::pair<int, QString> errors{0, {}};
    for (const QJsonObject& line : jsonLines(said))
        if (line["event"].toString() == "error") {
            ++errors.first;
            errors.second = line["text"].toString();
        }
    return errors;
}

/// A folder with a synthetic stack, its truth, and projects of it that an expert has taught.
class TaughtFolder {
  protected:
    static constexpr int kWidth = 288;
    static constexpr int kHeight = 256;
    static constexpr int kDepth = 7;

    /// stack.tif, truth.tif, and young.axomodel, a network that has begun to learn, from one slice.
    void makeStackAndNetwork() {
        sample_ = makeSyntheticStack({kWidth, kHeight, kDepth, 5});
        writeStack(path("stack.tif"), sample_.images);
        Volume<std::uint32_t> truth = sample_.truth.clone();
        writeStack(path("truth.tif"), Stack(std::move(truth)));
        COMPARE_CODE(call("train --images stack.tif --labels truth.tif --training 1-1 --width 8 "
                          "--steps 150 --batch 2 --crop 128 -o young.axomodel -q"),
                     0);
    }

    /// A project of the stack, segmented by the young network unless something else is said.
    void makeProject(const QString& name, std::vector<Gesture> gestures,
                     const QString& made = "--segment --model young.axomodel") {
        COMPARE_CODE(call("project stack.tif " + made + " -q -o " + name), 0);
        Project::Options options;
        options.author = "Ada";
        const auto project = Project::open(path(name.toStdString()), options);
        for (Gesture& gesture : gestures) (void)project->commit(std::move(gesture));
        QVERIFY(project->flush());
    }

    fs::path path(const std::string& name) const {
        return folder_.filePath(name.c_str()).toStdString();
    }
    Outcome call(const QString& arguments) const {
        return run(arguments.split(' ', Qt::SkipEmptyParts), folder_.path());
    }
    Gesture truthOf(int z) const { return verified(z, sample_.truth.slice(z)); }

    QTemporaryDir folder_;
    SyntheticStack sample_;
};

}  // namespace axolemma
