#include "ui/key_presets.h"

#include <QCoreApplication>
#include <array>

namespace axolemma {

namespace {

// Only what the other program has too, and new keys for what would lose its last one to that. Keys
// of ours that the other program uses for nothing we have stay beside its own.

/// As on its page of keyboard shortcuts: F and D go through the slices, I and O zoom, 3 hides the
/// segmentation, S centres, Q saves a picture, Ctrl+P is its palette too.
constexpr std::array kWebKnossos{
    PresetKeys{"nextSlice", "F, PgDown, Down, Right"},
    PresetKeys{"previousSlice", "D, PgUp, Up, Left"},
    PresetKeys{"zoomIn", "I, Ctrl++, Ctrl+="},
    PresetKeys{"zoomOut", "O, Ctrl+-"},
    PresetKeys{"showOverlay", "3"},
    PresetKeys{"centre", "S"},
    PresetKeys{"exportView", "Q, Ctrl+Shift+E"},
    PresetKeys{"redo", "Ctrl+Y, Ctrl+Shift+Z"},
    PresetKeys{"commandPalette", "Ctrl+P"},
    // 3 and O do something else there.
    PresetKeys{"toolLasso", "Shift+L"},
    PresetKeys{"verify", "Shift+V"},
    // D goes back a slice.
    PresetKeys{"lessOpacity", "A"},
    PresetKeys{"moreOpacity", "Shift+A"},
};

/// As in its menus: Ctrl+G opens the main image, Ctrl+F fits, Ctrl+J adjusts the contrast, S, A and
/// D are the segmentation's, C centres. PgUp is the slice with the higher number.
constexpr std::array kItkSnap{
    PresetKeys{"open", "Ctrl+G, Ctrl+O"},
    PresetKeys{"undo", "Ctrl+Z"},
    PresetKeys{"redo", "Ctrl+Shift+Z"},
    PresetKeys{"fit", "Ctrl+F, Home"},
    PresetKeys{"autoContrast", "Ctrl+J"},
    PresetKeys{"showOverlay", "S"},
    PresetKeys{"lessOpacity", "A"},
    PresetKeys{"moreOpacity", "D"},
    PresetKeys{"centre", "C"},
    PresetKeys{"nextSlice", "PgUp, Up, Right"},
    PresetKeys{"previousSlice", "PgDown, Down, Left"},
    // Ctrl+J adjusts the contrast.
    PresetKeys{"goToNeuron", "Ctrl+Shift+J"},
    // Ctrl+G opens.
    PresetKeys{"goToSlice", "Ctrl+Shift+G"},
};

constexpr std::array kPresets{
    KeyPreset{"default", QT_TRANSLATE_NOOP("KeyMap", "Default"), {}},
    KeyPreset{"webknossos", "webKnossos", kWebKnossos},
    KeyPreset{"itk-snap", "ITK-SNAP", kItkSnap},
};

}  // namespace

std::span<const KeyPreset> keyPresets() {
    return kPresets;
}

}  // namespace axolemma
