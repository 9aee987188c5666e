#include "ui/spacing_dialog.h"

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>

namespace axolemma {

SpacingDialog::SpacingDialog(Spacing spacing, QWidget* parent) : QDialog(parent) {
    setObjectName("spacingDialog");
    setWindowTitle(tr("Voxel size"));
    auto* form = new QFormLayout(this);
    const double values[] = {spacing.x, spacing.y, spacing.z};
    const QString labels[] = {tr("Pixel width"), tr("Pixel height"), tr("Section thickness")};
    const char* names[] = {"spacingX", "spacingY", "spacingZ"};
    for (int i = 0; i < 3; ++i) {
        sizes_[i] = new QDoubleSpinBox(this);
        sizes_[i]->setObjectName(names[i]);
        sizes_[i]->setRange(0.01, 1e6);
        sizes_[i]->setDecimals(2);
        sizes_[i]->setSuffix(tr(" nm"));
        sizes_[i]->setValue(values[i]);
        form->addRow(labels[i], sizes_[i]);
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(buttons);
}

Spacing SpacingDialog::spacing() const {
    return {sizes_[0]->value(), sizes_[1]->value(), sizes_[2]->value()};
}

}  // namespace axolemma
