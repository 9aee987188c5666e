#pragma once

#include <span>

namespace axolemma {

/// The keys that a preset gives to one action instead of those of `shortcuts.cpp`.
struct PresetKeys {
    const char* action;
    const char* keys;  ///< portable, separated by ", "; may be empty
};

/// A whole set of keys to start from: the default one, or what users of another program have in
/// their fingers. An action that a preset does not name keeps its default keys, but for those that
/// the preset gives to another.
struct KeyPreset {
    const char* id;     ///< in the settings
    const char* title;  ///< for the user; the name of a program, or to be translated
    std::span<const PresetKeys> keys;
};

/// The first one is the default.
std::span<const KeyPreset> keyPresets();

}  // namespace axolemma
