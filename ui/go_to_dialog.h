#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace axolemma {

class Document;
struct Destination;

/// Asks for a slice or a place; says what is expected while the text is neither.
class GoToDialog : public QDialog {
    Q_OBJECT
  public:
    /// `document` must outlive the dialog.
    explicit GoToDialog(const Document& document, QWidget* parent = nullptr);

  Q_SIGNALS:
    void chosen(const axolemma::Destination& destination);

  private:
    void read();
    void choose();

    const Document& document_;
    QLineEdit* line_;
    QLabel* hint_;
    QPushButton* go_ = nullptr;
};

}  // namespace axolemma
