#include "ui/key_map.h"

#include <QCoreApplication>
#include <QSettings>
#include <QStringList>
#include <algorithm>
#include <cassert>
#include <cstring>

namespace axolemma {

namespace {

constexpr auto kPresetSetting = "keys/preset";

QString settingOf(const ActionEntry& entry) {
    return QStringLiteral("keys/") + entry.name;
}

std::size_t indexOf(const ActionEntry& entry) {
    const auto entries = actionEntries();
    const auto index = static_cast<std::size_t>(&entry - entries.data());
    assert(index < entries.size());
    return index;
}

/// `keys` without those that `taken` gives to another action that is active at the same time.
template <typename Taken>
KeyList without(const ActionEntry& entry, KeyList keys, Taken taken) {
    for (const ActionEntry& other : actionEntries()) {
        if (&other == &entry || !activeTogether(entry.scope, other.scope)) continue;
        if (const std::optional<KeyList> gone = taken(other)) {
            keys.removeIf([&gone](const QKeySequence& key) { return gone->contains(key); });
        }
    }
    return keys;
}

std::optional<KeyList> namedBy(const KeyPreset& preset, const ActionEntry& entry) {
    for (const PresetKeys& named : preset.keys) {
        if (std::strcmp(named.action, entry.name) == 0) {
            return keysFromText(QString::fromLatin1(named.keys));
        }
    }
    return std::nullopt;
}

KeyList presetKeys(const KeyPreset& preset, const ActionEntry& entry) {
    if (const auto named = namedBy(preset, entry)) return *named;
    return without(entry, entry.keySequences(),
                   [&preset](const ActionEntry& other) { return namedBy(preset, other); });
}

}  // namespace

bool activeTogether(Scope a, Scope b) {
    return a == b || a == Scope::Window || b == Scope::Window;
}

std::optional<KeyList> keysFromText(const QString& text) {
    KeyList keys;
    const QStringList parts = text.split(", ", Qt::SkipEmptyParts);
    for (const QString& part : parts) {
        const QKeySequence key(part.trimmed(), QKeySequence::PortableText);
        const bool real = key.count() == 1 && key[0].key() != Qt::Key_unknown &&
                          key[0].key() != static_cast<Qt::Key>(0);
        if (!real) return std::nullopt;
        if (!keys.contains(key)) keys << key;
    }
    return keys;
}

QString textOfKeys(const KeyList& keys) {
    QStringList parts;
    for (const QKeySequence& key : keys) parts << key.toString(QKeySequence::PortableText);
    return parts.join(", ");
}

QString shownKeys(const KeyList& keys) {
    QStringList parts;
    for (const QKeySequence& key : keys) parts << key.toString(QKeySequence::NativeText);
    return parts.join(QCoreApplication::translate("KeyMap", " or "));
}

KeyMap::KeyMap(QObject* parent) : QObject(parent), preset_(&keyPresets().front()) {
    reserved_.push_back({QKeySequence(Qt::Key_Space),
                         tr("shows the raw image while it is held in the slice view")});
    load();
}

const KeyList& KeyMap::keysOf(const ActionEntry& entry) const {
    return keys_[indexOf(entry)];
}

QString KeyMap::firstKeyOf(const char* name) const {
    const KeyList& keys = keysOf(name);
    return keys.isEmpty() ? QString() : keys.first().toString(QKeySequence::NativeText);
}

const KeyList& KeyMap::presetKeysOf(const ActionEntry& entry) const {
    return presetKeys_[indexOf(entry)];
}

bool KeyMap::differsFromPreset(const ActionEntry& entry) const {
    return keysOf(entry) != presetKeysOf(entry);
}

int KeyMap::differences() const {
    return static_cast<int>(std::ranges::count_if(
        actionEntries(), [this](const ActionEntry& entry) { return differsFromPreset(entry); }));
}

// --- Changing them ---

void KeyMap::setPreset(const KeyPreset& preset) {
    if (preset_ == &preset) return;
    preset_ = &preset;
    derive();
    for (const ActionEntry& entry : actionEntries()) {
        auto& chosen = chosen_[indexOf(entry)];
        if (chosen == presetKeysOf(entry)) chosen.reset();
    }
    save();
    Q_EMIT changed();
}

const KeyMap::Reserved* KeyMap::reservedAs(const QKeySequence& key) const {
    const auto found = std::ranges::find(reserved_, key, &Reserved::key);
    return found == reserved_.end() ? nullptr : &*found;
}

std::vector<KeyConflict> KeyMap::conflictsOf(const ActionEntry& entry, const KeyList& keys) const {
    std::vector<KeyConflict> conflicts;
    for (const QKeySequence& key : keys) {
        if (const Reserved* reserved = reservedAs(key)) {
            conflicts.push_back({key, nullptr, reserved->what});
        }
        for (const ActionEntry& other : actionEntries()) {
            if (&other != &entry && activeTogether(entry.scope, other.scope) &&
                keysOf(other).contains(key)) {
                conflicts.push_back({key, &other, {}});
            }
        }
    }
    return conflicts;
}

void KeyMap::assign(const ActionEntry& entry, const KeyList& keys) {
    for (const ActionEntry& other : actionEntries()) {
        auto& chosen = chosen_[indexOf(other)];
        if (&other == &entry || !chosen || !activeTogether(entry.scope, other.scope)) continue;
        chosen->removeIf([&keys](const QKeySequence& key) { return keys.contains(key); });
        if (*chosen == presetKeysOf(other)) chosen.reset();
    }
    auto& own = chosen_[indexOf(entry)];
    own = keys;
    if (keys == presetKeysOf(entry)) own.reset();
    derive();
    save();
    Q_EMIT changed();
}

void KeyMap::resetAll() {
    std::ranges::fill(chosen_, std::nullopt);
    derive();
    save();
    Q_EMIT changed();
}

void KeyMap::reserve(const QKeySequence& key, const QString& what) {
    if (key.isEmpty() || reservedAs(key)) return;
    reserved_.push_back({key, what});
    dropConflicts();
    derive();
    Q_EMIT changed();
}

void KeyMap::derive() {
    presetKeys_.clear();
    keys_.clear();
    for (const ActionEntry& entry : actionEntries()) {
        presetKeys_.push_back(presetKeys(*preset_, entry));
        const auto& chosen = chosen_[indexOf(entry)];
        keys_.push_back(
            chosen ? *chosen : without(entry, presetKeys_.back(), [this](const ActionEntry& other) {
                return chosen_[indexOf(other)];
            }));
    }
}

// --- Between sessions ---

void KeyMap::load() {
    const QSettings saved;
    const QString id = saved.value(kPresetSetting).toString();
    for (const KeyPreset& preset : keyPresets()) {
        if (id == preset.id) preset_ = &preset;
    }
    chosen_.assign(actionEntries().size(), std::nullopt);
    for (const ActionEntry& entry : actionEntries()) {
        const QVariant value = saved.value(settingOf(entry));
        // A line that somebody wrote by hand, without quotes, is a list.
        if (value.canConvert<QStringList>()) {
            chosen_[indexOf(entry)] = keysFromText(value.toStringList().join(", "));
        }
    }
    dropConflicts();
    derive();
}

/// Takes back choices that no dialog lets anybody make: of reserved keys, and the later one of two
/// for one key.
void KeyMap::dropConflicts() {
    const auto entries = actionEntries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto& chosen = chosen_[i];
        if (!chosen) continue;
        bool bad = std::ranges::any_of(
            *chosen, [this](const QKeySequence& key) { return reservedAs(key) != nullptr; });
        for (std::size_t j = 0; j < i && !bad; ++j) {
            if (!chosen_[j] || !activeTogether(entries[i].scope, entries[j].scope)) continue;
            bad = std::ranges::any_of(*chosen, [&other = *chosen_[j]](const QKeySequence& key) {
                return other.contains(key);
            });
        }
        if (bad) chosen.reset();
    }
}

void KeyMap::save() const {
    QSettings settings;
    if (preset_ == &keyPresets().front()) {
        settings.remove(kPresetSetting);
    } else {
        settings.setValue(kPresetSetting, QString::fromLatin1(preset_->id));
    }
    for (const ActionEntry& entry : actionEntries()) {
        const auto& chosen = chosen_[indexOf(entry)];
        if (chosen) {
            settings.setValue(settingOf(entry), textOfKeys(*chosen));
        } else {
            settings.remove(settingOf(entry));
        }
    }
}

}  // namespace axolemma
