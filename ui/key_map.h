#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>
#include <optional>
#include <vector>

#include "ui/key_presets.h"
#include "ui/shortcuts.h"

namespace axolemma {

using KeyList = QList<QKeySequence>;

/// Why a key cannot be given to an action.
struct KeyConflict {
    QKeySequence key;
    /// The action that it belongs to; null where it belongs to the program.
    const ActionEntry* owner = nullptr;
    /// What the program does with it, as "opens the menu File"; empty where there is an owner.
    QString reserved;
};

/// The keys that are in force: what the user chose, over a preset, over `shortcuts.cpp`. Whoever
/// shows or binds keys asks here and listens to `changed`, so that all agree. A choice is kept in
/// the settings ("keys/NAME", the preset as "keys/preset") at once; one that is damaged, or of an
/// action that does not exist, counts for nothing.
///
/// What lies below yields: an action loses the keys that a choice of the user, or the preset, gives
/// to another that is active at the same time. So no set of choices can leave a key with two.
class KeyMap : public QObject {
    Q_OBJECT
  public:
    /// Reads the settings.
    explicit KeyMap(QObject* parent = nullptr);

    /// Precondition for every entry here: it is one of `actionEntries()`.
    const KeyList& keysOf(const ActionEntry& entry) const;
    const KeyList& keysOf(const char* name) const { return keysOf(actionEntry(name)); }
    /// The first of them as people read it; empty where there is none.
    QString firstKeyOf(const char* name) const;
    /// What the action would have without a choice of the user.
    const KeyList& presetKeysOf(const ActionEntry& entry) const;
    bool differsFromPreset(const ActionEntry& entry) const;
    /// How many actions do.
    int differences() const;

    const KeyPreset& preset() const { return *preset_; }
    /// Choices of the user stay on top.
    void setPreset(const KeyPreset& preset);

    /// Those of `keys` that the action cannot have without taking them from somewhere.
    std::vector<KeyConflict> conflictsOf(const ActionEntry& entry, const KeyList& keys) const;
    /// Gives an action these keys and no others, and takes them from whoever has them.
    /// Precondition: none is reserved.
    void assign(const ActionEntry& entry, const KeyList& keys);
    /// Back to the preset, also where that takes keys from other actions.
    void reset(const ActionEntry& entry) { assign(entry, presetKeysOf(entry)); }
    void resetAll();

    /// Makes a key one that no action can have; `what` says what it does.
    void reserve(const QKeySequence& key, const QString& what);

  Q_SIGNALS:
    void changed();

  private:
    struct Reserved {
        QKeySequence key;
        QString what;
    };

    void load();
    void save() const;
    void dropConflicts();
    void derive();
    const Reserved* reservedAs(const QKeySequence& key) const;

    const KeyPreset* preset_;
    std::vector<Reserved> reserved_;
    /// By the index of the entry, as the two below, which are derived.
    std::vector<std::optional<KeyList>> chosen_;
    std::vector<KeyList> presetKeys_;
    std::vector<KeyList> keys_;
};

/// Whether one press could mean both: an action of the window is active everywhere, others only
/// where their own part of the window has the focus.
bool activeTogether(Scope a, Scope b);

/// Portable text in the settings and tables, "S, V"; nothing where a part of it is no key.
std::optional<KeyList> keysFromText(const QString& text);
QString textOfKeys(const KeyList& keys);
/// As the desktop writes them, for people: "S or V".
QString shownKeys(const KeyList& keys);

}  // namespace axolemma
