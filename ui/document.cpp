#include "ui/document.h"

#include <QLocale>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/io/stack_reader.h"
#include "core/synthetic_stack.h"
#include "ui/commands.h"

namespace axolemma {

/// What the reading job hands over.
struct Document::Opened {
    std::shared_ptr<Stack> stack;
    ContrastWindow contrast;
};

namespace {

SegmentationState emptyState() {
    return {std::make_shared<const Segmentation>(), std::make_shared<const NeuronTable>()};
}

template <typename T>
T entryOrNull(const std::vector<T>& entries, int z) {
    return z >= 0 && z < static_cast<int>(entries.size()) ? entries[z] : nullptr;
}

}  // namespace

Document::Document(QObject* parent) : Document(openSegmenter, parent) {}

Document::Document(SegmenterFactory factory, QObject* parent)
    : QObject(parent),
      state_(emptyState()),
      segmenters_(std::make_shared<SegmenterCache>(std::move(factory))) {}

Document::~Document() {
    // Commands look at their document when they are destroyed.
    undoStack_.clear();
}

// --- The stack ---

template <typename Make>
void Document::load(const QString& title, Make make) {
    jobClock_.start();
    Q_EMIT jobStarted(title);
    reader_.start(
        [make = std::move(make), this, title](const Worker::Context& context) {
            auto stack = std::make_shared<Stack>(make(reporter(context, title), context.stop()));
            if (stack->empty()) throw Error("The stack \"" + stack->name + "\" has no slices.");
            const ContrastWindow contrast = robustWindow(*stack);
            return Opened{std::move(stack), contrast};
        },
        [this](Outcome<Opened> outcome) {
            if (outcome.value) adopt(std::move(*outcome.value));
            Q_EMIT jobEnded(outcome.cancelled ? tr("Opening was cancelled") : QString());
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
        });
}

void Document::open(std::vector<std::filesystem::path> paths) {
    if (paths.empty()) return;
    const QString name = QString::fromStdString(paths.front().filename().string());
    load(tr("Opening %1").arg(name),
         [paths = std::move(paths)](const ProgressFunction& progress, std::stop_token stop) {
             return readStack(paths, progress, stop);
         });
}

void Document::openSample() {
    load(tr("Making the sample stack"), [](const ProgressFunction&, std::stop_token) {
        Stack sample = std::move(makeSyntheticStack().images);
        sample.name = "Sample stack";
        return sample;
    });
}

void Document::setStack(Stack stack) {
    auto shared = std::make_shared<Stack>(std::move(stack));
    const ContrastWindow contrast = robustWindow(*shared);
    adopt({std::move(shared), contrast});
}

void Document::adopt(Opened opened) {
    // The segmentation that runs is of the old stack: starting nothing in its place drops it.
    if (network_.busy())
        network_.start([](const Worker::Context&) {}, [](Outcome<std::monostate>) {});
    if (std::exchange(segmenting_, false)) Q_EMIT jobEnded({});
    undoStack_.clear();
    running_ = nullptr;
    stack_ = std::move(opened.stack);
    state_ = emptyState();
    outputMaps_.clear();
    selected_ = 0;
    selectedPlace_.reset();
    slice_ = 0;
    contrast_ = automaticContrast_ = opened.contrast;
    Q_EMIT stackChanged();
    for (const std::string& note : stack_->notes) Q_EMIT noted(QString::fromStdString(note));
}

bool Document::contains(Place place) const {
    return place.x >= 0 && place.y >= 0 && place.z >= 0 && place.x < width() &&
           place.y < height() && place.z < depth();
}

void Document::setSpacing(Spacing spacing) {
    if (!stack_ || (spacing == stack_->spacing() && stack_->spacingKnown())) return;
    if (stack_.use_count() > 1) {
        // A job or an export reads this stack: it keeps the one it has, and we go on with a copy.
        auto copy = std::make_shared<Stack>(std::visit(
            [](const auto& volume) { return Stack(AnyVolume(volume.clone())); }, stack_->voxels()));
        copy->path = stack_->path;
        copy->name = stack_->name;
        copy->notes = stack_->notes;
        stack_ = std::move(copy);
    }
    stack_->setSpacing(spacing);
    Q_EMIT spacingChanged();
}

// --- The segmentation ---

void Document::segment(const SegmentationSettings& settings) {
    if (!stack_) return;
    const QString title = tr("Segmenting");
    running_ = nullptr;
    segmenting_ = true;
    slicesDone_ = 0;
    jobClock_.start();
    Q_EMIT jobStarted(title);
    auto job = [this, title, settings, cache = segmenters_,
                stack = std::shared_ptr<const Stack>(stack_), before = state_.segmentation,
                slices = slicesOutwardFrom(slice_, depth())](const Worker::Context& context) {
        Segmenter& segmenter = cache->open(settings);
        for (const std::string& note : segmenter.notesFor(*stack)) {
            context.post([this, note] { Q_EMIT noted(QString::fromStdString(note)); });
        }
        return runSegmentation(
            segmenter, stack, slices, *before,
            [this, &context](int z, SegmentationState state) {
                context.post([this, z, state = std::move(state)]() mutable {
                    takeSlice(z, std::move(state));
                });
            },
            reporter(context, title), context.stop());
    };
    network_.start(std::move(job), [this](Outcome<bool> outcome) { endSegmentation(outcome); });
}

void Document::takeSlice(int z, SegmentationState state) {
    if (!segmenting_) return;
    if (slicesDone_ > 0 && !running_) return;
    ++slicesDone_;
    if (!running_) {
        auto* step = new SetProposal(*this, state_, state);
        step->setText(tr("Segment"));
        undoStack_.push(step);
        running_ = step;
    } else {
        running_->extend(state);
        setState(std::move(state), z);
    }
}

void Document::endSegmentation(const Outcome<bool>& outcome) {
    segmenting_ = false;
    const bool complete = outcome.value.value_or(false);
    if (running_) {
        running_->setText(complete           ? tr("Segment slices 0–%1").arg(depth() - 1)
                          : slicesDone_ == 1 ? tr("Segment one slice")
                                             : tr("Segment %1 slices").arg(slicesDone_));
        running_ = nullptr;
        reselect();
        // Ids were provisional until now: every slice may have other colours.
        Q_EMIT componentsChanged(-1);
    }
    const auto seconds = QString::number(static_cast<double>(jobClock_.elapsed()) / 1000, 'f', 1);
    const QString neuronCount =
        QLocale().toString(static_cast<qulonglong>(neurons().neurons().size()));
    if (!outcome.error.empty()) {
        Q_EMIT jobEnded({});
        Q_EMIT failed(QString::fromStdString(outcome.error));
    } else if (complete) {
        Q_EMIT jobEnded(
            tr("%1 neurons in %2 slices, %3 s").arg(neuronCount).arg(slicesDone_).arg(seconds));
    } else {
        Q_EMIT jobEnded(tr("Cancelled; %1 of %2 slices are segmented")
                            .arg(segmentation()->segmentedSlices())
                            .arg(depth()));
    }
}

void Document::computeOutput(Output output, const SegmentationSettings& settings) {
    if (!stack_ || segmenting_) return;
    const QString title = tr("Computing the map");
    jobClock_.start();
    Q_EMIT jobStarted(title);
    network_.start(
        [this, title, settings, output, z = slice_, cache = segmenters_,
         stack = std::shared_ptr<const Stack>(stack_)](const Worker::Context& context) {
            OutputMap result{output, z, nullptr};
            cache->open(settings).predict(
                {stack, {z}, output},
                [&result](int, Image<float> probability) {
                    result.map = std::make_shared<const ProbabilityMap>(quantised(probability));
                },
                reporter(context, title), context.stop());
            return result;
        },
        [this](Outcome<OutputMap> outcome) {
            Q_EMIT jobEnded({});
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
            if (!outcome.value || !outcome.value->map) return;
            std::erase_if(outputMaps_, [&](const OutputMap& known) {
                return known.output == outcome.value->output && known.z == outcome.value->z;
            });
            outputMaps_.push_back(*outcome.value);
            Q_EMIT outputMapChanged(outcome.value->z);
        });
}

void Document::cancelJobs() {
    reader_.cancel();
    network_.cancel();
}

void Document::setState(SegmentationState state, int z) {
    state_ = std::move(state);
    Q_EMIT componentsChanged(z);
    Q_EMIT neuronsChanged();
    if (!segmenting_) reselect();
}

std::shared_ptr<const SliceComponents> Document::components(int z) const {
    return entryOrNull(state_.segmentation->proposal.slices, z);
}

std::shared_ptr<const ProbabilityMap> Document::probability(int z) const {
    return entryOrNull(state_.segmentation->maps, z);
}

std::shared_ptr<const ProbabilityMap> Document::outputMap(Output output, int z) const {
    if (auto segmented = probability(z); segmented && output == Output::Fused) return segmented;
    for (const OutputMap& known : outputMaps_) {
        if (known.output == output && known.z == z) return known.map;
    }
    return nullptr;
}

void Document::dropOutputMaps() {
    if (outputMaps_.empty()) return;
    outputMaps_.clear();
    Q_EMIT outputMapChanged(-1);
}

std::uint64_t Document::neuronAt(Place place) const {
    if (!contains(place)) return 0;
    const auto slice = components(place.z);
    return slice ? neurons().neuronOf(place.z, slice->labels(place.x, place.y)) : 0;
}

Profile Document::profileOf(std::uint64_t id, int z) const {
    Profile largest;
    const auto slice = components(z);
    if (!slice) return largest;
    const auto ids = neurons().idsOfSlice(z);
    const std::size_t count = std::min<std::size_t>(ids.size(), slice->sizes.size());
    for (std::size_t c = 1; c < count; ++c) {
        if (ids[c] == id && slice->sizes[c] > largest.pixels) {
            largest = {slice->sizes[c], slice->places[c]};
        }
    }
    return largest;
}

// --- What the user looks at ---

void Document::setSlice(int z) {
    z = std::clamp(z, 0, std::max(0, depth() - 1));
    if (z == slice_) return;
    slice_ = z;
    Q_EMIT sliceChanged(z);
}

void Document::setContrast(ContrastWindow window) {
    if (window == contrast_) return;
    contrast_ = window;
    Q_EMIT contrastChanged();
}

void Document::pick(Place place) {
    const std::uint64_t id = neuronAt(place);
    selectedPlace_ = id ? std::optional(place) : std::nullopt;
    if (std::exchange(selected_, id) != id) Q_EMIT selectionChanged(id);
}

void Document::select(std::uint64_t id) {
    const Neuron* neuron = neurons().find(id);
    pick(neuron ? Place{neuron->place.x, neuron->place.y, neuron->placeSlice} : Place{-1, -1, -1});
}

void Document::reselect() {
    if (selectedPlace_) pick(*selectedPlace_);
}

void Document::centreOn(std::uint64_t id) {
    const Neuron* neuron = neurons().find(id);
    if (!neuron) return;
    if (const Profile here = profileOf(id, slice_); here.pixels > 0) {
        Q_EMIT centreRequested({here.place.x, here.place.y, slice_});
        return;
    }
    setSlice(neuron->placeSlice);
    Q_EMIT centreRequested({neuron->place.x, neuron->place.y, neuron->placeSlice});
}

// --- Progress ---

ProgressFunction Document::reporter(const Worker::Context& context, const QString& title) {
    return [this, context, title](const Progress& progress) {
        context.post([this, title, progress] { report(title, progress); });
    };
}

void Document::report(const QString& title, const Progress& progress) {
    JobProgress job{title, progress.fraction, QString::fromStdString(progress.step), {}};
    const double seconds = static_cast<double>(jobClock_.elapsed()) / 1000;
    if (progress.fraction > 0.05 && seconds > 1) {
        job.secondsLeft = seconds * (1 - progress.fraction) / progress.fraction;
    }
    Q_EMIT jobProgress(job);
}

}  // namespace axolemma
