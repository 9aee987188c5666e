// What a document does in the background: segmenting, refining, and side outputs.
#include <QLocale>
#include <QThread>
#include <algorithm>
#include <utility>

#include "ui/commands.h"
#include "ui/document.h"
#include "ui/refinement_run.h"

namespace axolemma {

// --- Segmenting ---

void Document::segment(const SegmentationSettings& settings) {
    if (!stack_ || !mayEdit()) return;
    const QString title = tr("Segmenting");
    abandonRefinement();
    // What another network said until now is a step of its own.
    if (segmenting_ && slicesDone_ > 0) keepProposal();
    if (segmenting_) dropRuns();
    running_ = nullptr;
    segmenting_ = true;
    networkYields_ = false;
    slicesDone_ = 0;
    auto job = [this, title, settings, cache = segmenters_,
                stack = std::shared_ptr<const Stack>(stack_), before = state_, minted = minted_,
                said = saidNow(),
                slices = slicesOutwardFrom(slice_, depth())](const Worker::Context& context) {
        const auto& [segmenter, hash] = cache->open(settings);
        for (const std::string& note : segmenter->notesFor(*stack)) {
            context.post([this, note] { Q_EMIT noted(QString::fromStdString(note)); });
        }
        return runSegmentation(
            *segmenter, hash, stack, slices, before, minted, said,
            [this, &context](int z, SegmentationState state) {
                context.post([this, z, state = std::move(state)]() mutable {
                    takeSlice(z, std::move(state));
                });
            },
            reporter(context, title), context.stop());
    };
    network_.start(std::move(job), [this](Outcome<bool> outcome) { endSegmentation(outcome); });
    beginJob(title);
}

void Document::takeSlice(int z, SegmentationState state) {
    if (!segmenting_) return;
    if (slicesDone_ > 0 && !running_) return;
    // The last state comes once more, with the ids that stay.
    if (z >= 0) ++slicesDone_;
    extendStep(std::move(state), z, tr("Segment"));
}

void Document::extendStep(SegmentationState state, int z, const QString& text) {
    if (running_) {
        running_->setText(text);
        running_->extend(state);
        setState(std::move(state), z);
        return;
    }
    if (!commitProposal(text)) {
        network_.cancel();
        return;
    }
    auto* step = new SetProposal(*this, state_, std::move(state));
    step->setText(text);
    undoStack_.push(step);
    keepStatesOf(*step);
    running_ = step;
}

void Document::endSegmentation(const Outcome<bool>& outcome) {
    segmenting_ = false;
    const bool complete = outcome.value.value_or(false);
    if (slicesDone_ > 0) keepProposal();
    if (running_) {
        running_->setText(complete           ? tr("Segment slices 0–%1").arg(depth() - 1)
                          : slicesDone_ == 1 ? tr("Segment one slice")
                                             : tr("Segment %1 slices").arg(slicesDone_));
        running_ = nullptr;
        reselect();
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
    if (!stack_ || segmenting_ || loading_) return;
    const QString title = tr("Computing the map");
    networkYields_ = false;
    network_.start(
        [this, title, settings, output, z = slice_, cache = segmenters_,
         stack = std::shared_ptr<const Stack>(stack_)](const Worker::Context& context) {
            OutputMap result{output, z, nullptr};
            cache->open(settings).segmenter->predict(
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
    beginJob(title);
}

void Document::estimateCost(const SegmentationSettings& settings) {
    if (!stack_ || (network_.busy() && !networkYields_)) return;
    networkYields_ = true;
    network_.start(
        [settings, cache = segmenters_,
         stack = std::shared_ptr<const Stack>(stack_)](const Worker::Context& context) {
            return cache->open(settings).segmenter->estimateSeconds(*stack, context.stop());
        },
        [this](Outcome<double> outcome) {
            // What is wrong with a model is said when it is to be used.
            if (outcome.value) Q_EMIT costEstimated(*outcome.value);
        });
}

// --- Refining ---

void Document::refine(const PartitionRule& rule, int gesture) {
    if (segmenting_ || state_.segmentation->empty() || rule == rule_ || !mayEdit()) return;
    // No rule makes anything of labels.
    if (std::ranges::all_of(state_.segmentation->maps, [](const auto& map) { return !map; }))
        return;
    // What is not finished is gone on with, so that no step ends half-way.
    const bool continues = refining_ || (gesture == gesture_ && running_);
    if (!continues) {
        running_ = nullptr;
        refineBase_ = state_;
    }
    gesture_ = gesture;
    refining_ = true;
    setRule(rule);
    if (!refiningShown_) jobClock_.start();
    // Ids are kept as they were before the gesture, so that what is tried on the way mints none.
    RefinementRequest request{
        state_.segmentation,        minted_, state_.derived, saidNow(), rule, slice_,
        QThread::idealThreadCount()};
    auto job = [this, request = std::move(request),
                contours = contours_](const Worker::Context& context) {
        return runRefinement(
            request, *contours,
            [this, &context](int z, SegmentationState state) {
                context.post([this, z, state = std::move(state)]() mutable {
                    extendStep(std::move(state), z, refinementText());
                });
            },
            [this, &context](const Progress& progress) {
                context.post([this, progress] { reportRefining(progress); });
            },
            context.stop());
    };
    refiner_.start(std::move(job), [this](Outcome<SegmentationState> outcome) {
        endRefinement(std::move(outcome));
    });
}

QString Document::refinementText() const {
    const float weight = rule_.refinement.weight;
    if (weight == refineBase_.segmentation->rule.refinement.weight)
        return tr("Change the refinement");
    return tr("Set w_f to %1").arg(QLocale().toString(weight, 'f', 2));
}

void Document::reportRefining(const Progress& progress) {
    // What is over in a moment needs no bar.
    constexpr int kMomentMs = 400;
    if (!refiningShown_) {
        if (jobClock_.elapsed() < kMomentMs) return;
        refiningShown_ = true;
        Q_EMIT jobStarted(tr("Refining"));
    }
    report(tr("Refining"), progress);
}

void Document::endRefinement(Outcome<SegmentationState> outcome) {
    refining_ = false;
    if (outcome.value) {
        extendStep(std::move(*outcome.value), -1, refinementText());
        keepProposal();
    } else {
        takeBackRefinement();
    }
    if (std::exchange(refiningShown_, false))
        Q_EMIT jobEnded(outcome.cancelled ? tr("Refining was cancelled") : QString());
    if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
}

bool Document::stopRefining() {
    refiner_.drop();
    const bool unfinished = std::exchange(refining_, false);
    // A fit is given up for good; what was asked for by hand may come again.
    if (std::exchange(refiningShown_, false))
        Q_EMIT jobEnded(unfinished ? QString() : tr("Fitting was given up"));
    return unfinished;
}

void Document::abandonRefinement() {
    if (stopRefining()) takeBackRefinement();
}

void Document::takeBackRefinement() {
    if (running_) {
        // Half of the slices by one rule and half by another is nothing to keep or to redo.
        running_->discard();
        undoStack_.undo();
    } else {
        setRule(state_.segmentation->rule);
    }
}

void Document::fitRefinement(const RefinementSearch& search,
                             std::shared_ptr<const Volume<std::uint32_t>> truth, int gesture) {
    if (segmenting_ || state_.segmentation->empty() || !mayEdit()) return;
    abandonRefinement();
    const QString title = tr("Fitting");
    refiningShown_ = true;
    auto job = [this, title, search, truth = std::move(truth), before = state_.segmentation,
                threads = QThread::idealThreadCount()](const Worker::Context& context) {
        const auto slices = judgedSlices(*before, truth.get(), nullptr);
        return axolemma::fitRefinement<std::uint8_t>(slices, before->rule, search, threads,
                                                     reporter(context, title), context.stop());
    };
    refiner_.start(std::move(job), [this, gesture](Outcome<RefinementFit> outcome) {
        refiningShown_ = false;
        Q_EMIT jobEnded(outcome.cancelled ? tr("Fitting was cancelled") : QString());
        if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
        if (!outcome.value) return;
        refine(outcome.value->rule, gesture);
        Q_EMIT refinementFitted(*outcome.value);
    });
    beginJob(title);
}

void Document::setRule(const PartitionRule& rule) {
    if (rule == rule_) return;
    rule_ = rule;
    Q_EMIT ruleChanged();
}

void Document::cancelJobs() {
    reader_.cancel();
    network_.cancel();
    refiner_.cancel();
    copier_.cancel();
}

void Document::endJobs() {
    abandonRefinement();
    if (segmenting_ && slicesDone_ > 0) keepProposal();
    dropRuns();
    dropSaving();
}

// --- Progress ---

void Document::beginJob(const QString& title) {
    jobClock_.start();
    Q_EMIT jobStarted(title);
}

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
