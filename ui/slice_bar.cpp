#include "ui/slice_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <algorithm>

#include "ui/document.h"

namespace axolemma {

SliceBar::SliceBar(Document& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      slider_(new QSlider(Qt::Horizontal, this)),
      number_(new QSpinBox(this)) {
    setObjectName("sliceBar");
    slider_->setObjectName("sliceSlider");
    slider_->setPageStep(10);
    slider_->setToolTip(tr("Slice (wheel, arrow keys)"));
    number_->setObjectName("sliceNumber");
    number_->setToolTip(tr("Slice, counted from 0"));
    number_->setKeyboardTracking(false);
    number_->setAlignment(Qt::AlignRight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 5, 10, 5);
    row->setSpacing(8);
    row->addWidget(new QLabel(tr("Slice"), this));
    row->addWidget(slider_, 1);
    row->addWidget(number_);
    connect(slider_, &QSlider::valueChanged, &document_, &Document::setSlice);
    connect(number_, &QSpinBox::valueChanged, &document_, &Document::setSlice);
    connect(&document_, &Document::stackChanged, this, &SliceBar::showStack);
    connect(&document_, &Document::sliceChanged, this, &SliceBar::showSlice);
    showStack();
}

void SliceBar::showStack() {
    const int last = std::max(0, document_.depth() - 1);
    const QSignalBlocker sliderBlocker(slider_);
    const QSignalBlocker numberBlocker(number_);
    slider_->setRange(0, last);
    number_->setRange(0, last);
    number_->setSuffix(tr(" of 0–%1").arg(last));
    setEnabled(last > 0);
    showSlice(document_.slice());
}

void SliceBar::showSlice(int z) {
    const QSignalBlocker sliderBlocker(slider_);
    const QSignalBlocker numberBlocker(number_);
    slider_->setValue(z);
    number_->setValue(z);
}

}  // namespace axolemma
