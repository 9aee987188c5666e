#include "ui/job_strip.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QToolButton>
#include <cmath>

#include "ui/icons.h"

namespace axolemma {

namespace {

constexpr int kMomentMs = 250;
constexpr int kSteps = 1000;

/// A line that gives way in a narrow window instead of making the window wider.
class ElidedLabel : public QLabel {
  public:
    using QLabel::QLabel;
    QSize minimumSizeHint() const override { return {0, QLabel::minimumSizeHint().height()}; }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setPen(palette().color(foregroundRole()));
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

}  // namespace

QString timeLeft(double seconds) {
    if (seconds < 90) {
        return QCoreApplication::translate("JobStrip", "%1 s left")
            .arg(std::max(1L, std::lround(seconds)));
    }
    return QCoreApplication::translate("JobStrip", "%1 min left").arg(std::lround(seconds / 60));
}

JobStrip::JobStrip(Document& document, QWidget* parent)
    : QWidget(parent),
      text_(new ElidedLabel(this)),
      bar_(new QProgressBar(this)),
      cancel_(new QToolButton(this)) {
    setObjectName("jobStrip");
    text_->setObjectName("jobText");
    text_->setTextFormat(Qt::PlainText);
    bar_->setObjectName("jobProgress");
    bar_->setRange(0, kSteps);
    bar_->setTextVisible(false);
    bar_->setMinimumWidth(60);
    bar_->setMaximumWidth(160);
    bar_->setFixedHeight(10);
    cancel_->setObjectName("jobCancel");
    cancel_->setIcon(icon("cancel"));
    cancel_->setIconSize(QSize(14, 14));
    cancel_->setAutoRaise(true);
    cancel_->setToolTip(tr("Cancel"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(text_);
    row->addWidget(bar_);
    row->addWidget(cancel_);
    appear_.setSingleShot(true);
    appear_.setInterval(kMomentMs);
    connect(&appear_, &QTimer::timeout, this, &QWidget::show);
    connect(cancel_, &QToolButton::clicked, &document, &Document::cancelJobs);
    connect(&document, &Document::jobStarted, this, &JobStrip::begin);
    connect(&document, &Document::jobProgress, this, &JobStrip::progress);
    connect(&document, &Document::jobEnded, this, &JobStrip::end);
    hide();
}

void JobStrip::begin(const QString& title) {
    text_->setText(title + "…");
    bar_->setRange(0, 0);
    appear_.start();
}

void JobStrip::progress(const JobProgress& job) {
    // The end of another job may have hidden this one.
    if (isHidden() && !appear_.isActive()) show();
    bar_->setRange(0, kSteps);
    bar_->setValue(static_cast<int>(std::lround(job.fraction * kSteps)));
    QString text = job.title;
    // What a narrow window cuts off comes last.
    if (job.secondsLeft) text += ", " + timeLeft(*job.secondsLeft);
    if (!job.step.isEmpty()) text += ", " + job.step;
    text_->setText(text);
    text_->setToolTip(text);
}

void JobStrip::end() {
    appear_.stop();
    hide();
}

}  // namespace axolemma
