#include "ui/comparison.h"

#include <fmt/format.h>

#include <QThread>
#include <algorithm>

#include "core/error.h"
#include "core/io/stack_reader.h"
#include "core/parallel.h"
#include "ui/document.h"

namespace axolemma {

namespace {

/// Neurons are scored when nothing has changed for so long.
constexpr int kVolumePauseMs = 250;

Truth readTruth(const std::filesystem::path& path, const Stack& stack, std::stop_token stop) {
    const Stack file = readStack(path, {}, stop);
    if (file.width() != stack.width() || file.height() != stack.height() ||
        file.depth() != stack.depth()) {
        throw Error(
            fmt::format("{} has {} x {} x {} voxels but the open stack has {} x {} x {}: "
                        "choose the labels of this stack.",
                        path.filename().string(), file.width(), file.height(), file.depth(),
                        stack.width(), stack.height(), stack.depth()));
    }
    Truth truth{QString::fromStdString(file.name), asLabels(file), {}, false};
    truth.namesNeurons = namesNeurons(truth.labels);
    for (int z = 0; z < truth.labels.depth(); ++z) {
        const auto slice = truth.labels.slice(z);
        truth.hasCells.push_back(std::any_of(slice.data(), slice.data() + slice.size(),
                                             [](std::uint32_t label) { return label != 0; }));
    }
    return truth;
}

}  // namespace

Comparison::Comparison(Document& document, QObject* parent) : QObject(parent), document_(document) {
    volumePause_.setSingleShot(true);
    volumePause_.setInterval(kVolumePauseMs);
    connect(&volumePause_, &QTimer::timeout, this, &Comparison::scoreVolume);
    connect(&document_, &Document::stackChanged, this, &Comparison::clear);
    connect(&document_, &Document::componentsChanged, this, &Comparison::follow);
    connect(&document_, &Document::neuronsChanged, this, &Comparison::follow);
    connect(&document_, &Document::jobEnded, this, &Comparison::follow);
}

Comparison::~Comparison() = default;

// --- The truth ---

void Comparison::load(const std::filesystem::path& path) {
    if (!document_.hasStack()) return;
    reader_.start(
        [path, stack = document_.stack()](const Worker::Context& context) {
            return std::make_shared<const Truth>(readTruth(path, *stack, context.stop()));
        },
        [this](Outcome<std::shared_ptr<const Truth>> outcome) {
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
            if (!outcome.value) return;
            forget();
            truth_ = *outcome.value;
            slices_.resize(truth_->labels.depth());
            Q_EMIT truthChanged();
            follow();
        });
}

void Comparison::clear() {
    // Labels of another stack must not arrive any more.
    reader_.drop();
    if (!truth_) return;
    forget();
    Q_EMIT truthChanged();
}

void Comparison::forget() {
    for (Worker* worker : {&comparer_, &warper_, &volumeScorer_}) worker->cancel();
    volumePause_.stop();
    truth_.reset();
    slices_.clear();
    scores_.reset();
    volumeScores_.reset();
    scoredVolume_ = {};
}

// --- What is out of date ---

std::shared_ptr<const SliceComparison> Comparison::slice(int z) const {
    return z >= 0 && z < static_cast<int>(slices_.size()) ? slices_[z].comparison : nullptr;
}

bool Comparison::stale(int z) const {
    return slices_[z].components != document_.components(z);
}

bool Comparison::unwarped(int z) const {
    return truth_->hasCells[z] && slices_[z].warped != document_.components(z);
}

bool Comparison::volumeWanted() const {
    if (!truth_ || !truth_->namesNeurons) return false;
    for (int z = 0; z < document_.depth(); ++z)
        if (truth_->hasCells[z] && !document_.components(z)) return false;
    return true;
}

bool Comparison::updating(Part part) const {
    if (!truth_) return false;
    if (part == Part::Volume) return volumeWanted() && scoredVolume_ != document_.derived();
    for (int z = 0; z < static_cast<int>(slices_.size()); ++z)
        if (truth_->hasCells[z] && (part == Part::Slices ? stale(z) : unwarped(z))) return true;
    return false;
}

void Comparison::follow() {
    if (!truth_) return;
    std::vector<int> forgotten;
    for (int z = 0; z < static_cast<int>(slices_.size()); ++z) {
        if (document_.components(z)) continue;
        // A warping error may be there before the rest.
        if (!slices_[z].components && !slices_[z].warped) continue;
        slices_[z] = {};
        forgotten.push_back(z);
    }
    if (!forgotten.empty()) sumUp();
    for (const int z : forgotten) Q_EMIT sliceCompared(z);
    if (!volumeWanted()) volumeScores_.reset();
    compareNext();
    warpNext();
    if (updating(Part::Volume)) {
        volumeScorer_.cancel();
        volumePause_.start();
    }
    Q_EMIT scoresChanged();
}

// --- Finding it anew ---

/// Up to `most` slices that are out of date, from the visible one outward.
template <typename Stale>
std::vector<Comparison::Task> Comparison::tasks(Stale isStale, int most) const {
    std::vector<Task> found;
    for (const int z : slicesOutwardFrom(document_.slice(), document_.depth())) {
        if (static_cast<int>(found.size()) == most) break;
        if (document_.components(z) && isStale(z)) found.push_back({z, document_.components(z)});
    }
    return found;
}

/// The visible slice is compared alone, so that nothing is in its way. Few slices at a time: what
/// changes meanwhile waits no longer than for these, and nothing that was found is thrown away.
void Comparison::compareNext() {
    if (comparer_.busy()) return;
    const bool visible = stale(document_.slice()) && document_.components(document_.slice());
    const int threads = QThread::idealThreadCount();
    const auto batch = tasks([this](int z) { return stale(z); }, visible ? 1 : threads);
    if (batch.empty()) return;
    using Results = std::vector<std::shared_ptr<const SliceComparison>>;
    comparer_.start(
        [batch, truth = truth_, threads](const Worker::Context&) {
            Results results(batch.size());
            parallelFor(static_cast<int>(batch.size()), threads, [&](int i) {
                results[i] = std::make_shared<const SliceComparison>(
                    compareSlice(truth->labels.slice(batch[i].z), batch[i].components->labels));
            });
            return results;
        },
        [this, batch, truth = truth_](Outcome<Results> outcome) {
            if (truth != truth_) return follow();
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
            for (std::size_t i = 0; i < batch.size(); ++i) {
                Compared& slice = slices_[batch[i].z];
                slice.components = batch[i].components;
                slice.comparison = outcome.value ? (*outcome.value)[i] : nullptr;
                Q_EMIT sliceCompared(batch[i].z);
            }
            sumUp();
            follow();
        });
}

/// Leaves a processor to what is more urgent.
void Comparison::warpNext() {
    if (warper_.busy()) return;
    const int threads = std::max(1, QThread::idealThreadCount() / 2);
    const auto batch = tasks([this](int z) { return unwarped(z); }, threads);
    if (batch.empty()) return;
    using Results = std::vector<detail::TopologyErrors>;
    warper_.start(
        [batch, truth = truth_, threads](const Worker::Context&) {
            Results results(batch.size());
            parallelFor(static_cast<int>(batch.size()), threads, [&](int i) {
                results[i] =
                    topologyOfSlice(truth->labels.slice(batch[i].z), batch[i].components->labels);
            });
            return results;
        },
        [this, batch, truth = truth_](Outcome<Results> outcome) {
            if (truth != truth_) return follow();
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
            for (std::size_t i = 0; i < batch.size(); ++i) {
                Compared& slice = slices_[batch[i].z];
                // A slice that is no longer segmented has lost what was known of it.
                if (!document_.components(batch[i].z)) continue;
                slice.warped = batch[i].components;
                slice.topology.reset();
                if (outcome.value) slice.topology = (*outcome.value)[i];
            }
            sumUp();
            follow();
        });
}

void Comparison::scoreVolume() {
    if (!updating(Part::Volume)) return;
    if (document_.busy() || updating(Part::Slices) || updating(Part::Warping))
        return volumePause_.start();
    volumeScorer_.start(
        [truth = truth_, derived = document_.derived()](const Worker::Context& context) {
            const auto labels = labelVolume(derived->partition, derived->neurons,
                                            truth->labels.width(), truth->labels.height(),
                                            Boundary::Grown, LabelIds::Neurons, context.stop());
            return axolemma::volumeScores(truth->labels, labels, context.stop());
        },
        [this, truth = truth_, key = document_.derived()](Outcome<VolumeScores> outcome) {
            if (truth != truth_ || outcome.cancelled || !volumeWanted()) return;
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
            scoredVolume_ = key;
            volumeScores_ = outcome.value;
            Q_EMIT scoresChanged();
        });
}

void Comparison::sumUp() {
    std::vector<SliceSums> sums;
    for (const Compared& slice : slices_) {
        if (!slice.comparison) continue;
        sums.push_back(slice.comparison->sums);
        sums.back().topology = slice.topology;
    }
    scores_ = stackScores(sums);
}

}  // namespace axolemma
