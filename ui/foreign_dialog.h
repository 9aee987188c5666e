#pragma once

#include <QDialog>
#include <filesystem>

#include "segmentation/zoo/package_import.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace axolemma {

/// Asks what a model of others does not say of itself, and whether the user trusts it: it is a
/// program. Nothing of it has been run when it is asked.
class ForeignDialog : public QDialog {
    Q_OBJECT
  public:
    ForeignDialog(const std::filesystem::path& file, const zoo::Package& package,
                  QWidget* parent = nullptr);

    /// What was said; complete once the dialog was accepted.
    zoo::ImportRequest request() const;

  private:
    void addPlain(QFormLayout* form);
    void addMeaning(QFormLayout* form, const zoo::Package& package);
    void addLimits(QFormLayout* form);
    void showWhetherDone();

    std::filesystem::path file_;
    QLineEdit* name_;
    QComboBox* channel_;
    QComboBox* meaning_;
    QDoubleSpinBox* pixelSize_;
    QSpinBox* seconds_;
    QDoubleSpinBox* memory_;
    QCheckBox* trust_;
    QPushButton* import_;
    /// Null unless it is asked.
    QComboBox* inputs_ = nullptr;
    QLineEdit* axes_ = nullptr;
    QSpinBox* channels_ = nullptr;
    QComboBox* before_ = nullptr;
    QComboBox* after_ = nullptr;
};

}  // namespace axolemma
