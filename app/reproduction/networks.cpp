#include "app/reproduction/networks.h"

#include <fmt/format.h>

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

std::string trainedAs(const TrainingRequest& network) {
    const std::string length = network.steps > 0 ? fmt::format("{} steps", network.steps)
                                                 : fmt::format("{:g} minutes", network.minutes);
    return fmt::format("{}; {}; held out {}-{}; {}; {} crops of {}; rate {:g}, decay {:g}; seed {}",
                       network.provenance.at("data"), network.architecture.description(),
                       network.validation->first, network.validation->last, length, network.batch,
                       network.crop, network.learningRate, network.weightDecay, network.seed);
}

// The name holds a part of the hash of all that matters, so networks of several trainings lie side
// by side and none takes the place of another.
fs::path fileOf(const TrainingRequest& network, const fs::path& cache) {
    const std::string hash = Sha256::of(network.provenance.at(kTrainedAs)).substr(0, 8);
    return cache / fmt::format("paper-w{}-seed{}-{}{}", network.architecture.width, network.seed,
                               hash, kModelExtension);
}

fs::path checkpointOf(const TrainingRequest& network) {
    return network.output.string() + ".checkpoint";
}

bool isFinished(const TrainingRequest& network) {
    if (!fs::exists(network.output) || fs::exists(checkpointOf(network))) return false;
    const ModelInfo info = readModelInfo(network.output);
    const auto said = info.provenance.find(kTrainedAs);
    return said != info.provenance.end() && said->second == network.provenance.at(kTrainedAs) &&
           info.architecture == network.architecture;
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
        network.output = fileOf(network, cache);
        network.name = network.output.stem().string();
        network.resume = fs::exists(checkpointOf(network));
    }
    return networks;
}

}  // namespace

std::vector<fs::path> trainedNetworks(const TrainingRequest& request, int count,
                                      const fs::path& cache, Session& session) {
    makeCache(cache);
    std::vector<fs::path> files;
    for (const TrainingRequest& network : networksOf(request, count, cache)) {
        files.push_back(network.output);
        const std::string which =
            fmt::format("network {} of {} ({})", files.size(), count, network.name);
        if (isFinished(network)) {
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
