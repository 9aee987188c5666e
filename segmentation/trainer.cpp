#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/version.h"
#include "segmentation/crop_loader.h"
#include "segmentation/device_internal.h"
#include "segmentation/distillation.h"
#include "segmentation/threads.h"
#include "segmentation/trainer_internal.h"
#include "segmentation/training_state_internal.h"
#include "segmentation/training_step_internal.h"
#include "segmentation/validation_internal.h"

namespace axolemma::detail {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Share of the run after which weights are averaged (Izmailov et al. 2018), as its rate falls to
/// 0.
constexpr double kAveragedFrom = 0.9;
/// Validations a run.
constexpr int kValidations = 10;

std::filesystem::path checkpointOf(const TrainingRequest& request) {
    return request.output.string() + ".checkpoint";
}

double pixelSizeOf(const Stack& images) {
    return (images.spacing().x + images.spacing().y) / 2;
}

bool coversSlice(const HeldOut& heldOut, int z, const Stack& images) {
    const Rect whole{0, 0, images.width(), images.height()};
    return heldOut.excludedIn(z).intersected(whole) == whole;
}

std::vector<int> trainingSlices(const TrainingRequest& r) {
    const int depth = r.images->depth();
    const auto [first, last] = r.training.value_or(std::pair(0, depth - 1));
    std::vector<int> slices;
    for (int z = std::max(0, first); z <= std::min(last, depth - 1); ++z)
        if (!r.validation || !coversSlice(*r.validation, z, *r.images)) slices.push_back(z);
    if (slices.empty())
        throw Error(
            fmt::format("{}: no slice is left to train on. Hold out fewer slices for "
                        "validation.",
                        r.images->name));
    return slices;
}

class Training {
  public:
    Training(const TrainingRequest& request, const TrainingFunction& progress, std::stop_token stop)
        : request_(request),
          progress_(progress),
          stop_(std::move(stop)),
          device_(deviceFrom(request.device)),
          bfloat16_(trainsInBfloat16(device_)),
          checkpoint_(checkpointOf(request)),
          learnt_{learntTargets(request.targets, request.opinion)},
          set_(*request.images, *learnt_.front(), trainingSlices(request),
               request.architecture.inputSlices, request.validation),
          state_(request, device_) {
        if (request.validation) validator_.emplace(request);
        for (const TrainingPart& part : request.mixed) {
            std::vector<int> slices(part.images->depth());
            std::iota(slices.begin(), slices.end(), 0);
            learnt_.push_back(learntTargets(part.targets, part.opinion));
            mixed_.emplace_back(*part.images, *learnt_.back(), std::move(slices),
                                request.architecture.inputSlices, part.heldOut);
        }
    }

    TrainingResult run();

  private:
    std::vector<CropSource> sources() const;
    double done() const;
    double elapsed() const { return state_.seconds + secondsSince(started_) - heldUp_; }
    void step(const std::vector<Crop>& crops);
    /// False if it was stopped before its end.
    bool validateIfDue(double share);
    void validate();
    void save(double elapsedSeconds);
    void report(const std::optional<ValidationScores>& scores);
    TrainingResult finish(bool stopped);
    ModelInfo describe() const;

    const TrainingRequest& request_;
    const TrainingFunction& progress_;
    std::stop_token stop_;
    torch::Device device_;
    bool bfloat16_;
    std::filesystem::path checkpoint_;
    /// Of `set_` and then of each of `mixed_`, which refer to them.
    std::vector<std::shared_ptr<const TargetVolume>> learnt_;
    TrainingSet set_;
    std::vector<TrainingSet> mixed_;
    TrainingState state_;
    std::optional<Validator> validator_;
    Clock::time_point started_ = Clock::now();
    double waited_ = 0;
    double heldUp_ = 0;  ///< seconds that the listener took
};

std::vector<CropSource> Training::sources() const {
    std::vector<CropSource> sources{{&set_, 1}};
    for (std::size_t i = 0; i < mixed_.size(); ++i) {
        sources.push_back({&mixed_[i], request_.mixed[i].share});
        sources.front().weight -= request_.mixed[i].share;
    }
    return sources;
}

double Training::done() const {
    if (request_.steps > 0) return static_cast<double>(state_.step) / request_.steps;
    if (!(request_.minutes > 0)) return 1;
    return elapsed() / (60 * request_.minutes);
}

void Training::step(const std::vector<Crop>& crops) {
    const double share = done();
    const double value = learn(state_, request_, crops, share, device_, bfloat16_);
    if (!std::isfinite(value))
        throw Error(
            fmt::format("The training diverged at step {}: the loss is not finite. Use a "
                        "lower --learning-rate.",
                        state_.step));
    const double weight = 1.0 / std::min<double>(100, static_cast<double>(state_.step) + 1);
    state_.loss += weight * (value - state_.loss);
    ++state_.step;
    if (share >= kAveragedFrom) state_.addToAverage();
}

ModelInfo Training::describe() const {
    ModelInfo info;
    info.name = request_.name.empty() ? request_.output.stem().string() : request_.name;
    info.architecture = request_.architecture;
    info.description = request_.architecture.description();
    info.pixelSize = pixelSizeOf(*request_.images);
    if (request_.rule) info.partition = *request_.rule;
    info.licence = request_.licence;
    info.citation = request_.citation;
    info.provenance = request_.provenance;
    if (!request_.images->spacingKnown())
        info.provenance["pixel_size"] = "assumed, for the images state none";
    info.provenance["program"] = fmt::format("Axolemma {}", kVersion);
    info.provenance["steps"] = std::to_string(state_.step);
    info.provenance["batch"] =
        fmt::format("{} crops of {} x {}", request_.batch, request_.crop, request_.crop);
    info.provenance["seed"] = std::to_string(request_.seed);
    info.provenance["training_slices"] = std::to_string(trainingSlices(request_).size());
    info.provenance["seconds"] = fmt::format("{:.0f}", elapsed());
    return info;
}

bool Training::validateIfDue(double share) {
    const int due = std::min(kValidations, static_cast<int>(share * kValidations));
    if (!validator_ || due <= state_.validations) return true;
    try {
        validate();
    } catch (const Cancelled&) {
        return false;
    }
    state_.validations = due;
    return true;
}

void Training::validate() {
    ModelInfo info = describe();
    std::vector<NamedTensor> weights = state_.weightsToKeep();
    const Verdict verdict = validator_->score(info, weights, device_, stop_);
    info.validation = verdict.scores;
    info.partition = verdict.partition;
    // Maps and labels both, for either alone is noisier on a few slices.
    const auto merit = [](const ValidationScores& s) { return s.vRandMap + s.vRandLabels; };
    if (!request_.keepBest || state_.best.empty() ||
        merit(verdict.scores) >= merit(state_.bestInfo.validation)) {
        state_.best = std::move(weights);
        state_.bestInfo = info;
    }
    report(verdict.scores);
}

void Training::report(const std::optional<ValidationScores>& scores) {
    if (!progress_) return;
    TrainingProgress p;
    p.step = static_cast<int>(state_.step);
    const double share = std::min(1.0, done());
    p.steps =
        request_.steps > 0 ? request_.steps : static_cast<int>(state_.step / std::max(share, 1e-3));
    p.loss = state_.loss;
    p.secondsLeft = share > 0 ? elapsed() * (1 - share) / share : 0;
    p.waitingShare = waited_ / std::max(1e-9, secondsSince(started_));
    p.validation = scores;
    const Clock::time_point told = Clock::now();
    progress_(p);
    heldUp_ += secondsSince(told);
}

void Training::save(double elapsedSeconds) {
    const double before = std::exchange(state_.seconds, elapsedSeconds);
    state_.save(checkpoint_, request_);
    state_.seconds = before;
}

TrainingResult Training::run() {
    if (request_.resume) {
        if (std::filesystem::exists(checkpoint_)) {
            state_.load(checkpoint_, request_);
        } else if (std::filesystem::exists(request_.output)) {
            throw Error(
                fmt::format("{}: this training has finished; there is no checkpoint to go on "
                            "from. Train without --resume to replace the model, or under "
                            "another name.",
                            request_.output.string()));
        }
    }
    CropLoader loader(sources(), {.size = request_.crop,
                                  .batch = request_.batch,
                                  .seed = request_.seed,
                                  .firstStep = state_.step,
                                  .threads = request_.cropThreads,
                                  .augmentation = {}});
    state_.network->train();
    Clock::time_point reported{};
    Clock::time_point saved = Clock::now();
    started_ = Clock::now();
    heldUp_ = 0;
    // A validation that was stopped is due again when the training is resumed.
    bool stopped = false;
    while (true) {
        const double share = done();
        if ((stopped = !validateIfDue(share)) || share >= 1) break;
        if ((stopped = stop_.stop_requested())) break;
        step(loader.next());
        waited_ = loader.waitedSeconds();
        if (secondsSince(reported) > 1) {
            report({});
            reported = Clock::now();
        }
        if (secondsSince(saved) > request_.checkpointSeconds) {
            save(elapsed());
            saved = Clock::now();
        }
    }
    return finish(stopped);
}

TrainingResult Training::finish(bool stopped) {
    // Random weights are worth less than the model that may be there.
    if (stopped && state_.step == 0) throw Cancelled();
    // A stopped training can be resumed; a finished one leaves only its model.
    if (stopped) save(elapsed());
    report({});
    ModelFile file;
    if (!state_.best.empty()) {
        file = {state_.bestInfo, state_.best};
    } else {
        file = {describe(), state_.weightsToKeep()};
    }
    writeModelFile(request_.output, file, request_.weights);
    if (!stopped) {
        std::error_code error;
        std::filesystem::remove(checkpoint_, error);
    }
    return {.model = file.info,
            .loss = state_.loss,
            .seconds = elapsed(),
            .steps = static_cast<int>(state_.step),
            .stopped = stopped};
}

void check(const TrainingRequest& r) {
    if (!r.images || !r.targets || r.images->empty())
        throw Error("There is nothing to train on. Give images and labels.");
    if (r.steps <= 0 && !(r.minutes > 0) && r.from.empty())
        throw Error("The training has no length. Give a number of steps or of minutes above 0.");
    if (r.crop < 32 || r.crop % 8 != 0 || r.crop > 2048)
        throw Error(
            fmt::format("A crop of {} pixels cannot be used. Give a multiple of 8 from 32 to "
                        "2048.",
                        r.crop));
    if (r.batch < 1 || r.batch > 256)
        throw Error(fmt::format("A batch of {} cannot be used. Give 1 to 256.", r.batch));
    const Architecture& a = r.architecture;
    if (a.width < 4 || a.width > 128 || a.width % 2 != 0)
        throw Error(fmt::format("A width of {} cannot be used. Give an even number from 4 to 128.",
                                a.width));
    if (a.inputSlices != 1 && a.inputSlices != 3 && a.inputSlices != 5)
        throw Error(fmt::format("{} input slices cannot be used. Give 1, 3 or 5.", a.inputSlices));
    if (!(r.learningRate > 0 && r.learningRate <= 1))
        throw Error(
            fmt::format("A learning rate of {} cannot be used. Give one above 0 and at most 1.",
                        r.learningRate));
    if (!(r.weightDecay >= 0 && r.weightDecay <= 1))
        throw Error(
            fmt::format("A weight decay of {} cannot be used. Give 0 to 1.", r.weightDecay));
    if (!(r.topologyWeight >= 0 && r.topologyWeight <= 100))
        throw Error(fmt::format("A topology weight of {} cannot be used. Give 0 to 100.",
                                r.topologyWeight));
    if (const double size = pixelSizeOf(*r.images); !(size > 0.01 && size < 1e6))
        throw Error(
            fmt::format("{}: a pixel size of {:g} nm cannot be right. Correct the pixel "
                        "size of the images.",
                        r.images->name, size));
    if (!(r.keptOfStart >= 0 && r.keptOfStart <= 1) || (r.keptOfStart > 0 && r.from.empty()))
        throw Error(
            fmt::format("A share of {} of the first weights cannot be kept. Give 0 to 1, and a "
                        "model to start from.",
                        r.keptOfStart));
    double mixed = 0;
    for (const TrainingPart& part : r.mixed) mixed += part.share;
    if (mixed < 0 || mixed >= 1)
        throw Error(fmt::format("{} of all crops would come from other stacks. Leave some for {}.",
                                mixed, r.images->name));
    removeLeftovers(r.output);
    removeLeftovers(checkpointOf(r));
    // Not found out after an hour: whether the model can be written.
    (void)AtomicFile(r.output);
}

}  // namespace

TrainingResult train(const TrainingRequest& request, const TrainingFunction& progress,
                     std::stop_token stop) {
    check(request);
    at::set_num_threads(setThreads(request.threads));
    return translated("The training failed", [&] {
        Training training(request, progress, std::move(stop));
        return training.run();
    });
}

}  // namespace axolemma::detail
