#pragma once

#include <QDialog>

#include "ui/export_job.h"
#include "ui/worker.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace axolemma {

class Document;

/// Asks how labels, probabilities or training masks are to be written and writes them in the
/// background, with progress and cancel; the window can be used meanwhile. What is written is what
/// the document held when Export was pressed. Closes itself once the file is there.
class ExportDialog : public QDialog {
    Q_OBJECT
  public:
    ExportDialog(Document& document, ExportKind kind, QWidget* parent = nullptr);

    void reject() override;
    bool exporting() const { return worker_.busy(); }

  Q_SIGNALS:
    /// A short sentence about what was written.
    void exported(const QString& sentence);

  private:
    void addFile(QFormLayout* form);
    void addLabelChoices(QFormLayout* form);
    void saveChoices() const;
    void proposePath();
    void takeFormatOfPath();
    void giveFormatToPath();
    void showChoices();
    void fillBits(std::uint64_t largest);
    void browse();
    void confirm();
    void start();
    void end(const Outcome<std::monostate>& outcome);
    void showRunning(bool running);
    ExportRequest request() const;
    ExportInputs inputs() const;
    QString pattern() const;

    Document& document_;
    const ExportKind kind_;
    QLineEdit* path_;
    QComboBox* format_;
    QComboBox* ids_ = nullptr;
    QComboBox* boundary_ = nullptr;
    QComboBox* bits_ = nullptr;
    QLabel* note_;
    QProgressBar* progress_;
    QLabel* step_;
    QPushButton* export_;
    QPushButton* close_;
    QWidget* choices_;
    // Last, so that a job that runs is waited for while all of the above is there.
    Worker worker_;
};

}  // namespace axolemma
