#include "ui/guided_start.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>
#include <algorithm>

#include "core/synthetic_stack.h"
#include "ui/document.h"
#include "ui/key_map.h"
#include "ui/menu_commands.h"
#include "ui/sample_merge.h"
#include "ui/shortcuts.h"
#include "ui/slice_view.h"

namespace axolemma {

namespace {

constexpr auto kSeenKey = "guide/seen";
constexpr int kWidth = 460;
constexpr int kMargin = 20;

}  // namespace

GuidedStart::GuidedStart(Document& document, SliceView& view, const KeyMap& keys)
    : QFrame(&view),
      document_(document),
      view_(view),
      keys_(keys),
      title_(new QLabel(this)),
      text_(new QLabel(this)),
      skip_(new QPushButton(tr("Skip"), this)) {
    setObjectName("guidedStart");
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    title_->setObjectName("guideTitle");
    QFont bold = title_->font();
    bold.setBold(true);
    title_->setFont(bold);
    text_->setObjectName("guideText");
    text_->setWordWrap(true);
    skip_->setObjectName("guideSkip");
    skip_->setFocusPolicy(Qt::NoFocus);
    auto* top = new QHBoxLayout;
    top->addWidget(title_, 1);
    top->addWidget(skip_);
    auto* column = new QVBoxLayout(this);
    column->addLayout(top);
    column->addWidget(text_);
    hide();
    view_.installEventFilter(this);
    connect(skip_, &QPushButton::clicked, this, &GuidedStart::end);
    connect(&keys_, &KeyMap::changed, this, [this] {
        if (isVisible()) show(step_);
    });
    connect(&document_, &Document::jobEnded, this, &GuidedStart::follow);
    connect(&document_, &Document::neuronsChanged, this, &GuidedStart::follow);
    connect(&document_.undoStack(), &QUndoStack::indexChanged, this, &GuidedStart::follow);
    connect(&document_, &Document::sliceChanged, this, &GuidedStart::showMerge);
    connect(&document_, &Document::stackChanged, this, [this] {
        finder_.drop();
        merge_.reset();
        showMerge();
    });
}

bool GuidedStart::wasSeen() {
    return QSettings().value(kSeenKey, false).toBool();
}

void GuidedStart::begin() {
    step_ = Segment;
    merge_.reset();
    show(Segment);
    follow();
}

void GuidedStart::follow() {
    if (step_ == Done) return;
    const auto& steps = document_.history().steps();
    const auto done = [&](const char* name) {
        return std::ranges::any_of(
            steps.first(document_.history().position()),
            [&](const HistoryStep& step) { return step.name.starts_with(name); });
    };
    if (step_ == Segment && !document_.segmentation()->empty() && !document_.segmenting()) {
        show(Cut);
        findMerge();
    }
    if (step_ == Cut && (done("Cut ") || done("Split "))) show(Verify);
    if (step_ == Verify && done("Verify ")) show(Done);
}

void GuidedStart::findMerge() {
    const auto stack = document_.stack();
    if (!isSample(*stack)) return;
    const std::size_t steps = document_.history().steps().size();
    finder_.start(
        [derived = document_.derived(), stack](const Worker::Context& context) {
            const SyntheticStack sample = makeSyntheticStack(
                {.width = stack->width(), .height = stack->height(), .depth = stack->depth()});
            return clearestMerge(*stack, sample.truth, *derived, context.stop());
        },
        [this, steps](Outcome<std::optional<Place>> outcome) {
            // Who has begun on something else is left in peace.
            if (step_ != Cut || document_.history().steps().size() != steps) return;
            if (!outcome.value || !*outcome.value) return;
            merge_ = *outcome.value;
            document_.setSlice(merge_->z);
            view_.centreOn(*merge_);
            show(Cut);
        });
}

void GuidedStart::showMerge() {
    constexpr double kRing = 24;
    ToolMarks marks;
    if (step_ == Cut && merge_ && merge_->z == document_.slice())
        marks.ring = {{merge_->x + 0.5, merge_->y + 0.5}, kRing, false};
    view_.setGuide(this, std::move(marks));
}

QString GuidedStart::keyOf(const char* action) const {
    const QString key = keys_.firstKeyOf(action);
    return key.isEmpty() ? '"' + plainText(actionEntry(action).translatedText()) + '"' : key;
}

void GuidedStart::show(Step step) {
    step_ = step;
    showMerge();
    const QString of = tr("Step %1 of 3").arg(step + 1);
    switch (step) {
        case Segment:
            title_->setText(of + tr(" – find the neurons"));
            text_->setText(
                tr("Press %1. The network finds the membranes, the slice that you see first; you "
                   "can go on looking meanwhile.")
                    .arg(keyOf("segment")));
            break;
        case Cut:
            title_->setText(of + tr(" – cut a neuron in two"));
            text_->setText(
                (merge_ ? tr("In the ring two cells run into each other. Press %1 and draw a rough "
                             "line across the gap: it snaps to the membrane.")
                        : tr("Press %1 and draw a rough line across a neuron where two cells run "
                             "into each other, or anywhere."))
                    .arg(keyOf("toolKnife")) +
                tr(" Both parts are shown: click one to cut. %1 takes it back. %2 shows where the "
                   "network is least sure.")
                    .arg(keyOf("undo"), keyOf("nextDoubt")));
            break;
        case Verify:
            title_->setText(of + tr(" – say that one is right"));
            text_->setText(
                tr("Click a neuron with Shift held, look through its slices with the wheel, and "
                   "press %1. From then on no tool and no other segmentation changes it.")
                    .arg(keyOf("verify")));
            break;
        case Done:
            title_->setText(tr("That is all"));
            text_->setText(
                tr("Every step is on the disk already. %1 shows the tour, %2 finds any command by "
                   "its name.")
                    .arg(keyOf("tour"), keyOf("commandPalette")));
            skip_->setText(tr("Close"));
            QSettings().setValue(kSeenKey, true);
            break;
    }
    QFrame::show();
    place();
    raise();
}

void GuidedStart::end() {
    step_ = Done;
    showMerge();
    QSettings().setValue(kSeenKey, true);
    hide();
}

void GuidedStart::place() {
    const int width = std::min(kWidth, view_.width() - 2 * kMargin);
    setFixedWidth(std::max(100, width));
    adjustSize();
    move((view_.width() - this->width()) / 2, view_.height() - height() - kMargin);
}

bool GuidedStart::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && isVisible()) place();
    return QFrame::eventFilter(watched, event);
}

}  // namespace axolemma
