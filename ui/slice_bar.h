#pragma once

#include <QWidget>

class QSlider;
class QSpinBox;

namespace axolemma {

class Document;

/// Slider and spin box for the slice, below the picture.
class SliceBar : public QWidget {
    Q_OBJECT
  public:
    explicit SliceBar(Document& document, QWidget* parent = nullptr);

  private:
    void showStack();
    void showSlice(int z);

    Document& document_;
    QSlider* slider_;
    QSpinBox* number_;
};

}  // namespace axolemma
