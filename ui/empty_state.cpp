#include "ui/empty_state.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/icons.h"

namespace axolemma {

namespace {

constexpr std::size_t kMostShown = 5;
constexpr int kFrameMargin = 16;
constexpr int kFrameRadius = 10;

QLabel* label(const QString& text, double sizeFactor, bool bold, QWidget* parent) {
    auto* made = new QLabel(text, parent);
    QFont font = made->font();
    font.setPointSizeF(font.pointSizeF() * sizeFactor);
    font.setBold(bold);
    made->setFont(font);
    made->setAlignment(Qt::AlignHCenter);
    return made;
}

}  // namespace

EmptyState::EmptyState(QWidget* parent) : QWidget(parent) {
    setObjectName("emptyState");
    auto* column = new QVBoxLayout(this);
    column->setSpacing(14);
    column->addStretch(2);
    auto* picture = new QLabel(this);
    picture->setPixmap(icon("axolemma").pixmap(QSize(72, 72)));
    picture->setAlignment(Qt::AlignHCenter);
    column->addWidget(picture);
    column->addWidget(label(tr("Open a stack to begin"), 1.7, true, this));
    auto* hint = label(
        tr("Drop an electron microscopy stack here, or choose one: TIFF, MRC, NRRD, MHA, NIfTI,\n"
           "HDF5, or a folder of numbered slices. Then press Segment to find its neurons."),
        1.0, false, this);
    hint->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(hint);
    column->addSpacing(6);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(10);
    buttons->addStretch();
    const auto addButton = [&](const QString& text, const char* name, const char* iconName,
                               void (EmptyState::*signal)()) {
        auto* button = new QPushButton(icon(iconName), text, this);
        button->setObjectName(name);
        button->setMinimumHeight(36);
        button->setMinimumWidth(150);
        connect(button, &QPushButton::clicked, this, signal);
        buttons->addWidget(button);
        return button;
    };
    addButton(tr("Open stack…"), "emptyOpen", "open", &EmptyState::openRequested)->setDefault(true);
    addButton(tr("Sample stack"), "emptySample", "sample", &EmptyState::sampleRequested);
    buttons->addStretch();
    column->addLayout(buttons);
    column->addSpacing(10);

    recent_ = new QVBoxLayout;
    recent_->setSpacing(2);
    column->addLayout(recent_);
    column->addStretch(3);
    refresh();
}

void EmptyState::setDropping(bool dropping) {
    if (std::exchange(dropping_, dropping) != dropping) update();
}

void EmptyState::paintEvent(QPaintEvent*) {
    if (!dropping_) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor colour = palette().color(QPalette::Highlight);
    painter.setPen(QPen(colour, 2, Qt::DashLine));
    colour.setAlpha(28);
    painter.setBrush(colour);
    painter.drawRoundedRect(
        rect().adjusted(kFrameMargin, kFrameMargin, -kFrameMargin, -kFrameMargin), kFrameRadius,
        kFrameRadius);
}

void EmptyState::refresh() {
    while (QLayoutItem* item = recent_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto recent = recentFiles();
    if (recent.empty()) return;
    auto* title = label(tr("Recent"), 1.0, true, this);
    recent_->addWidget(title);
    for (std::size_t i = 0; i < std::min(recent.size(), kMostShown); ++i) {
        auto* button = new QPushButton(recentTitle(recent[i]), this);
        button->setFlat(true);
        button->setCursor(Qt::PointingHandCursor);
        connect(button, &QPushButton::clicked, this,
                [this, paths = recent[i]] { Q_EMIT recentRequested(paths); });
        recent_->addWidget(button, 0, Qt::AlignHCenter);
    }
}

}  // namespace axolemma
