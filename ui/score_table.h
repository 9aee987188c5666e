#pragma once

#include <QWidget>
#include <array>

class QLabel;

namespace axolemma {

class Comparison;

/// The scores of a segmentation: value, and its split and merge parts where it has them. A dash
/// where there is none yet; dim while it is of an older state.
class ScoreTable : public QWidget {
    Q_OBJECT
  public:
    explicit ScoreTable(QWidget* parent = nullptr);

    void showScores(const Comparison& comparison);

  private:
    enum Metric { Rand, Information, RandError, PixelError, WarpingError, Variation, Adapted };
    static constexpr int kMetrics = Adapted + 1;
    struct Row {
        QLabel* title = nullptr;
        QLabel* value = nullptr;
        QLabel* split = nullptr;
        QLabel* merge = nullptr;
    };
    void addRow(Metric metric, const char* name, const QString& title, const QString& tip);

    std::array<Row, kMetrics> rows_;
};

}  // namespace axolemma
