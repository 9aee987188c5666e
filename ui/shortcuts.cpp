#include "ui/shortcuts.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

namespace axolemma {

namespace {

#define T(text) QT_TRANSLATE_NOOP("actions", text)

constexpr auto kWindow = Scope::Window;
constexpr auto kView = Scope::View;

constexpr std::array kActions{
    ActionEntry{"open", T("&Open stack…"), "Ctrl+O", "open",
                T("Open a TIFF, MRC, NRRD, MHA, NIfTI or HDF5 stack, or the slices of a series")},
    ActionEntry{"openFolder", T("Open &folder of slices…"), "Ctrl+Shift+O", "",
                T("Open a folder of numbered TIFF, PNG or JPEG slices")},
    ActionEntry{"openSample", T("Open &sample stack"), "", "",
                T("A synthetic stack to try things out")},
    ActionEntry{"exportLabels", T("Export &labels…"), "Ctrl+E", "",
                T("Write the neurons as TIFF, NRRD, MHA, NIfTI, PNG or HDF5 for other programs")},
    ActionEntry{"exportProbability", T("Export &probability map…"), "", "",
                T("Write the probability of cell as a float TIFF")},
    ActionEntry{"exportView", T("Export &view as PNG…"), "Ctrl+Shift+E", "",
                T("Write what the slice view shows now, in pixels of the screen")},
    ActionEntry{"quit", T("&Quit"), "Ctrl+Q", "", ""},
    ActionEntry{"undo", T("&Undo"), "Ctrl+Z", "undo", ""},
    ActionEntry{"redo", T("&Redo"), "Ctrl+Shift+Z, Ctrl+Y", "redo", ""},
    ActionEntry{"copyPosition", T("Copy &position"), "Ctrl+Shift+P", "",
                T("Copy x, y, z of what is under the mouse, or in the middle of the view")},
    ActionEntry{"commandPalette", T("&Command palette…"), "Ctrl+P", "",
                T("Run any command by its name, or go to a slice or place")},
    ActionEntry{"keyboardShortcuts", T("&Keyboard shortcuts…"), "", "",
                T("Choose the keys of every command, or those of another program")},
    ActionEntry{"segment", T("&Segment"), "F5", "segment",
                T("Find every neuron of the stack, the visible slice first")},
    ActionEntry{"cancel", T("&Cancel"), "Esc", "cancel",
                T("Stop what is running; slices that are finished stay")},
    ActionEntry{"lessWeight", T("Less &w_f"), "Ctrl+[", "",
                T("Weaken the contours that close gaps in membranes, by 0.05")},
    ActionEntry{"moreWeight", T("More w_&f"), "Ctrl+]", "",
                T("Strengthen the contours that close gaps in membranes, by 0.05")},
    ActionEntry{"showOverlay", T("&Overlay"), "S, V", "overlay", T("Show or hide the overlay"),
                true},
    ActionEntry{"outlines", T("Out&lines only"), "W", "outlines",
                T("Show the rims of neurons instead of their areas"), true},
    ActionEntry{"lessOpacity", T("L&ess opaque overlay"), "A", "", ""},
    ActionEntry{"moreOpacity", T("&More opaque overlay"), "D", "", ""},
    ActionEntry{"smooth", T("S&mooth pixels"), "", "",
                T("Show pixels as smooth transitions or as squares"), true},
    ActionEntry{"autoContrast", T("&Automatic contrast"), "Ctrl+Shift+C", "contrast",
                T("Choose brightness and contrast by the intensities of the stack")},
    ActionEntry{"fit", T("&Fit slice"), "Home", "fit", T("Show the whole slice"), false, kView},
    ActionEntry{"actualSize", T("&100 %"), "Ctrl+0", "actual_size",
                T("One pixel of the slice on one pixel of the screen")},
    ActionEntry{"zoomIn", T("Zoom &in"), "Ctrl++, Ctrl+=", "zoom_in", ""},
    ActionEntry{"zoomOut", T("Zoom &out"), "Ctrl+-", "zoom_out", ""},
    ActionEntry{"centre", T("&Centre"), "C", "",
                T("Bring the selected neuron, or what is under the mouse, into the middle")},
    ActionEntry{"nextSlice", T("&Next slice"), "PgDown, Down, Right", "", "", false, kView},
    ActionEntry{"previousSlice", T("&Previous slice"), "PgUp, Up, Left", "", "", false, kView},
    ActionEntry{"goToSlice", T("&Go to…"), "Ctrl+G", "", T("Go to a slice, or to x, y, z")},
    ActionEntry{"tour", T("&Tour"), "F1", "",
                T("How to get from a stack to its neurons, on a page")},
    ActionEntry{"keys", T("&Keys and mouse"), "Shift+F1", "", T("Every key and mouse gesture")},
    ActionEntry{"about", T("&About Axolemma"), "", "", T("Versions, licences, and whom to cite")},
};

constexpr std::array kGestures{
    GestureEntry{T("Wheel"), T("Next or previous slice")},
    GestureEntry{T("Shift + wheel"), T("Ten slices at a time")},
    GestureEntry{T("Ctrl + wheel"), T("Zoom at the cursor")},
    GestureEntry{T("Middle drag"), T("Move the slice")},
    GestureEntry{T("Left click"), T("Pick a neuron")},
    GestureEntry{T("Hold Space"), T("Raw image without the overlay; drag moves the slice")},
};

#undef T

}  // namespace

QString ActionEntry::translatedText() const {
    return QCoreApplication::translate("actions", text);
}

QString ActionEntry::translatedTip() const {
    return *tip ? QCoreApplication::translate("actions", tip) : QString();
}

QList<QKeySequence> ActionEntry::keySequences() const {
    QList<QKeySequence> sequences;
    for (const QString& part : QString::fromLatin1(keys).split(", ", Qt::SkipEmptyParts)) {
        sequences << QKeySequence(part, QKeySequence::PortableText);
    }
    return sequences;
}

std::span<const ActionEntry> actionEntries() {
    return kActions;
}

const ActionEntry& actionEntry(const char* name) {
    const auto found = std::ranges::find_if(
        kActions, [name](const ActionEntry& entry) { return std::strcmp(entry.name, name) == 0; });
    assert(found != kActions.end());
    return *found;
}

std::span<const GestureEntry> gestureEntries() {
    return kGestures;
}

}  // namespace axolemma
