#pragma once

#include <QDialog>

class QTabWidget;
class QTextBrowser;

namespace axolemma {

class KeyMap;

/// Help in a window of its own, which can stay open beside the work: a tour of one page, and every
/// key and mouse gesture, made from the tables that the actions themselves are made from.
class HelpPage : public QDialog {
    Q_OBJECT
  public:
    enum class Topic { Tour, Keys };

    /// `keys` must outlive the page, which follows it.
    explicit HelpPage(const KeyMap& keys, QWidget* parent = nullptr);

    void showTopic(Topic topic);

  private:
    void showKeys();

    const KeyMap& keys_;
    QTabWidget* tabs_;
    QTextBrowser* tour_;
    QTextBrowser* list_;
};

/// The pages as HTML. Keys are named as the desktop names them.
QString tourHtml(const KeyMap& map);
QString keysHtml(const KeyMap& map);

}  // namespace axolemma
