#include "ui/document.h"

#include <QLocale>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <set>
#include <utility>

#include "core/io/stack_reader.h"
#include "core/synthetic_stack.h"
#include "ui/commands.h"
#include "ui/opened_project.h"

namespace axolemma {

namespace {

SegmentationState emptyState() {
    return {std::make_shared<const Segmentation>(), std::make_shared<const Derived>()};
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
      shared_(std::make_shared<SharedAssertions>()),
      segmenters_(std::make_shared<SegmenterCache>(std::move(factory))) {
    connect(&writer_, &ProjectWriter::problem, this, &Document::projectProblem);
    connect(&writer_, &ProjectWriter::saved, this, &Document::projectSaved);
    connect(&writer_, &ProjectWriter::failed, this, &Document::failed);
}

Document::~Document() {
    endJobs();
    // Commands look at their document when they are destroyed.
    undoStack_.clear();
    writer_.queue().waitForDone();
    closeProject();
}

// --- The stack ---

template <typename Make>
void Document::load(const QString& title, Make make) {
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
    beginJob(title);
}

void Document::open(std::vector<std::filesystem::path> paths) {
    if (paths.empty()) return;
    if (paths.size() == 1 && isProject(paths.front())) {
        openProject(paths.front());
        return;
    }
    const QString name = QString::fromStdString(paths.front().filename().string());
    load(tr("Opening %1").arg(name),
         [paths = std::move(paths)](const ProgressFunction& progress, std::stop_token stop) {
             return readStack(paths, progress, stop);
         });
}

void Document::openSample() {
    load(tr("Making the sample stack"),
         [](const ProgressFunction&, std::stop_token) { return sampleStack(); });
}

void Document::setStack(Stack stack) {
    auto shared = std::make_shared<Stack>(std::move(stack));
    const ContrastWindow contrast = robustWindow(*shared);
    adopt({std::move(shared), contrast});
}

void Document::adopt(Opened opened) {
    // What runs is of the old stack.
    endJobs();
    undoStack_.clear();
    deriver_.drop();
    closeProject();
    minted_.clear();
    shared_->set({});
    running_ = nullptr;
    stack_ = std::move(opened.stack);
    state_ = emptyState();
    shownProposal_.clear();
    refineBase_ = {};
    setRule(state_.segmentation->rule);
    contours_ = std::make_shared<ContourCache>();
    outputMaps_.clear();
    picked_ = {};
    visibility_.showAll();
    slice_ = 0;
    contrast_ = automaticContrast_ = opened.contrast;
    Q_EMIT stackChanged();
    Q_EMIT projectChanged();
    for (const std::string& note : stack_->notes) Q_EMIT noted(QString::fromStdString(note));
}

void Document::dropRuns() {
    network_.drop();
    networkYields_ = true;
    stopRefining();
    running_ = nullptr;
    const bool loading = std::exchange(loading_, false);
    const bool segmenting = std::exchange(segmenting_, false);
    if (loading || segmenting) Q_EMIT jobEnded({});
}

bool Document::contains(Place place) const {
    return place.x >= 0 && place.y >= 0 && place.z >= 0 && place.x < width() &&
           place.y < height() && place.z < depth();
}

void Document::setSpacing(Spacing spacing) {
    if (!stack_ || (spacing == stack_->spacing() && stack_->spacingKnown())) return;
    const bool shared = stack_.use_count() > 1;
    // Whoever let go of it has done so before we write.
    std::atomic_thread_fence(std::memory_order_acquire);
    if (shared) {
        // A job or an export reads this stack: it keeps the one it has, and we go on with a copy.
        auto copy = std::make_shared<Stack>(std::visit(
            [](const auto& volume) { return Stack(AnyVolume(volume.clone())); }, stack_->voxels()));
        copy->path = stack_->path;
        copy->name = stack_->name;
        copy->files = stack_->files;
        copy->notes = stack_->notes;
        copy->facts = stack_->facts;
        stack_ = std::move(copy);
    }
    sayVoxelSize(*stack_, spacing);
    Q_EMIT spacingChanged();
    if (!log_.project() || log_.project()->readOnly()) return;
    log_.project()->setStack(*stack_);
    saveProject();
}

// --- The segmentation ---

void Document::setState(SegmentationState state, int z) {
    state_ = std::move(state);
    setRule(state_.segmentation->rule);
    Q_EMIT componentsChanged(z);
    Q_EMIT neuronsChanged();
    if (!segmenting_) reselect();
    followSaid();
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
    return state_.derived->neuronAt(place);
}

NeuronInSlice Document::profileOf(std::uint64_t id, int z) const {
    NeuronInSlice largest;
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

void Document::pickAll(const std::vector<Place>& places) {
    if (picked_.set(places, [this](Place place) { return neuronAt(place); }))
        Q_EMIT selectionChanged(selectedNeuron());
}

void Document::togglePick(Place place) {
    if (picked_.toggle(place, [this](Place at) { return neuronAt(at); }))
        Q_EMIT selectionChanged(selectedNeuron());
}

void Document::select(std::uint64_t id) {
    const Neuron* neuron = neurons().find(id);
    pick(neuron ? Place{neuron->place.x, neuron->place.y, neuron->placeSlice} : Place{-1, -1, -1});
}

void Document::reselect() {
    std::vector<Place> places = picked_.places();
    std::set<std::uint64_t> missing = picked_.ids();
    for (const Place place : places) missing.erase(neuronAt(place));
    for (std::size_t i = 0; i < places.size() && !missing.empty(); ++i) {
        if (neuronAt(places[i]) != 0) continue;
        // A stroke of boundary over the place where a neuron was picked does not drop it.
        const bool last = i + 1 == places.size() && missing.contains(selectedNeuron());
        const std::uint64_t id = last ? selectedNeuron() : *missing.begin();
        missing.erase(id);
        if (const Neuron* neuron = neurons().find(id))
            places[i] = {neuron->place.x, neuron->place.y, neuron->placeSlice};
    }
    pickAll(places);
}

void Document::centreOn(std::uint64_t id) {
    const Neuron* neuron = neurons().find(id);
    if (!neuron) return;
    if (const NeuronInSlice here = profileOf(id, slice_); here.pixels > 0) {
        Q_EMIT centreRequested({here.place.x, here.place.y, slice_});
        return;
    }
    setSlice(neuron->placeSlice);
    Q_EMIT centreRequested({neuron->place.x, neuron->place.y, neuron->placeSlice});
}

}  // namespace axolemma
