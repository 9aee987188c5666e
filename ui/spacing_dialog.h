#pragma once

#include <QDialog>

#include "core/geometry.h"

class QDoubleSpinBox;

namespace axolemma {

/// Asks for the size of a voxel in nm.
class SpacingDialog : public QDialog {
    Q_OBJECT
  public:
    explicit SpacingDialog(Spacing spacing, QWidget* parent = nullptr);
    Spacing spacing() const;

  private:
    QDoubleSpinBox* sizes_[3] = {};
};

}  // namespace axolemma
