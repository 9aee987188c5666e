#include "ui/display_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <cmath>
#include <limits>

#include "ui/document.h"
#include "ui/histogram_slider.h"
#include "ui/slice_view.h"

namespace axolemma {

DisplayPanel::DisplayPanel(Document& document, SliceView& view, QWidget* parent)
    : QWidget(parent), document_(document), view_(view) {
    setObjectName("displayPanel");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(10);
    column->addWidget(makeContrast());
    column->addWidget(makeOverlay());
    column->addStretch();
    connect(&document_, &Document::stackChanged, this, &DisplayPanel::showHistogram);
    connect(&document_, &Document::sliceChanged, this, &DisplayPanel::showAppearance);
    connect(&document_, &Document::contrastChanged, this, &DisplayPanel::showContrast);
    connect(&document_, &Document::outputMapChanged, this, &DisplayPanel::showAppearance);
    connect(&document_, &Document::componentsChanged, this, &DisplayPanel::showAppearance);
    connect(&document_, &Document::jobStarted, this, &DisplayPanel::showAppearance);
    connect(&document_, &Document::jobEnded, this, &DisplayPanel::showAppearance);
    connect(&view_, &SliceView::appearanceChanged, this, &DisplayPanel::showAppearance);
    showHistogram();
    showAppearance();
}

QWidget* DisplayPanel::makeContrast() {
    auto* box = new QGroupBox(tr("Brightness and contrast"), this);
    histogram_ = new HistogramSlider(box);
    const auto makeEnd = [&](const char* name, const QString& tip) {
        auto* end = new QDoubleSpinBox(box);
        end->setObjectName(name);
        end->setToolTip(tip);
        end->setKeyboardTracking(false);
        end->setButtonSymbols(QAbstractSpinBox::NoButtons);
        end->setRange(std::numeric_limits<float>::lowest(), std::numeric_limits<float>::max());
        end->setFixedWidth(74);
        connect(end, &QDoubleSpinBox::valueChanged, this, [this] {
            if (low_->value() < high_->value()) {
                document_.setContrast({low_->value(), high_->value()});
            } else {
                showContrast();
            }
        });
        return end;
    };
    low_ = makeEnd("contrastLow", tr("Shown black"));
    high_ = makeEnd("contrastHigh", tr("Shown white"));
    auto* automatic = new QPushButton(tr("Auto"), box);
    automatic->setObjectName("contrastAuto");
    automatic->setToolTip(tr("Automatic contrast"));
    const auto chooseAutomatic = [this] { document_.setContrast(document_.automaticContrast()); };
    connect(automatic, &QPushButton::clicked, this, chooseAutomatic);
    connect(histogram_, &HistogramSlider::automaticRequested, this, chooseAutomatic);
    connect(histogram_, &HistogramSlider::windowChanged, &document_, &Document::setContrast);
    auto* column = new QVBoxLayout(box);
    column->addWidget(histogram_);
    auto* row = new QHBoxLayout;
    row->addWidget(low_);
    row->addStretch();
    row->addWidget(automatic);
    row->addStretch();
    row->addWidget(high_);
    column->addLayout(row);
    return box;
}

QWidget* DisplayPanel::makeOverlay() {
    auto* box = new QGroupBox(tr("Overlay"), this);
    kind_ = new QComboBox(box);
    kind_->setObjectName("overlayKind");
    kind_->addItem(tr("Neurons"), static_cast<int>(OverlayKind::Neurons));
    kind_->addItem(tr("Errors"), static_cast<int>(OverlayKind::Errors));
    kind_->addItem(tr("Membrane probability"), static_cast<int>(OverlayKind::Probability));
    kind_->addItem(tr("Side output C1 (fine)"), static_cast<int>(OverlayKind::C1));
    kind_->addItem(tr("Side output C2 (medium)"), static_cast<int>(OverlayKind::C2));
    kind_->addItem(tr("Side output C3 (coarse)"), static_cast<int>(OverlayKind::C3));
    connect(kind_, &QComboBox::activated, this, &DisplayPanel::chooseKind);
    compute_ = new QPushButton(box);
    compute_->setObjectName("computeOutput");
    connect(compute_, &QPushButton::clicked, this, &DisplayPanel::outputRequested);
    opacity_ = new QSlider(Qt::Horizontal, box);
    opacity_->setObjectName("overlayOpacity");
    opacity_->setRange(0, 100);
    opacity_->setPageStep(10);
    opacity_->setToolTip(tr("How much the overlay covers"));
    connect(opacity_, &QSlider::valueChanged, &view_,
            [this](int percent) { view_.setOverlayOpacity(percent / 100.0); });
    opacityText_ = new QLabel(box);
    opacityText_->setMinimumWidth(opacityText_->fontMetrics().horizontalAdvance("100 %"));
    opacityText_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    visible_ = new QCheckBox(tr("Visible"), box);
    visible_->setObjectName("overlayVisible");
    visible_->setToolTip(tr("Show or hide the overlay; hold Space for a moment without it"));
    connect(visible_, &QCheckBox::toggled, &view_, &SliceView::setOverlayVisible);
    outlines_ = new QCheckBox(tr("Outlines only"), box);
    outlines_->setObjectName("overlayOutlines");
    outlines_->setToolTip(tr("Rims instead of areas"));
    connect(outlines_, &QCheckBox::toggled, &view_, &SliceView::setOutlinesOnly);

    auto* grid = new QGridLayout(box);
    grid->setColumnStretch(1, 1);
    grid->addWidget(new QLabel(tr("Show"), box), 0, 0);
    grid->addWidget(kind_, 0, 1, 1, 2);
    grid->addWidget(compute_, 1, 0, 1, 3);
    grid->addWidget(new QLabel(tr("Opacity"), box), 2, 0);
    grid->addWidget(opacity_, 2, 1);
    grid->addWidget(opacityText_, 2, 2);
    auto* row = new QHBoxLayout;
    row->addWidget(visible_);
    row->addSpacing(10);
    row->addWidget(outlines_);
    row->addStretch();
    grid->addLayout(row, 3, 0, 1, 3);
    return box;
}

void DisplayPanel::chooseKind(int index) {
    view_.setOverlayKind(static_cast<OverlayKind>(kind_->itemData(index).toInt()));
    view_.setOverlayVisible(true);
    if (outputIsMissing() && !document_.segmenting()) Q_EMIT outputRequested();
}

bool DisplayPanel::outputIsMissing() const {
    const auto output = outputOf(view_.overlayKind());
    return document_.hasStack() && output && !document_.outputMap(*output, document_.slice());
}

void DisplayPanel::showHistogram() {
    constexpr int kBins = 128;
    setEnabled(document_.hasStack());
    if (!document_.hasStack()) return;
    // Half a window to either side of the automatic one is room enough for what somebody may want.
    const ContrastWindow automatic = document_.automaticContrast();
    const double range = automatic.high - automatic.low;
    const bool bytes = document_.stack()->typeName() == "uint8";
    const double low = bytes ? 0 : automatic.low - range / 2;
    const double high = bytes ? 255 : automatic.high + range / 2;
    const Image<std::uint8_t> shown =
        displaySlice(*document_.stack(), document_.slice(), {low, high});
    std::vector<double> counts(kBins, 0.0);
    for (const std::uint8_t value : shown) ++counts[value * kBins / 256];
    // What was clipped to the ends says nothing about the ends.
    if (!bytes) counts.front() = counts.back() = 0;
    histogram_->setHistogram(std::move(counts), low, high);
    const int decimals = range < 10 ? 3 : range < 100 ? 1 : 0;
    for (QDoubleSpinBox* end : {low_, high_}) {
        const QSignalBlocker blocker(end);
        end->setDecimals(decimals);
        end->setSingleStep(range / 100);
    }
    showContrast();
}

void DisplayPanel::showContrast() {
    const QSignalBlocker lowBlocker(low_);
    const QSignalBlocker highBlocker(high_);
    const ContrastWindow window = document_.contrast();
    low_->setValue(window.low);
    high_->setValue(window.high);
    histogram_->setWindow(window);
}

void DisplayPanel::showAppearance() {
    const QSignalBlocker kindBlocker(kind_);
    const QSignalBlocker opacityBlocker(opacity_);
    const QSignalBlocker visibleBlocker(visible_);
    const QSignalBlocker outlinesBlocker(outlines_);
    kind_->setCurrentIndex(kind_->findData(static_cast<int>(view_.overlayKind())));
    const int errors = kind_->findData(static_cast<int>(OverlayKind::Errors));
    if (auto* items = qobject_cast<QStandardItemModel*>(kind_->model())) {
        items->item(errors)->setEnabled(view_.canShowErrors());
        items->item(errors)->setToolTip(
            view_.canShowErrors() ? QString() : tr("Load labels under Compare first"));
    }
    opacity_->setValue(static_cast<int>(std::lround(view_.overlayOpacity() * 100)));
    opacityText_->setText(tr("%1 %").arg(opacity_->value()));
    visible_->setChecked(view_.overlayVisible());
    outlines_->setChecked(view_.outlinesOnly());
    outlines_->setEnabled(view_.overlayKind() == OverlayKind::Neurons);
    compute_->setVisible(outputIsMissing());
    compute_->setEnabled(!document_.busy());
    compute_->setText(tr("Compute for slice %1").arg(document_.slice()));
}

}  // namespace axolemma
