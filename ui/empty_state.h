#pragma once

#include <QWidget>

#include "ui/recent_files.h"

class QVBoxLayout;

namespace axolemma {

/// What the window shows before there is a stack: what to do, and the ways to do it.
class EmptyState : public QWidget {
    Q_OBJECT
  public:
    explicit EmptyState(QWidget* parent = nullptr);

    /// Lists the recent files again.
    void refresh();
    /// Shows that what is dragged over the window can be dropped.
    void setDropping(bool dropping);
    bool dropping() const { return dropping_; }

  Q_SIGNALS:
    void openRequested();
    void sampleRequested();
    void recentRequested(const axolemma::OpenedPaths& paths);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QVBoxLayout* recent_ = nullptr;
    bool dropping_ = false;
};

}  // namespace axolemma
