#include "ui/refinement_curve.h"

#include <utility>

#include "core/error.h"
#include "ui/comparison.h"
#include "ui/document.h"
#include "ui/refinement_run.h"

namespace axolemma {

namespace {

/// Nothing is computed while things change faster than this.
constexpr int kPauseMs = 250;

}  // namespace

RefinementCurve::RefinementCurve(Document& document, Comparison& comparison, QObject* parent)
    : QObject(parent), document_(document), comparison_(comparison) {
    pause_.setSingleShot(true);
    pause_.setInterval(kPauseMs);
    connect(&pause_, &QTimer::timeout, this, &RefinementCurve::compute);
    connect(&document_, &Document::neuronsChanged, this, &RefinementCurve::check);
    connect(&document_, &Document::stackChanged, this, &RefinementCurve::check);
    connect(&document_, &Document::ruleChanged, this, &RefinementCurve::check);
    connect(&document_, &Document::jobEnded, this, &RefinementCurve::check);
    connect(&comparison_, &Comparison::truthChanged, this, &RefinementCurve::check);
}

RefinementCurve::Key RefinementCurve::keyNow() const {
    Key key{document_.segmentation()->maps, comparison_.truth(), document_.rule()};
    key.rule.refinement.weight = 0;
    return key;
}

void RefinementCurve::check() {
    if (Key now = keyNow(); now != key_) {
        key_ = std::move(now);
        if (!points_.empty()) {
            points_.clear();
            Q_EMIT changed();
        }
    } else if (!points_.empty()) {
        return;
    }
    // Whoever moves something needs the processors for that.
    worker_.cancel();
    pause_.start();
}

void RefinementCurve::compute() {
    if (document_.segmentation()->empty()) return;
    if (document_.busy()) return pause_.start();
    auto job = [key = key_, segmentation = document_.segmentation(),
                contours = document_.contours()](const Worker::Context& context) {
        std::vector<std::shared_ptr<const Image<std::uint8_t>>> lines(segmentation->maps.size());
        for (int z = 0; z < static_cast<int>(lines.size()); ++z) {
            if (context.stop().stop_requested()) throw Cancelled();
            const auto& map = segmentation->maps[z];
            if (map) lines[z] = contours->of(z, map, key.rule.refinement);
        }
        const auto slices =
            judgedSlices(*segmentation, key.truth ? &key.truth->labels : nullptr, &lines);
        return refinementCurve<std::uint8_t>(slices, key.rule, curveWeights(), 1, context.stop());
    };
    worker_.start(std::move(job), [this, key = key_](Outcome<std::vector<CurvePoint>> outcome) {
        // Cancelled, or outdated, by what came after it, which computes it again.
        if (!outcome.value || key != key_) return;
        points_ = std::move(*outcome.value);
        Q_EMIT changed();
    });
}

}  // namespace axolemma
