#pragma once

#include <QDialog>

class QTabWidget;

namespace axolemma {

/// Help in a window of its own, which can stay open beside the work: a tour of one page, and every
/// key and mouse gesture, made from the tables that the actions themselves are made from.
class HelpPage : public QDialog {
    Q_OBJECT
  public:
    enum class Topic { Tour, Keys };

    explicit HelpPage(QWidget* parent = nullptr);

    void showTopic(Topic topic);

  private:
    QTabWidget* tabs_;
};

/// The pages as HTML. Keys are named as the desktop names them.
QString tourHtml();
QString keysHtml();

}  // namespace axolemma
