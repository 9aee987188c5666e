#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSlider;

namespace axolemma {

class Document;
class HistogramSlider;
class SliceView;

/// How section and overlay are shown: contrast with its histogram; kind, opacity and outlines of
/// the overlay.
class DisplayPanel : public QWidget {
    Q_OBJECT
  public:
    DisplayPanel(Document& document, SliceView& view, QWidget* parent = nullptr);

  Q_SIGNALS:
    /// The user wants the network's map of the overlay's kind for the current slice, which is not
    /// there.
    void outputRequested();

  private:
    QWidget* makeContrast();
    QWidget* makeOverlay();
    void showHistogram();
    void showContrast();
    void showAppearance();
    void chooseKind(int index);
    bool outputIsMissing() const;

    Document& document_;
    SliceView& view_;
    HistogramSlider* histogram_ = nullptr;
    QDoubleSpinBox* low_ = nullptr;
    QDoubleSpinBox* high_ = nullptr;
    QComboBox* kind_ = nullptr;
    QSlider* opacity_ = nullptr;
    QLabel* opacityText_ = nullptr;
    QCheckBox* outlines_ = nullptr;
    QCheckBox* visible_ = nullptr;
    QPushButton* compute_ = nullptr;
};

}  // namespace axolemma
