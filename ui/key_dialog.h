#pragma once

#include <QDialog>
#include <QHash>
#include <QString>

#include "ui/key_map.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace axolemma {

class KeyCapture;

/// Shows every action with its keys and lets them be changed: click a row, press the keys. What is
/// changed holds at once, so the window stays usable beside it.
class KeyDialog : public QDialog {
    Q_OBJECT
  public:
    /// `menus` has the menu of each action's name. `keys` must outlive the dialog.
    KeyDialog(KeyMap& keys, QHash<QString, QString> menus, QWidget* parent = nullptr);

  private:
    void makeTable(QHash<QString, QString> menus);
    QWidget* makeEditor();
    void choosePreset(int index);
    /// Null where no row is chosen.
    const ActionEntry* current() const;
    void wait(bool forOneMore);
    void take(const QKeySequence& key);
    /// Gives the current action `keys`, or says whose they are and offers to take them.
    void propose(const KeyList& keys);
    void takeFromOwner();
    void forget();
    void showCurrent();
    void showKeys();
    void askToResetAll();

    KeyMap& keys_;
    QLineEdit* search_;
    QComboBox* preset_;
    QSortFilterProxyModel* rows_;
    QTableView* table_;
    QLabel* command_;
    KeyCapture* capture_;
    QPushButton* another_;
    QPushButton* remove_;
    QPushButton* reset_;
    QLabel* conflict_;
    QPushButton* take_;
    QPushButton* resetAll_;
    bool oneMore_ = false;
    /// What was refused.
    KeyList proposed_;
};

}  // namespace axolemma
