#pragma once

#include <QWidget>
#include <vector>

#include "core/proofreading/derivation.h"

class QLabel;
class QPushButton;
class QTableWidget;

namespace axolemma {

class Document;

/// Places that somebody should look at: what was said and does not hold in what the network
/// proposes now, and comments. A click goes there.
class PlacesPanel : public QWidget {
    Q_OBJECT
  public:
    explicit PlacesPanel(Document& document, QWidget* parent = nullptr);

  Q_SIGNALS:
    /// Views should bring this place, in the current slice, into their middle.
    void placeChosen(axolemma::Place place);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    struct Row {
        Place place;
        QString what;
        QString text;
        /// What is said to take it back.
        Assertion back;
        bool operator==(const Row&) const = default;
    };
    std::vector<Row> rows() const;
    void refresh();
    void goTo(int row);
    void takeBack();

    Document& document_;
    QTableWidget* table_;
    QPushButton* takeBack_;
    QLabel* empty_;
    std::vector<Row> rows_;
};

}  // namespace axolemma
