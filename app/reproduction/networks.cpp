#include "app/reproduction/networks.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>

#include "app/training_console.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/io/sha256.h"
#include "segmentation/library.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

/// Under which a network's file says with what it was trained.
constexpr const char* kTrainedAs = "reproduction";

/// As a training says it of its model.
double pixelSizeOf(const TrainingRequest& network) {
    const Spacing spacing = network.images->spacing();
    return (spacing.x + spacing.y) / 2;
}

/// All but the size of a pixel, which networks of earlier programs do not say here.
std::string trainedAsBefore(const TrainingRequest& network) {
    const std::string length = network.steps > 0 ? fmt::format("{} steps", network.steps)
                                                 : fmt::format("{:g} minutes", network.minutes);
    return fmt::format("{}; {}; held out {}-{}; {}; {} crops of {}; rate {:g}, decay {:g}; seed {}",
                       network.provenance.at("data"), network.architecture.description(),
                       network.validation->first, network.validation->last, length, network.batch,
                       network.crop, network.learningRate, network.weightDecay, network.seed);
}

std::string trainedAs(const TrainingRequest& network) {
    return fmt::format("{}; pixels of {:g} nm", trainedAsBefore(network), pixelSizeOf(network));
}

// The name holds a part of the hash of all that matters, so networks of several trainings lie side
// by side and none takes the place of another.
fs::path fileOf(const TrainingRequest& network, const std::string& said, const fs::path& cache) {
    return cache / fmt::format("paper-w{}-seed{}-{}{}", network.architecture.width, network.seed,
                               Sha256::of(said).substr(0, 8), kModelExtension);
}

fs::path checkpointOf(const fs::path& file) {
    return file.string() + ".checkpoint";
}

/// Whether the file holds this network and says so.
bool isFinished(const fs::path& file, const std::string& said, const TrainingRequest& network) {
    if (!fs::exists(file) || fs::exists(checkpointOf(file))) return false;
    const ModelInfo info = readModelInfo(file);
    const auto saying = info.provenance.find(kTrainedAs);
    return saying != info.provenance.end() && saying->second == said &&
           info.architecture == network.architecture &&
           std::abs(info.pixelSize / pixelSizeOf(network) - 1) < 1e-6;
}

/// The file of the network where it is there already; nothing where it is not.
std::optional<fs::path> finishedFile(const TrainingRequest& network, const fs::path& cache) {
    for (const std::string& said : {trainedAs(network), trainedAsBefore(network)})
        if (const fs::path file = fileOf(network, said, cache); isFinished(file, said, network))
            return file;
    return {};
}

void makeCache(const fs::path& cache) {
    std::error_code error;
    if (!fs::create_directories(cache, error)) {
        if (error)
            throw Error(
                fmt::format("{}: the folder for networks cannot be made ({}); choose another "
                            "with --cache.",
                            cache.string(), error.message()));
        return;
    }
    // Networks are megabytes that a repository around the report has no use for.
    writeFileAtomically(cache / ".gitignore", "*\n");
}

std::vector<TrainingRequest> networksOf(const TrainingRequest& request, int count,
                                        const fs::path& cache) {
    std::vector<TrainingRequest> networks(count, request);
    for (int k = 0; k < count; ++k) {
        TrainingRequest& network = networks[k];
        network.seed = request.seed + static_cast<std::uint64_t>(k);
        network.minutes = request.steps > 0 ? 0 : request.minutes / count;
        network.keepBest = false;
        // One rule, for the fit of many would take time from the training.
        network.rule = PartitionRule::recommended();
        network.provenance[kTrainedAs] = trainedAs(network);
        network.output = fileOf(network, network.provenance.at(kTrainedAs), cache);
        network.name = network.output.stem().string();
        network.resume = fs::exists(checkpointOf(network.output));
    }
    return networks;
}

}  // namespace

std::vector<fs::path> trainedNetworks(const TrainingRequest& request, int count,
                                      const fs::path& cache, Session& session) {
    makeCache(cache);
    std::vector<fs::path> files;
    for (const TrainingRequest& network : networksOf(request, count, cache)) {
        const std::optional<fs::path> finished = finishedFile(network, cache);
        files.push_back(finished.value_or(network.output));
        const std::string which =
            fmt::format("network {} of {} ({})", files.size(), count, files.back().stem().string());
        if (finished) {
            session.console.note(which + " is there already");
            continue;
        }
        session.console.note(which + (network.resume ? " is gone on with" : " is trained"));
        const TrainingResult result = segmentationLibrary().train(
            network, [&](const TrainingProgress& state) { show(state, session.console); },
            session.stop);
        if (!result.stopped) continue;
        session.console.note(which + " was stopped; the same command goes on from there");
        throw Cancelled();
    }
    return files;
}

}  // namespace axolemma
