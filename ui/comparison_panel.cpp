#include "ui/comparison_panel.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/comparison.h"
#include "ui/document.h"

namespace axolemma {

ComparisonPanel::ComparisonPanel(Document& document, Comparison& comparison, QWidget* parent)
    : QWidget(parent),
      document_(document),
      comparison_(comparison),
      load_(new QPushButton(tr("Load labels…"), this)),
      clear_(new QPushButton(tr("Clear"), this)),
      state_(new QLabel(this)) {
    setObjectName("comparisonPanel");
    load_->setObjectName("loadTruth");
    load_->setToolTip(tr("A label stack of the same slices: cells or neurons, 0 = membrane"));
    clear_->setObjectName("clearTruth");
    state_->setObjectName("comparisonState");
    state_->setWordWrap(true);
    state_->setForegroundRole(QPalette::PlaceholderText);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    auto* row = new QHBoxLayout;
    row->addWidget(load_);
    row->addWidget(clear_);
    row->addStretch();
    column->addLayout(row);
    column->addWidget(state_);
    column->addStretch();
    connect(load_, &QPushButton::clicked, this, &ComparisonPanel::chooseTruth);
    connect(clear_, &QPushButton::clicked, &comparison_, &Comparison::clear);
    connect(&comparison_, &Comparison::truthChanged, this, &ComparisonPanel::showState);
    connect(&document_, &Document::stackChanged, this, &ComparisonPanel::showState);
    showState();
}

void ComparisonPanel::chooseTruth() {
    const QString folder =
        document_.hasStack()
            ? QFileInfo(QString::fromStdString(document_.stack()->path)).absolutePath()
            : QString();
    auto* dialog = new QFileDialog(this, tr("Labels of this stack"), folder);
    dialog->setObjectName("truthDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, &comparison_,
            [this](const QString& path) { comparison_.load(path.toStdString()); });
    dialog->open();
}

void ComparisonPanel::showState() {
    const auto truth = comparison_.truth();
    load_->setEnabled(document_.hasStack());
    clear_->setEnabled(truth != nullptr);
    state_->setText(truth                  ? truth->name
                    : document_.hasStack() ? tr("Labels of these slices show what is split and "
                                                "what is merged.")
                                           : QString());
}

}  // namespace axolemma
