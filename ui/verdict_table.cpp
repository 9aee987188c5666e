#include "ui/verdict_table.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>

namespace axolemma {

VerdictTable::VerdictTable(QWidget* parent) : QWidget(parent), grid_(new QGridLayout(this)) {
    setObjectName("verdictTable");
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(12);
    grid_->setVerticalSpacing(2);
    grid_->setColumnStretch(0, 1);
}

void VerdictTable::clear() {
    while (QLayoutItem* item = grid_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    rows_ = 0;
}

void VerdictTable::addRow(const QString& title, const QString& tip, double before, double after,
                          Better better, int digits) {
    const auto add = [&](int column, const QString& text, bool bold) {
        auto* label = new QLabel(text, this);
        QFont font = label->font();
        font.setBold(bold);
        label->setFont(font);
        label->setToolTip(tip);
        if (column > 0) label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        grid_->addWidget(label, rows_, column);
    };
    const QLocale locale;
    const bool gain = better == Better::Higher ? after > before : after < before;
    add(0, title, false);
    add(1, locale.toString(before, 'f', digits), !gain && before != after);
    add(2, locale.toString(after, 'f', digits), gain);
    ++rows_;
}

void VerdictTable::show(const TeachingVerdict& verdict) {
    clear();
    for (const auto& [column, text] : {std::pair(1, tr("Before")), std::pair(2, tr("After"))}) {
        auto* label = new QLabel(text, this);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setAlignment(Qt::AlignRight);
        grid_->addWidget(label, 0, column);
    }
    rows_ = 1;
    const auto& [before, after, heldOut, all, changes] = verdict;
    if (before && after) {
        addRow(tr("V_Rand"), tr("Splits and merges together; 1 is perfect"), before->rand.value,
               after->rand.value, Better::Higher, 4);
        addRow(tr("V_Info"), tr("The same by information; 1 is perfect"), before->information.value,
               after->information.value, Better::Higher, 4);
        addRow(tr("Rand error"), tr("0 is perfect"), before->randError.value,
               after->randError.value, Better::Lower, 4);
        if (before->warpingError && after->warpingError)
            addRow(tr("Warping error"), tr("Share of pixels that split or merge; 0 is perfect"),
                   before->warpingError->value, after->warpingError->value, Better::Lower, 5);
        addRow(tr("Pixel error"), tr("0 is perfect"), before->pixelError.value,
               after->pixelError.value, Better::Lower, 4);
    }
    const auto corrections = [&](const QString& title, const EditsSaved& saved) {
        if (saved.corrections == 0) return;
        addRow(title,
               tr("Of your %1 corrections, those that the segmentation alone would still need")
                   .arg(saved.corrections),
               static_cast<double>(saved.neededBefore), static_cast<double>(saved.neededAfter),
               Better::Lower, 0);
    };
    corrections(tr("Corrections needed there"), heldOut);
    corrections(tr("Corrections needed in all"), all);
}

}  // namespace axolemma
