#include "app/ensemble_training.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "segmentation/ensemble.h"
#include "segmentation/library.h"
#include "segmentation/scoring.h"
#include "segmentation/training_fingerprint.h"

namespace axolemma {

namespace {

/// Where the k-th network of an ensemble goes until all are there.
std::filesystem::path memberPath(const std::filesystem::path& output, int member) {
    return output.parent_path() /
           fmt::format("{}.member{}.axomodel", output.stem().string(), member + 1);
}

/// Scores the ensemble on the held-out slices, writes that into its file, and returns it.
ModelInfo scored(ModelFile ensemble, const TrainingRequest& request, Session& session) {
    writeModelFile(request.output, ensemble, request.weights);
    if (!request.validation) return ensemble.info;
    SegmenterOptions options;
    options.device = request.device;
    options.threads = request.threads;
    options.rescale = false;
    const auto segmenter = segmentationLibrary().open(request.output, options);
    const Verdict verdict =
        score(*segmenter, request, session.console.phase("scoring"), session.stop);
    ensemble.info.validation = verdict.scores;
    ensemble.info.partition = verdict.partition;
    writeModelFile(request.output, ensemble, request.weights);
    return ensemble.info;
}

/// What a network of an ensemble was trained with, kept in its file: one of another training must
/// not be taken for a finished member of this one. Beside what makes a training the same it names
/// the files, for of the images that looks at their size alone.
std::string memberOf(const TrainingRequest& member, int index, int count) {
    std::string files;
    for (const char* what : {"images", "labels", "data"})
        if (const auto note = member.provenance.find(what); note != member.provenance.end())
            files += (files.empty() ? "" : " and ") + note->second;
    const Spacing spacing = member.images->spacing();
    return fmt::format("{} of {}; {}; pixels of {:g} x {:g} nm; {}", index + 1, count, files,
                       spacing.x, spacing.y, fingerprintOf(member));
}

/// Whether the network is there already, from a training that is gone on with.
bool isFinished(const TrainingRequest& member) {
    if (!member.resume || !std::filesystem::exists(member.output) ||
        std::filesystem::exists(member.output.string() + ".checkpoint"))
        return false;
    const ModelInfo info = readModelInfo(member.output);
    const auto known = info.provenance.find("member");
    if (known != info.provenance.end() && known->second == member.provenance.at("member"))
        return true;
    throw Error(
        fmt::format("{}: this network is of another training. Go on with the options of "
                    "that one, or train without --resume.",
                    member.output.string()));
}

std::vector<TrainingRequest> membersOf(const TrainingRequest& request, int count) {
    std::vector<TrainingRequest> members(count, request);
    bool begun = false;
    for (int k = 0; k < count; ++k) {
        TrainingRequest& member = members[k];
        member.output = memberPath(request.output, k);
        member.seed = request.seed + static_cast<std::uint64_t>(k);
        member.minutes = request.minutes / count;
        member.provenance["member"] = memberOf(member, k, count);
        const std::filesystem::path checkpoint = member.output.string() + ".checkpoint";
        if (!request.resume) {
            std::filesystem::remove(member.output);
            std::filesystem::remove(checkpoint);
        }
        begun =
            begun || std::filesystem::exists(member.output) || std::filesystem::exists(checkpoint);
    }
    if (request.resume && !begun && std::filesystem::exists(request.output))
        throw Error(
            fmt::format("{}: this training has finished; there is no network of it to go on "
                        "with. Train without --resume to replace the model, or under "
                        "another name.",
                        request.output.string()));
    return members;
}

}  // namespace

TrainingResult trainMembers(const TrainingRequest& request, int count,
                            const TrainingFunction& progress, Session& session) {
    TrainingResult result;
    std::vector<std::filesystem::path> files;
    for (const TrainingRequest& member : membersOf(request, count)) {
        files.push_back(member.output);
        if (isFinished(member)) continue;
        session.console.note(fmt::format("network {} of {}", files.size(), count));
        const TrainingResult one = segmentationLibrary().train(member, progress, session.stop);
        result.steps += one.steps;
        result.seconds += one.seconds;
        result.loss = one.loss;
        if (!one.stopped) continue;
        session.console.note(
            fmt::format("network {} of {} was stopped; its best so far is {}, and "
                        "--resume goes on from there",
                        files.size(), count, member.output.string()));
        throw Cancelled();
    }
    ModelFile ensemble = ensembleOf(files, request.name);
    ensemble.info.provenance = request.provenance;
    ensemble.info.provenance["networks"] = std::to_string(count);
    result.model = scored(std::move(ensemble), request, session);
    for (const auto& file : files) std::filesystem::remove(file);
    return result;
}

}  // namespace axolemma
