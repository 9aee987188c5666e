#include "ui/teaching.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "core/error.h"
#include "core/proofreading/corrections.h"
#include "core/proofreading/taught.h"
#include "segmentation/library.h"
#include "segmentation/proposing.h"
#include "segmentation/retraining.h"
#include "ui/document.h"

namespace axolemma {

namespace {

namespace fs = std::filesystem;

/// The newest steps that are asked whether a network would have made them needless: reading more
/// would keep the window waiting.
constexpr std::size_t kMostGestures = 5000;

/// As many changed places are shown.
constexpr std::size_t kMostPictures = 8;

/// Everything that a job needs, taken when it starts.
struct Lesson {
    std::shared_ptr<const Stack> stack;
    ContrastWindow contrast;
    Assertions said;
    std::vector<Gesture> gestures;
    std::shared_ptr<const Segmentation> segmentation;
    std::shared_ptr<const Derived> corrected;
    Teaching::Settings settings;
};

/// Removes what a training left that was not finished.
class Unfinished {
  public:
    explicit Unfinished(fs::path file) : file_(std::move(file)) {}
    ~Unfinished() {
        if (finished) return;
        std::error_code ignored;
        fs::remove(file_, ignored);
        fs::remove(file_.string() + ".checkpoint", ignored);
    }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;
    bool finished = false;

  private:
    fs::path file_;
};

Derived derivedAlone(Segmenter& segmenter, const Lesson& lesson, std::stop_token stop) {
    return derive(proposedBy(segmenter, lesson.stack, lesson.segmentation->rule, {}, stop), nullptr,
                  1, stop);
}

SegmenterOptions optionsOf(const Teaching::Settings& settings) {
    SegmenterOptions options;
    options.device = settings.device;
    // The other cores are the window's.
    options.threads = 1;
    return options;
}

TaughtNetwork judged(const Lesson& lesson, const TaughtSlices& taught, const HeldOut& heldOut,
                     std::stop_token stop) {
    const auto& library = segmentationLibrary();
    const SegmenterOptions options = optionsOf(lesson.settings);
    const auto before = library.open(findModel(lesson.settings.parent), options);
    const auto after = library.open(lesson.settings.output, options);
    TaughtNetwork network;
    // Not what is shown: that may be the mean of several views, or of a file that was replaced.
    const Derived alone = derivedAlone(*before, lesson, stop);
    const Derived fresh = derivedAlone(*after, lesson, stop);
    network.verdict =
        teachingVerdict(taught, heldOut, lesson.gestures, *lesson.corrected, alone, fresh, stop);
    network.pictures = picturesOf(network.verdict.changes.changes, kMostPictures, *lesson.stack,
                                  lesson.contrast, alone.partition.slices, fresh.partition.slices);
    const PartitionRule& rule = lesson.segmentation->rule;
    network.sampleBefore = scoreOnSample(*before, rule, {}, stop);
    network.sampleAfter = scoreOnSample(*after, rule, {}, stop);
    network.parent = QString::fromStdString(before->model().name);
    network.heldOut = heldOut;
    network.file = lesson.settings.output;
    return network;
}

}  // namespace

Teaching::Teaching(Document& document, QObject* parent) : QObject(parent), document_(document) {
    connect(&document_, &Document::stackChanged, this, [this] {
        // It was of another stack.
        worker_.drop();
        taught_.reset();
        *paused_ = false;
        Q_EMIT ended({});
    });
}

Teaching::~Teaching() = default;

void Teaching::survey() {
    if (!document_.hasStack()) return;
    surveyor_.start(
        [said = document_.assertions(), width = document_.width(), height = document_.height(),
         depth = document_.depth()](const Worker::Context& context) {
            const TaughtSlices taught = taughtBy(said, width, height, depth, context.stop());
            return TeachingOutlook{knownPixels(taught),
                                   chooseHeldOut(taught, width, height, context.stop())};
        },
        [this](Outcome<TeachingOutlook> outcome) {
            if (outcome.value) Q_EMIT surveyed(*outcome.value);
        });
}

std::vector<Gesture> Teaching::correctionsDone() const {
    const History& history = document_.history();
    const std::size_t last = history.position();
    std::vector<Gesture> gestures;
    for (std::size_t i = last > kMostGestures ? last - kMostGestures : 0; i < last; ++i) {
        Gesture gesture = history.gesture(i);
        if (isCorrection(gesture)) gestures.push_back(std::move(gesture));
    }
    return gestures;
}

void Teaching::start(const Settings& settings) {
    if (running() || !document_.hasStack()) return;
    *paused_ = false;
    taught_.reset();
    Lesson lesson;
    try {
        // What was said last counts too.
        (void)document_.settled();
        lesson = {document_.stack(), document_.contrast(),     document_.assertions(),
                  correctionsDone(), document_.segmentation(), document_.derived(),
                  settings};
    } catch (const Error& error) {
        Q_EMIT ended(QString::fromStdString(error.what()));
        return;
    }
    worker_.start(
        [this, lesson = std::move(lesson), paused = paused_](const Worker::Context& context) {
            context.giveWay();
            const Stack& stack = *lesson.stack;
            auto taught = std::make_shared<const TaughtSlices>(taughtBy(
                lesson.said, stack.width(), stack.height(), stack.depth(), context.stop()));
            const HeldOutChoice choice =
                chooseHeldOut(*taught, stack.width(), stack.height(), context.stop());
            if (!choice.heldOut) throw Error(choice.tooLittle);
            Unfinished unfinished(lesson.settings.output);
            RetrainingSettings retraining;
            retraining.parent = findModel(lesson.settings.parent);
            retraining.output = lesson.settings.output;
            retraining.name = lesson.settings.output.stem().string();
            retraining.rule = lesson.segmentation->rule;
            retraining.minutes = lesson.settings.minutes;
            retraining.steps = lesson.settings.steps;
            retraining.device = lesson.settings.device;
            retraining.threads = 1;
            const TrainingRequest request =
                retrainingOf({{lesson.stack, taught, choice.heldOut}}, retraining);
            const auto progress = [&](const TrainingProgress& state) {
                context.post([this, state] { Q_EMIT progressed(state); });
                while (*paused && !context.stop().stop_requested())
                    std::this_thread::sleep_for(std::chrono::milliseconds(50));
            };
            const TrainingResult result =
                segmentationLibrary().train(request, progress, context.stop());
            if (result.stopped) throw Cancelled();
            context.post([this] { Q_EMIT judging(); });
            TaughtNetwork network = judged(lesson, *taught, *choice.heldOut, context.stop());
            network.steps = result.steps;
            unfinished.finished = true;
            return network;
        },
        [this](Outcome<TaughtNetwork> outcome) {
            *paused_ = false;
            if (outcome.value) taught_ = std::move(*outcome.value);
            Q_EMIT ended(QString::fromStdString(outcome.error));
        });
    Q_EMIT started();
}

void Teaching::setPaused(bool paused) {
    *paused_ = paused && running();
}

void Teaching::cancel() {
    worker_.cancel();
}

void Teaching::keep() {
    taught_.reset();
}

void Teaching::discard() {
    if (!taught_) return;
    std::error_code ignored;
    fs::remove(taught_->file, ignored);
    taught_.reset();
}

}  // namespace axolemma
