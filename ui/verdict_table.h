#pragma once

#include <QWidget>

#include "core/proofreading/verdict.h"

class QGridLayout;

namespace axolemma {

/// Scores and corrections before and after a network was taught, the better of both in bold.
class VerdictTable : public QWidget {
    Q_OBJECT
  public:
    explicit VerdictTable(QWidget* parent = nullptr);

    void show(const TeachingVerdict& verdict);

  private:
    enum class Better { Higher, Lower };
    void addRow(const QString& title, const QString& tip, double before, double after,
                Better better, int digits);
    void clear();

    QGridLayout* grid_;
    int rows_ = 0;
};

}  // namespace axolemma
