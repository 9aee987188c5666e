#include "ui/help_page.h"

#include <QCoreApplication>
#include <QScrollBar>
#include <QTabWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "ui/key_map.h"
#include "ui/menu_commands.h"

namespace axolemma {

namespace {

QString text(const char* source) {
    return QCoreApplication::translate("HelpPage", source);
}

QString boldKeys(const KeyList& sequences) {
    QStringList keys;
    for (const QKeySequence& sequence : sequences) {
        keys << "<b>" + sequence.toString(QKeySequence::NativeText).toHtmlEscaped() + "</b>";
    }
    return keys.join(text(" or "));
}

QString titleOf(const char* action) {
    return plainText(actionEntry(action).translatedText()).toHtmlEscaped();
}

QString row(const QString& keys, const QString& what, const QString& tip) {
    return QString(
               "<tr><td style=\"padding:3px 18px 3px 0\">%1</td><td style=\"padding:3px 0\">%2%3"
               "</td></tr>")
        .arg(keys, what, tip.isEmpty() ? QString() : "<br/><small>" + tip + "</small>");
}

QTextBrowser* page(const char* name, QWidget* parent) {
    auto* browser = new QTextBrowser(parent);
    browser->setObjectName(name);
    browser->setFrameShape(QFrame::NoFrame);
    browser->document()->setDocumentMargin(16);
    return browser;
}

}  // namespace

QString tourHtml(const KeyMap& map) {
    // "F5", so that the tour cannot name a key that is not bound.
    const auto keyOf = [&map](const char* action) {
        const KeyList& keys = map.keysOf(action);
        return keys.isEmpty() ? "<i>" + titleOf(action) + "</i>" : boldKeys({keys.first()});
    };
    const QString paragraphs[] = {
        text("<h2>From a stack to its neurons</h2>"
             "<p>A stack is a pile of thin sections, photographed one by one. Membranes are dark "
             "lines; what they enclose is a neuron cut across. Axolemma finds the membranes, takes "
             "what lies between them as pieces of cells, and joins the pieces of neighbouring "
             "sections into neurons.</p>"),
        text("<h3>1. Open</h3>"
             "<p>%1 opens a file; a folder of numbered pictures can be dropped on the window. "
             "Without data of your own, take <i>File &gt; Open sample stack</i>. If the file does "
             "not say how large a pixel is, a bar above the slice asks for it: volumes, the scale "
             "bar and the network depend on it.</p>")
            .arg(keyOf("open")),
        text("<h3>2. Look around</h3>"
             "<p>Turn the wheel to go through the slices, hold Ctrl while turning to zoom at the "
             "cursor, drag with the middle button to move, and press %1 to see the whole slice "
             "again. The status bar tells what is under the mouse.</p>")
            .arg(keyOf("fit")),
        text("<h3>3. Segment</h3>"
             "<p>%1 runs the network. The slice that you see comes first and you can go on looking "
             "meanwhile; %2 stops, and slices that are finished stay. Each neuron has one number "
             "and one colour through the whole stack.</p>")
            .arg(keyOf("segment"), keyOf("cancel")),
        text("<h3>4. Judge</h3>"
             "<p>Hold Space to see the bare section, %1 turns colours on and off, %2 shows rims "
             "only, %3 and %4 change how strongly colours cover. Under <i>Display</i> you can see "
             "how sure the network was of each pixel.</p>")
            .arg(keyOf("showOverlay"), keyOf("outlines"), keyOf("lessOpacity"),
                 keyOf("moreOpacity")),
        text("<h3>5. Move the boundaries</h3>"
             "<p>Under <i>Refinement</i> the weight w_f closes gaps in faint membranes: %1 and %2 "
             "change it, and the boundaries follow at once. Labels of some slices, loaded under "
             "<i>Compare</i>, show what is split and merged, and <i>Fit w_f</i> finds the best "
             "weight.</p>")
            .arg(keyOf("lessWeight"), keyOf("moreWeight")),
        text("<h3>6. Follow a neuron</h3>"
             "<p>Click one: the strip of five pictures shows it in the slices before and after, "
             "where a click on a picture takes you. The table of neurons has sizes and volumes; a "
             "double click brings a neuron into the middle of the view.</p>"),
        text("<h3>7. Put it right</h3>"
             "<p>%1 goes to the place where an error is most likely and shows both outcomes: %2 "
             "takes the other one, %3 says that it is right. The tools at the left paint, cut (%4) "
             "and join (%5); the status bar says what each button does now. %6 says that a neuron "
             "is as it should be, and nothing changes it any more. Every step can be undone, and is "
             "on the disk at once.</p>")
            .arg(keyOf("nextDoubt"), keyOf("accept"), keyOf("dismissDoubt"), keyOf("toolKnife"),
                 keyOf("toolMerge"), keyOf("verify")),
        text("<h3>8. Teach the network</h3>"
             "<p>When a slice (%1) or some neurons are verified, %2 teaches the network with them "
             "while you go on. It is judged where it did not learn, and the places where it differs "
             "are shown; you use it or discard it. <i>Segmentation &gt; Models</i> keeps what you "
             "have.</p>")
            .arg(keyOf("verifySlice"), keyOf("teach")),
        text("<h3>9. Take it with you</h3>"
             "<p>%1 writes the labels for other programs, as TIFF, NRRD, MetaImage, NIfTI, PNG or "
             "HDF5; the table can be saved as CSV. The command <tt>axolemma segment</tt> does the "
             "same without a window, for many stacks at once.</p>")
            .arg(keyOf("exportLabels")),
    };
    QString html;
    for (const QString& paragraph : paragraphs) html += paragraph;
    return html;
}

QString keysHtml(const KeyMap& map) {
    QString html = text("<h2>Mouse</h2>") + "<table>";
    for (const GestureEntry& entry : gestureEntries()) {
        html += row(
            "<b>" + QCoreApplication::translate("actions", entry.gesture).toHtmlEscaped() + "</b>",
            QCoreApplication::translate("actions", entry.effect).toHtmlEscaped(), {});
    }
    html += "</table>" + text("<h2>Keys</h2>") + "<table>";
    for (const ActionEntry& entry : actionEntries()) {
        const KeyList& keys = map.keysOf(entry);
        if (keys.isEmpty()) continue;
        const QString where =
            entry.scope == Scope::View ? " " + text("(in the slice view)") : QString();
        html +=
            row(boldKeys(keys), titleOf(entry.name) + where, entry.translatedTip().toHtmlEscaped());
    }
    return html + "</table>";
}

HelpPage::HelpPage(const KeyMap& keys, QWidget* parent)
    : QDialog(parent),
      keys_(keys),
      tabs_(new QTabWidget(this)),
      tour_(page("helpTour", tabs_)),
      list_(page("helpKeys", tabs_)) {
    setObjectName("helpPage");
    setWindowTitle(tr("Help"));
    setAttribute(Qt::WA_DeleteOnClose);
    tabs_->setObjectName("helpTabs");
    tabs_->setDocumentMode(true);
    tabs_->addTab(tour_, tr("Tour"));
    tabs_->addTab(list_, tr("Keys and mouse"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 6, 0, 0);
    column->addWidget(tabs_);
    resize(600, 680);
    connect(&keys_, &KeyMap::changed, this, &HelpPage::showKeys);
    showKeys();
}

void HelpPage::showKeys() {
    const std::pair<QTextBrowser*, QString> pages[] = {{tour_, tourHtml(keys_)},
                                                       {list_, keysHtml(keys_)}};
    for (const auto& [browser, html] : pages) {
        const int scrolled = browser->verticalScrollBar()->value();
        browser->setHtml(html);
        browser->verticalScrollBar()->setValue(scrolled);
    }
}

void HelpPage::showTopic(Topic topic) {
    tabs_->setCurrentIndex(static_cast<int>(topic));
    show();
    raise();
    activateWindow();
}

}  // namespace axolemma
