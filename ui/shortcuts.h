#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>
#include <span>

namespace axolemma {

/// Where the keys of an action work.
enum class Scope {
    Window,  ///< wherever the focus is, unless text is being typed
    View,    ///< only while the slice view has the focus, because lists use the same keys
};

/// One thing that the user can do: its texts and its keys. Menus, toolbar, and help are all made
/// from these entries, so none can disagree with another.
struct ActionEntry {
    const char* name;  ///< objectName of the QAction
    const char* text;  ///< with the mnemonic
    const char* keys;  ///< portable, separated by ", "; may be empty
    const char* icon;  ///< of resources/icons; may be empty
    const char* tip;   ///< one sentence for tooltip and help; may be empty
    bool checkable = false;
    Scope scope = Scope::Window;

    QString translatedText() const;
    QString translatedTip() const;
    QList<QKeySequence> keySequences() const;
};

std::span<const ActionEntry> actionEntries();
/// Precondition: there is one of that name.
const ActionEntry& actionEntry(const char* name);

/// What the mouse does, for help.
struct GestureEntry {
    const char* gesture;
    const char* effect;
};
std::span<const GestureEntry> gestureEntries();

}  // namespace axolemma
