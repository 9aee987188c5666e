#include "ui/doubt_queue.h"

#include <QThread>
#include <algorithm>

#include "ui/document.h"

namespace axolemma {

namespace {

constexpr int kIdleMs = 700;

}  // namespace

DoubtQueue::DoubtQueue(Document& document, QObject* parent) : QObject(parent), document_(document) {
    connect(&document_, &Document::neuronsChanged, this, [this] {
        outdate();
        if (open_) {
            find();
        } else {
            findWhenIdle();
        }
    });
    connect(&document_, &Document::stackChanged, this, [this] {
        outdate();
        doubts_.clear();
        memory_ = std::make_shared<DoubtFinder>();
        uncertainty_ = nullptr;
        Q_EMIT uncertaintyChanged();
        close();
    });
    connect(&document_, &Document::sliceChanged, this, &DoubtQueue::changed);
    idle_.setSingleShot(true);
    idle_.setInterval(kIdleMs);
    connect(&idle_, &QTimer::timeout, this, [this] {
        if (document_.busy()) {
            findWhenIdle();
        } else if (stale_ && watching_) {
            find();
        }
    });
}

void DoubtQueue::outdate() {
    stale_ = true;
    finder_.drop();
}

void DoubtQueue::setWatching(bool watching) {
    watching_ = watching;
    if (stale_) findWhenIdle();
}

void DoubtQueue::findWhenIdle() {
    if (watching_ && !document_.segmentation()->empty()) idle_.start();
}

void DoubtQueue::find() {
    struct Found {
        std::vector<Doubt> doubts;
        std::map<std::uint64_t, double> uncertainty;
    };
    idle_.stop();
    // Who waits for it gets every core.
    finder_.start(
        [derived = document_.derived(), rule = document_.rule(), memory = memory_,
         threads = open_ ? QThread::idealThreadCount() : 1](const Worker::Context& context) {
            Found found{memory->find(*derived, rule, threads, context.stop()), {}};
            found.uncertainty = uncertaintyByNeuron(found.doubts);
            return found;
        },
        [this](Outcome<Found> outcome) {
            if (!outcome.error.empty()) document_.refuse(QString::fromStdString(outcome.error), {});
            if (!outcome.value) {
                Q_EMIT changed();
                return;
            }
            doubts_ = std::move(outcome.value->doubts);
            uncertainty_ = std::make_shared<const std::map<std::uint64_t, double>>(
                std::move(outcome.value->uncertainty));
            stale_ = false;
            Q_EMIT uncertaintyChanged();
            if (open_) show();
        });
    Q_EMIT changed();
}

void DoubtQueue::step(int direction) {
    if (document_.segmentation()->empty()) {
        document_.refuse(tr("Segment the stack first."), {});
        return;
    }
    if (open_) position_ = std::max(0, position_ + direction);
    open_ = true;
    if (stale_) {
        find();
    } else {
        show();
    }
}

void DoubtQueue::show() {
    position_ = std::clamp(position_, 0, std::max(0, count() - 1));
    const auto before = shown_;
    shown_ = doubts_.empty() ? std::nullopt : std::optional(doubts_[position_]);
    const bool moved = shown_ && !(before && before->at == shown_->at && before->a == shown_->a &&
                                   before->b == shown_->b);
    if (moved) {
        document_.setSlice(shown_->at.z);
        Q_EMIT placeChosen(shown_->at);
    }
    Q_EMIT changed();
}

bool DoubtQueue::decide(const Edit& edit) {
    document_.apply(edit);
    document_.settled();
    return true;
}

bool DoubtQueue::takeOther() {
    const Derived& now = document_.settled();
    // While the next ones are looked for there is nothing to decide.
    if (!shown_ || stale_) return false;
    return decide(axolemma::takeOther(now, *shown_));
}

bool DoubtQueue::keepPresent() {
    const Derived& now = document_.settled();
    if (!shown_ || stale_) return false;
    return decide(axolemma::keepPresent(now, *shown_));
}

void DoubtQueue::close() {
    open_ = false;
    shown_.reset();
    position_ = 0;
    Q_EMIT changed();
}

ToolMarks DoubtQueue::marks() const {
    ToolMarks marks;
    if (!shown_) return marks;
    const int z = document_.slice();
    if (shown_->a.z == z) marks.dots.push_back({centreOf(shown_->a.point()), kFirstSide});
    if (shown_->b.z == z) marks.dots.push_back({centreOf(shown_->b.point()), kOtherSide});
    constexpr double kRing = 18;
    if (shown_->at.z == z) marks.ring = {centreOf(shown_->at.point()), kRing, false};
    return marks;
}

}  // namespace axolemma
