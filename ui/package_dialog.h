#pragma once

#include <QDialog>
#include <filesystem>
#include <memory>

#include "segmentation/model_file.h"
#include "segmentation/zoo/package_export.h"

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace axolemma {

/// Asks what the BioImage Model Zoo wants to know of a model and the model does not say.
class PackageDialog : public QDialog {
    Q_OBJECT
  public:
    /// `stack`, where it is large enough, is offered for test tensors and cover.
    PackageDialog(const ModelInfo& info, const std::filesystem::path& model,
                  const std::filesystem::path& file, std::shared_ptr<const Stack> stack,
                  QWidget* parent = nullptr);

    zoo::PackageRequest request() const;

  private:
    void showWhetherDone();

    std::filesystem::path model_;
    std::filesystem::path file_;
    std::shared_ptr<const Stack> stack_;
    QLineEdit* authors_;
    QLineEdit* licence_;
    QLineEdit* doi_;
    QLineEdit* url_;
    QCheckBox* fromStack_;
    QPushButton* export_;
};

}  // namespace axolemma
