#include "app/reproduction/study.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "app/judged_input.h"
#include "core/error.h"
#include "core/io/sha256.h"
#include "core/io/stack_reader.h"
#include "segmentation/training.h"

namespace axolemma {

namespace {

std::string hashOf(const Stack& stack) {
    Sha256 hash;
    hash.add(fmt::format("{} {}", sizeOf(stack), stack.typeName()));
    std::visit(
        [&hash](const auto& voxels) {
            hash.add(voxels.data(), voxels.size() * sizeof(*voxels.data()));
        },
        stack.voxels());
    return hash.finish();
}

void requireHeldOut(const Study& study, const std::string& labels) {
    if (study.slices() < 2)
        throw Error(
            fmt::format("{}: w_f is fitted on one half of the held-out slices and scored on the "
                        "other, so hold out at least two.",
                        labels));
    if (study.slices() == study.images->depth())
        throw Error(
            fmt::format("{}: all slices are held out, so none is left to train on; hold "
                        "out fewer with --validation.",
                        labels));
    const auto middle = study.truth.begin() + study.truth.sliceSize() * study.firstHalf();
    const auto noCell = [](std::uint32_t label) { return label == 0; };
    if (std::all_of(study.truth.begin(), middle, noCell) ||
        std::all_of(middle, study.truth.end(), noCell))
        throw Error(
            fmt::format("{}: one half of the held-out slices {}-{} has no cell, so nothing can be "
                        "fitted on it; hold out slices that are labelled.",
                        labels, study.heldOut.first, study.heldOut.second));
}

// Neither where the image misleads nor the fit of w_f knows of pixels that are to be left out.
void requireKnown(const JudgedTruth& truth, const Study& study) {
    if (truth.unknown.empty()) return;
    throw Error(fmt::format(
        "{}: {} pixels of the held-out slices {}-{} have the value for what is unknown; "
        "hold out slices that are labelled throughout.",
        study.labelsName, std::ranges::count(truth.unknown, 1), study.heldOut.first,
        study.heldOut.second));
}

}  // namespace

EvaluatedPair Study::judge(const Volume<float>& map) const {
    return {truth.clone(), {}, map.clone(), {}};
}

EvaluatedPair Study::judge(const Volume<std::uint32_t>& labels) const {
    return {truth.clone(), {}, {}, labels.clone()};
}

Study readStudy(const std::vector<std::string>& images, const std::vector<std::string>& labels,
                const std::vector<double>& voxelSize, const SliceRange& heldOut, Session& session) {
    Study study;
    study.imagesName = fileNames(images);
    study.labelsName = fileNames(labels);
    study.heldOut = heldOut;
    study.images = std::make_shared<const Stack>(readInput(images, voxelSize, session));
    const Stack truth = readInput(labels, voxelSize, session);
    requireSameSize(*study.images, study.imagesName, truth, study.labelsName);
    study.targets = std::make_shared<const TargetVolume>(targetsFromLabels(truth, LabelKind::Auto));
    JudgedTruth judged = truthIn(truth, heldOut, study.labelsName);
    requireKnown(judged, study);
    study.truth = std::move(judged.labels);
    requireHeldOut(study, study.labelsName);
    study.imagesHash = hashOf(*study.images);
    study.labelsHash = hashOf(truth);
    return study;
}

}  // namespace axolemma
