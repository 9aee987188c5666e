#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "core/error.h"
#include "segmentation/folded_layers.h"
#include "segmentation/training_fingerprint.h"
#include "segmentation/training_state_internal.h"
#include "segmentation/widening.h"

namespace axolemma::detail {

namespace {

using torch::optim::AdamWOptions;
using torch::optim::AdamWParamState;

/// What an optimizer keeps its state of a parameter under: the parameter's address, which LibTorch
/// 1.13 writes out as text.
template <typename Key>
Key stateKey(const torch::Tensor& parameter) {
    if constexpr (std::is_pointer_v<Key>) {
        return parameter.unsafeGetTensorImpl();
    } else {
        return fmt::format("{}", fmt::ptr(parameter.unsafeGetTensorImpl()));
    }
}

using OptimizerStates = std::decay_t<decltype(std::declval<torch::optim::AdamW&>().state())>;

AdamWParamState* adamState(torch::optim::AdamW& optimizer, const torch::Tensor& parameter) {
    OptimizerStates& all = optimizer.state();
    const auto found = all.find(stateKey<OptimizerStates::key_type>(parameter));
    return found == all.end() ? nullptr : static_cast<AdamWParamState*>(found->second.get());
}

void append(std::vector<NamedTensor>& to, const std::string& prefix,
            const std::vector<NamedTensor>& tensors) {
    for (NamedTensor tensor : tensors) {
        tensor.name = prefix + tensor.name;
        to.push_back(std::move(tensor));
    }
}

/// Adds values to those of the same name and order.
void addTo(std::vector<NamedTensor>& sum, const std::vector<NamedTensor>& tensors) {
    for (std::size_t i = 0; i < sum.size(); ++i)
        for (std::size_t k = 0; k < sum[i].values.size(); ++k)
            sum[i].values[k] += tensors[i].values[k];
}

void scale(std::vector<NamedTensor>& tensors, float factor) {
    for (NamedTensor& tensor : tensors)
        for (float& value : tensor.values) value *= factor;
}

/// Those whose name begins with `prefix`, without it.
std::vector<NamedTensor> taken(const std::vector<NamedTensor>& from, const std::string& prefix) {
    std::vector<NamedTensor> tensors;
    for (const NamedTensor& tensor : from)
        if (tensor.name.starts_with(prefix)) {
            tensors.push_back(tensor);
            tensors.back().name.erase(0, prefix.size());
        }
    return tensors;
}

/// The mean of the weights in these files, widened where the architecture is wider than theirs.
/// Throws `Error` that names the one that does not fit.
std::vector<NamedTensor> firstWeights(const TrainingRequest& request) {
    std::vector<NamedTensor> sum;
    Architecture theirs;
    for (const auto& path : request.from) {
        ModelFile file = readModelFile(path);
        if (networksIn(file.info) > 1)
            throw Error(
                fmt::format("{}: an ensemble cannot be trained on; start from one of the "
                            "networks that it was made of.",
                            path.string()));
        if (sum.empty()) theirs = file.info.architecture;
        if (!(file.info.architecture == theirs))
            throw Error(fmt::format(
                "{}: this is a {}, and the first model a {}; weights have a "
                "mean only among networks of one kind. Leave it out.",
                path.string(), file.info.architecture.description(), theirs.description()));
        checkTensors(theirs, file.tensors, path.string());
        // The order of a file is nobody's promise.
        std::ranges::sort(file.tensors, {}, &NamedTensor::name);
        if (sum.empty()) {
            sum = std::move(file.tensors);
        } else {
            addTo(sum, file.tensors);
        }
    }
    scale(sum, 1 / static_cast<float>(request.from.size()));
    return widened(sum, theirs, request.architecture, request.seed, request.from.front().string());
}

}  // namespace

TrainingState::TrainingState(const TrainingRequest& request, torch::Device device) {
    torch::manual_seed(request.seed);
    network = std::make_shared<Network>(request.architecture);
    if (!request.from.empty()) {
        network->setState(firstWeights(request), request.from.front().string());
        keptOfStart = request.keptOfStart;
        if (keptOfStart > 0) start = network->state();
    }
    network->to(device);
    std::vector<torch::Tensor> decayed;
    std::vector<torch::Tensor> free;
    for (torch::Tensor& parameter : network->parameters()) {
        if (parameter.dim() == 4) {
            parameter.set_data(parameter.data().contiguous(torch::MemoryFormat::ChannelsLast));
            decayed.push_back(parameter);
        } else {
            free.push_back(parameter);
        }
    }
    // L2 of the weights only: it would pull batch normalisation and biases to zero for no reason.
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(decayed,
                        std::make_unique<AdamWOptions>(
                            AdamWOptions(request.learningRate).weight_decay(request.weightDecay)));
    groups.emplace_back(
        free, std::make_unique<AdamWOptions>(AdamWOptions(request.learningRate).weight_decay(0)));
    optimizer = std::make_unique<torch::optim::AdamW>(groups, AdamWOptions(request.learningRate));
}

void TrainingState::addToAverage() {
    std::vector<NamedTensor> now = network->state();
    if (averaged == 0) {
        averageSum = std::move(now);
    } else {
        addTo(averageSum, now);
    }
    ++averaged;
}

std::vector<NamedTensor> TrainingState::averagedWeights() const {
    if (averaged == 0) return network->state();
    std::vector<NamedTensor> mean = averageSum;
    scale(mean, 1 / static_cast<float>(averaged));
    return mean;
}

std::vector<NamedTensor> TrainingState::weightsToKeep() const {
    std::vector<NamedTensor> weights = averagedWeights();
    if (keptOfStart == 0) return weights;
    scale(weights, 1 - static_cast<float>(keptOfStart));
    std::vector<NamedTensor> kept = start;
    scale(kept, static_cast<float>(keptOfStart));
    addTo(weights, kept);
    return weights;
}

void TrainingState::save(const std::filesystem::path& path, const TrainingRequest& request) const {
    ModelFile file;
    file.info = bestInfo;
    file.info.architecture = request.architecture;
    append(file.tensors, "network.", network->state());
    for (const auto& item : network->named_parameters()) {
        const AdamWParamState* state = adamState(*optimizer, item.value());
        if (!state) continue;
        file.tensors.push_back(toNamed("adam.mean." + item.key(), state->exp_avg()));
        file.tensors.push_back(toNamed("adam.square." + item.key(), state->exp_avg_sq()));
    }
    if (averaged > 0) append(file.tensors, "average.", averageSum);
    append(file.tensors, "best.", best);
    auto& notes = file.info.provenance;
    notes["checkpoint"] = fingerprintOf(request);
    notes["checkpoint.step"] = std::to_string(step);
    notes["checkpoint.seconds"] = fmt::format("{}", seconds);
    notes["checkpoint.loss"] = fmt::format("{}", loss);
    notes["checkpoint.validations"] = std::to_string(validations);
    notes["checkpoint.averaged"] = std::to_string(averaged);
    writeModelFile(path, file);
}

void TrainingState::load(const std::filesystem::path& path, const TrainingRequest& request) {
    const ModelFile file = readModelFile(path);
    const auto& notes = file.info.provenance;
    const auto note = notes.find("checkpoint");
    if (note == notes.end())
        throw Error(
            fmt::format("{}: this is a model, not a checkpoint of a training. Remove it, or "
                        "train without --resume.",
                        path.string()));
    if (note->second != fingerprintOf(request))
        throw Error(
            fmt::format("{}: the checkpoint is of another training ({}). Use the same options "
                        "as then, or train without --resume.",
                        path.string(), note->second));
    network->setState(taken(file.tensors, "network."), path.string());
    step = std::stoll(notes.at("checkpoint.step"));
    seconds = std::stod(notes.at("checkpoint.seconds"));
    loss = std::stod(notes.at("checkpoint.loss"));
    validations = std::stoi(notes.at("checkpoint.validations"));
    averaged = std::stoll(notes.at("checkpoint.averaged"));
    averageSum = taken(file.tensors, "average.");
    best = taken(file.tensors, "best.");
    if (averaged > 0) checkTensors(request.architecture, averageSum, path.string());
    if (!best.empty()) checkTensors(request.architecture, best, path.string());
    bestInfo = file.info;
    std::erase_if(bestInfo.provenance,
                  [](const auto& entry) { return entry.first.starts_with("checkpoint"); });
    std::map<std::string, const NamedTensor*> byName;
    for (const NamedTensor& tensor : file.tensors) byName[tensor.name] = &tensor;
    for (const auto& item : network->named_parameters()) {
        const auto mean = byName.find("adam.mean." + item.key());
        const auto square = byName.find("adam.square." + item.key());
        if (mean == byName.end() || square == byName.end()) continue;
        auto state = std::make_unique<AdamWParamState>();
        const auto like = [&](const NamedTensor& tensor) {
            return torch::empty_like(item.value().detach()).copy_(fromNamed(tensor));
        };
        state->step(step);
        state->exp_avg(like(*mean->second));
        state->exp_avg_sq(like(*square->second));
        optimizer->state()[stateKey<OptimizerStates::key_type>(item.value())] = std::move(state);
    }
}

}  // namespace axolemma::detail
