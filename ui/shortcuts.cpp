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
    ActionEntry{"openProject", T("Open p&roject…"), "", "",
                T("A folder NAME.axo with a stack, its segmentation and every step")},
    ActionEntry{"importLabels", T("&Import labels…"), "", "",
                T("Proofread labels of any program: a volume of the stack's size, one number a "
                  "neuron")},
    ActionEntry{"saveProject", T("&Save project"), "Ctrl+S", "",
                T("Every step is on the disk already; this makes opening fast, and the first time "
                  "gives the project a name")},
    ActionEntry{"saveProjectAs", T("Save project &as…"), "Ctrl+Shift+S", "", ""},
    ActionEntry{"openSample", T("Open &sample stack"), "", "",
                T("A synthetic stack to try things out")},
    ActionEntry{"exportLabels", T("Export &labels…"), "Ctrl+E", "",
                T("Write the neurons as TIFF, NRRD, MHA, NIfTI, PNG or HDF5 for other programs")},
    ActionEntry{"exportTraining", T("Export &training masks…"), "", "",
                T("Write what was verified and painted as images, labels and masks to train on")},
    ActionEntry{"exportProbability", T("Export &probability map…"), "", "",
                T("Write the probability of cell as a float TIFF")},
    ActionEntry{"exportView", T("Export &view as PNG…"), "Ctrl+Shift+E", "",
                T("Write what the slice view shows now, in pixels of the screen")},
    ActionEntry{"quit", T("&Quit"), "Ctrl+Q", "", ""},
    ActionEntry{"undo", T("&Undo"), "Ctrl+Z", "undo", ""},
    ActionEntry{"redo", T("&Redo"), "Ctrl+Shift+Z, Ctrl+Y", "redo", ""},
    ActionEntry{"toolErase", T("&Erase boundary"), "1, E", "tool_erase",
                T("A brush that makes what it touches interior; the right button paints boundary"),
                true},
    ActionEntry{"toolPaint", T("&Paint boundary"), "2, P", "tool_paint",
                T("A brush that makes what it touches boundary; the right button erases it"), true},
    ActionEntry{"toolLasso", T("&Lasso a profile"), "3", "tool_lasso",
                T("Draw around a profile of the picked neuron, or of a new one"), true},
    ActionEntry{"toolFill", T("&Fill holes"), "4, F", "tool_fill",
                T("Make everything that a component encloses its interior"), true},
    ActionEntry{"toolPick", T("P&ick"), "5, L", "tool_pick",
                T("Pick neurons; with Ctrl held several"), true},
    ActionEntry{"toolPan", T("&Move and zoom"), "6, Z", "tool_pan", T("Drag to move the slice"),
                true},
    ActionEntry{"toolRetrace", T("&Retrace boundary"), "7, T", "tool_retrace",
                T("A wire that follows the membrane from click to click closes a gap"), true},
    ActionEntry{"toolKnife", T("&Knife"), "8, K", "tool_knife",
                T("Cut a neuron with a rough line that snaps to the membrane"), true},
    ActionEntry{"toolSplit", T("&Split by seeds"), "9, Shift+K", "tool_split",
                T("Click in both parts of a neuron, in any slices; Enter splits it between them"),
                true},
    ActionEntry{"toolMerge", T("Mer&ge"), "G", "tool_merge",
                T("Make one neuron of two: click both, or drag from one to the other"), true},
    ActionEntry{"toolDelete", T("&Delete components"), "0", "tool_delete",
                T("Give the component under the mouse to the neighbour with the least membrane "
                  "between them; both are shown before the click"),
                true},
    ActionEntry{"strokeScope", T("What a stroke ma&y change"), "B", "",
                T("Everything that is not locked, only the picked neurons, or all but them")},
    ActionEntry{"smallerBrush", T("S&maller brush"), "[", "", ""},
    ActionEntry{"largerBrush", T("La&rger brush"), "]", "", ""},
    ActionEntry{"verify", T("&Verified"), "O", "verify",
                T("The picked neuron is as it should be: nothing changes it until this is taken "
                  "back")},
    ActionEntry{"verifySlice", T("Verify s&lice"), "Ctrl+Shift+V", "",
                T("Everything in this slice is as it should be")},
    ActionEntry{"lock", T("L&ocked"), "Shift+O", "lock",
                T("No tool can change the picked neuron until it is unlocked")},
    ActionEntry{"rename", T("&Name…"), "F2", "", T("Give the picked neuron a name")},
    ActionEntry{"comment", T("&Comment…"), "Ctrl+M", "",
                T("Write a comment at the place under the mouse")},
    ActionEntry{"deleteComponent", T("&Delete component"), "Backspace", "",
                T("Give the component under the mouse to the neighbour with the least membrane "
                  "between them")},
    ActionEntry{"copyProfile", T("Copy profile to ne&xt slice"), "Ctrl+D", "",
                T("The picked neuron has the same outline in the next slice")},
    ActionEntry{
        "interpolate", T("&Interpolate profile"), "Ctrl+I", "",
        T("Between the nearest slices before and after in which the picked neuron has one")},
    ActionEntry{"nextDoubt", T("Ne&xt doubt"), "N", "",
                T("The place where the network is least certain, and what may be wrong there")},
    ActionEntry{"previousDoubt", T("Pre&vious doubt"), "Shift+N", "", ""},
    ActionEntry{"accept", T("&Accept"), "Return, Enter", "",
                T("Do what a tool shows, or take the other outcome of a doubt"), false, kView},
    ActionEntry{"dismissDoubt", T("Dismiss dou&bt"), "Del", "",
                T("It is right as it is, and is not asked again"), false, kView},
    ActionEntry{"goToNeuron", T("Go to &neuron…"), "Ctrl+J", "", ""},
    ActionEntry{"showHistory", T("&History"), "Ctrl+H", "", T("Every step, to go back to any")},
    ActionEntry{"copyPosition", T("Copy &position"), "Ctrl+Shift+P", "",
                T("Copy x, y, z of what is under the mouse, or in the middle of the view")},
    ActionEntry{"commandPalette", T("&Command palette…"), "Ctrl+P", "",
                T("Run any command by its name, or go to a slice or place")},
    ActionEntry{"keyboardShortcuts", T("&Keyboard shortcuts…"), "", "",
                T("Choose the keys of every command, or those of another program")},
    ActionEntry{"segment", T("&Segment"), "F5", "segment",
                T("Find every neuron of the stack, the visible slice first")},
    ActionEntry{"teach", T("&Teach the network"), "F6", "",
                T("Learn from what is verified and painted, and judge what came of it")},
    ActionEntry{"models", T("&Models…"), "", "",
                T("What each network says of itself; import, export, rename and remove them")},
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
    ActionEntry{"hideNeuron", T("&Hide neuron"), "H", "",
                T("Picked neurons are not coloured until they are shown again")},
    ActionEntry{"showOnlyNeuron", T("Show onl&y this neuron"), "Shift+H", "",
                T("Nothing but picked neurons is coloured")},
    ActionEntry{"showAllNeurons", T("Sho&w all neurons"), "Ctrl+Shift+H", "", ""},
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
    ActionEntry{"nextSlice", T("&Next slice"), "PgDown, Down, Right, >", "", "", false, kView},
    ActionEntry{"previousSlice", T("&Previous slice"), "PgUp, Up, Left, <", "", "", false, kView},
    ActionEntry{"goToSlice", T("&Go to…"), "Ctrl+G", "", T("Go to a slice, or to x, y, z")},
    ActionEntry{"guidedStart", T("&Guided start"), "", "",
                T("Segment, cut and verify, step by step, on the sample or on what is open")},
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
    GestureEntry{T("Left"), T("What the chosen tool does; the status bar tells")},
    GestureEntry{T("Shift + left click"), T("Pick a neuron, whatever the tool")},
    GestureEntry{T("Shift + right click"), T("Pick a neuron too, or no longer, whatever the tool")},
    GestureEntry{T("Ctrl + left click with the tool Pick, or in the table"),
                 T("The same; in the table Shift picks all rows from one to another")},
    GestureEntry{T("Right drag with a brush"), T("Erase where the brush paints, and the reverse")},
    GestureEntry{T("Ctrl + left drag with a brush"),
                 T("Change only the picked neurons, or everything where that is chosen")},
    GestureEntry{T("Ctrl + Shift + left drag with a brush"),
                 T("Take back what was painted: the pixels are again what the network says")},
    GestureEntry{T("Shift + wheel with a brush"), T("Size of the brush")},
    GestureEntry{T("Right click"), T("Menu of the neuron, with the tools that do not use it")},
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
