#pragma once

#include <QWidget>
#include <optional>

#include "ui/document.h"

class QLabel;

namespace axolemma {

/// What lies under the mouse, in the status bar: position in pixels and nm, grey value, probability
/// of cell, neuron; and the zoom.
class StatusReadout : public QWidget {
    Q_OBJECT
  public:
    explicit StatusReadout(Document& document, QWidget* parent = nullptr);

    void showPlace(std::optional<Place> place);
    void showZoom(double scale);

  private:
    void refresh();

    Document& document_;
    std::optional<Place> place_;
    QLabel* position_;
    QLabel* nanometres_;
    QLabel* grey_;
    QLabel* cell_;
    QLabel* neuron_;
    QLabel* zoom_;
};

}  // namespace axolemma
