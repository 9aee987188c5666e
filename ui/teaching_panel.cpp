#include "ui/teaching_panel.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>
#include <utility>

#include "core/error.h"
#include "segmentation/model_store.h"
#include "ui/change_gallery.h"
#include "ui/document.h"
#include "ui/job_strip.h"
#include "ui/training_plot.h"
#include "ui/verdict_table.h"

namespace axolemma {

namespace {

constexpr auto kMinutesKey = "teaching/minutes";
constexpr int kSurveyDelayMs = 700;

/// A name that no model has: that of the stack, with a number where it is taken.
std::filesystem::path freeFile(const QString& stackName) {
    std::string stem = std::filesystem::path(stackName.toStdString()).stem().string();
    if (stem.empty()) stem = "stack";
    for (int number = 1;; ++number) {
        const std::string name = number == 1 ? stem : stem + "-" + std::to_string(number);
        try {
            requireFreeName(name);
        } catch (const Error&) {
            if (number < 1000) continue;
            throw;
        }
        const std::filesystem::path file = pathInStore(name, false);
        std::filesystem::create_directories(file.parent_path());
        return file;
    }
}

QString placeOf(const HeldOut& block) {
    return block.first == block.last
               ? TeachingPanel::tr("slice %1").arg(block.first)
               : TeachingPanel::tr("a part of slices %1–%2").arg(block.first).arg(block.last);
}

}  // namespace

TeachingPanel::TeachingPanel(Document& document, Teaching& teaching,
                             std::function<SegmentationSettings()> parentModel, QWidget* parent)
    : QWidget(parent),
      document_(document),
      teaching_(teaching),
      parentModel_(std::move(parentModel)),
      outlook_(new QLabel(this)),
      minutes_(new QDoubleSpinBox(this)),
      start_(new QPushButton(tr("Teach the network"), this)),
      run_(new QWidget(this)),
      bar_(new QProgressBar(run_)),
      state_(new QLabel(this)),
      plot_(new TrainingPlot(run_)),
      pause_(new QPushButton(tr("Pause"), run_)),
      cancel_(new QPushButton(tr("Cancel"), run_)),
      verdict_(new QWidget(this)),
      heading_(new QLabel(verdict_)),
      table_(new VerdictTable(verdict_)),
      gallery_(new ChangeGallery(verdict_)),
      forgetting_(new QLabel(verdict_)),
      use_(new QPushButton(tr("Use it"), verdict_)),
      keep_(new QPushButton(tr("Keep both"), verdict_)),
      discard_(new QPushButton(tr("Discard"), verdict_)) {
    setObjectName("teachingPanel");
    outlook_->setObjectName("teachingOutlook");
    state_->setObjectName("teachingState");
    heading_->setObjectName("teachingHeading");
    forgetting_->setObjectName("teachingForgetting");
    for (QLabel* label : {outlook_, state_, heading_, forgetting_}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    forgetting_->setForegroundRole(QPalette::PlaceholderText);
    QFont bold = heading_->font();
    bold.setBold(true);
    heading_->setFont(bold);
    minutes_->setObjectName("teachingMinutes");
    minutes_->setRange(0.1, 600);
    minutes_->setDecimals(1);
    minutes_->setSuffix(tr(" min"));
    minutes_->setValue(QSettings().value(kMinutesKey, 5.0).toDouble());
    start_->setObjectName("teachButton");
    start_->setToolTip(
        tr("The network learns from verified neurons and slices and from painted boundary; the "
           "old one stays, and nothing is replaced before you decide"));
    pause_->setObjectName("teachingPause");
    pause_->setCheckable(true);
    cancel_->setObjectName("teachingCancel");
    use_->setObjectName("teachingUse");
    use_->setToolTip(tr("Segment the stack again with the new network; every edit stays"));
    keep_->setObjectName("teachingKeep");
    keep_->setToolTip(tr("Put the new network into the list of models and go on as before"));
    discard_->setObjectName("teachingDiscard");
    discard_->setToolTip(tr("Remove the new network"));

    auto* form = new QFormLayout;
    form->addRow(tr("Time"), minutes_);
    auto* runColumn = new QVBoxLayout(run_);
    runColumn->setContentsMargins(0, 0, 0, 0);
    runColumn->addWidget(bar_);
    runColumn->addWidget(plot_);
    auto* runButtons = new QHBoxLayout;
    runButtons->addWidget(pause_);
    runButtons->addWidget(cancel_);
    runButtons->addStretch();
    runColumn->addLayout(runButtons);
    auto* verdictColumn = new QVBoxLayout(verdict_);
    verdictColumn->setContentsMargins(0, 0, 0, 0);
    verdictColumn->addWidget(heading_);
    // What is to be decided is in sight without scrolling.
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {use_, keep_, discard_}) buttons->addWidget(button);
    buttons->addStretch();
    verdictColumn->addLayout(buttons);
    verdictColumn->addWidget(table_);
    verdictColumn->addWidget(forgetting_);
    verdictColumn->addWidget(gallery_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(outlook_);
    column->addLayout(form);
    column->addWidget(start_);
    column->addWidget(run_);
    column->addWidget(state_);
    column->addWidget(verdict_);
    column->addStretch();

    soon_.setSingleShot(true);
    soon_.setInterval(kSurveyDelayMs);
    connect(&soon_, &QTimer::timeout, &teaching_, &Teaching::survey);
    connect(&document_, &Document::stackChanged, this, &TeachingPanel::surveySoon);
    connect(&document_, &Document::edited, this, &TeachingPanel::surveySoon);
    connect(&document_, &Document::stepShown, this, &TeachingPanel::surveySoon);
    connect(&document_, &Document::projectChanged, this, &TeachingPanel::surveySoon);
    connect(&teaching_, &Teaching::surveyed, this, &TeachingPanel::showOutlook);
    connect(&teaching_, &Teaching::started, this, [this] {
        plot_->clear();
        bar_->setRange(0, 0);
        state_->setText(tr("Reading what was verified…"));
        showState();
    });
    connect(&teaching_, &Teaching::progressed, this, &TeachingPanel::showProgress);
    connect(&teaching_, &Teaching::judging, this, [this] {
        bar_->setRange(0, 0);
        state_->setText(tr("Judging the old and the new network…"));
    });
    connect(&teaching_, &Teaching::ended, this, [this](const QString& problem) {
        state_->setText(problem);
        // One that was not decided about stays, also where another stack ended it.
        Q_EMIT modelsChanged();
        showVerdict();
        showState();
    });
    connect(start_, &QPushButton::clicked, this, &TeachingPanel::start);
    connect(cancel_, &QPushButton::clicked, &teaching_, &Teaching::cancel);
    connect(pause_, &QPushButton::toggled, this, [this](bool paused) {
        teaching_.setPaused(paused);
        pause_->setText(paused ? tr("Go on") : tr("Pause"));
        if (paused) state_->setText(tr("Paused."));
    });
    connect(use_, &QPushButton::clicked, this, [this] { decide(true, true); });
    connect(keep_, &QPushButton::clicked, this, [this] { decide(false, true); });
    connect(discard_, &QPushButton::clicked, this, [this] { decide(false, false); });
    connect(gallery_, &ChangeGallery::placeChosen, &document_, [this](const Place& place) {
        document_.setSlice(place.z);
        Q_EMIT document_.centreRequested(place);
    });
    connect(minutes_, &QDoubleSpinBox::valueChanged, this,
            [](double minutes) { QSettings().setValue(kMinutesKey, minutes); });
    showState();
    surveySoon();
}

void TeachingPanel::surveySoon() {
    canLearn_.reset();
    startWhenKnown_ = false;
    if (!document_.hasStack()) {
        canLearn_ = false;
        outlook_->setText(tr("Open a stack, segment it, and verify a slice or some neurons."));
        showState();
        return;
    }
    // Looking at many verified slices takes a while, and the panel is one tab of several.
    if (isVisible()) soon_.start();
}

void TeachingPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!canLearn_) surveySoon();
}

void TeachingPanel::showOutlook(const TeachingOutlook& outlook) {
    canLearn_ = outlook.choice.heldOut.has_value();
    if (!*canLearn_) {
        outlook_->setText(QString::fromStdString(outlook.choice.tooLittle));
    } else {
        const QLocale locale;
        const auto number = [&](std::uint64_t n) {
            return locale.toString(static_cast<qulonglong>(n));
        };
        outlook_->setText(tr("%1 pixels are verified or painted: %2 to learn from, %3 to judge by "
                             "(%4).")
                              .arg(number(outlook.known), number(outlook.choice.trained),
                                   number(outlook.choice.scored),
                                   placeOf(*outlook.choice.heldOut)));
    }
    showState();
    if (std::exchange(startWhenKnown_, false)) start();
}

void TeachingPanel::start() {
    if (teaching_.running() || !document_.hasStack()) return;
    if (!canLearn_) {
        startWhenKnown_ = true;
        teaching_.survey();
        return;
    }
    if (!*canLearn_) return;
    Teaching::Settings settings;
    settings.parent = parentModel_().model;
    settings.device = parentModel_().options.device;
    settings.minutes = minutes_->value();
    try {
        settings.output = freeFile(QString::fromStdString(document_.stack()->name));
    } catch (const std::exception& error) {
        state_->setText(QString::fromStdString(error.what()));
        return;
    }
    teaching_.start(settings);
}

void TeachingPanel::showProgress(const TrainingProgress& progress) {
    plot_->add(progress);
    bar_->setRange(0, std::max(1, progress.steps));
    bar_->setValue(progress.step);
    if (teaching_.paused()) return;
    state_->setText(tr("Step %1, %2").arg(progress.step).arg(timeLeft(progress.secondsLeft)));
}

void TeachingPanel::showState() {
    const bool running = teaching_.running();
    run_->setVisible(running);
    start_->setVisible(!running);
    start_->setEnabled(canLearn_.value_or(false));
    minutes_->setEnabled(!running);
    if (!running) pause_->setChecked(false);
    verdict_->setVisible(teaching_.taught().has_value() && !running);
    state_->setVisible(!state_->text().isEmpty());
}

void TeachingPanel::showVerdict() {
    const auto& taught = teaching_.taught();
    if (!taught) return;
    const auto& [before, after, heldOut, all, changes] = taught->verdict;
    QString heading = tr("There is a new network.");
    if (before && after) {
        const TeachingOutcome outcome = outcomeOf(*before, *after);
        heading = outcome == TeachingOutcome::Better ? tr("Better on what was held out.")
                  : outcome == TeachingOutcome::Worse
                      ? tr("Worse on what was held out: better discard it.")
                      : tr("No difference on what was held out.");
    }
    heading_->setText(heading);
    table_->show(taught->verdict);
    gallery_->show(taught->verdict.changes, taught->pictures);
    const QLocale locale;
    forgetting_->setText(tr("Judged on %1. On the built-in sample, which nobody corrected, V_Rand "
                            "went from %2 to %3.")
                             .arg(placeOf(taught->heldOut),
                                  locale.toString(taught->sampleBefore, 'f', 3),
                                  locale.toString(taught->sampleAfter, 'f', 3)));
}

void TeachingPanel::decide(bool use, bool keep) {
    if (!teaching_.taught()) return;
    const std::filesystem::path file = teaching_.taught()->file;
    const QString name = QString::fromStdString(file.stem().string());
    if (keep) {
        teaching_.keep();
    } else {
        teaching_.discard();
    }
    verdict_->hide();
    state_->setText(use    ? tr("%1 is in use.").arg(name)
                    : keep ? tr("%1 is in the list of models.").arg(name)
                           : tr("The new network was removed."));
    Q_EMIT modelsChanged();
    if (use) Q_EMIT useRequested(file);
    state_->show();
}

}  // namespace axolemma
