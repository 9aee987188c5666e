#pragma once

#include <QDialog>

namespace axolemma {

/// What this program is, the versions of what it is made of, its licence, that of the shipped
/// weights, and whom to cite. Loads nothing that was not loaded.
class AboutDialog : public QDialog {
    Q_OBJECT
  public:
    explicit AboutDialog(QWidget* parent = nullptr);

  private:
    void copyVersions() const;
};

/// One line a library, "Qt 6.4.2", Axolemma's own first: what a bug report should have.
QStringList versionLines();

}  // namespace axolemma
