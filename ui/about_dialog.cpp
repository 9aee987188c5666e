#include "ui/about_dialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/io/versions.h"
#include "core/version.h"
#include "segmentation/network_versions.h"
#include "ui/icons.h"
#include "ui/slice_scene.h"

namespace axolemma {

namespace {

constexpr int kPictureSize = 64;
constexpr int kTextWidth = 460;

QLabel* paragraph(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setFixedWidth(kTextWidth);
    label->setTextInteractionFlags(Qt::TextBrowserInteraction);
    label->setOpenExternalLinks(true);
    return label;
}

}  // namespace

QStringList versionLines() {
    QStringList lines{QString("Axolemma %1").arg(kVersion), QString("Qt %1").arg(qVersion()),
                      QString("VTK %1").arg(SliceScene::vtkVersion())};
    for (const LibraryVersion& entry : fileLibraryVersions()) {
        lines << QString("%1 %2").arg(QString::fromStdString(entry.library),
                                      QString::fromStdString(entry.version));
    }
    const NetworkVersions network = networkVersions();
    lines << QString("LibTorch %1").arg(QString::fromStdString(network.libTorch))
          << QString("oneDNN %1").arg(QString::fromStdString(network.oneDnn));
    return lines;
}

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent) {
    setObjectName("aboutDialog");
    setWindowTitle(tr("About Axolemma"));
    setAttribute(Qt::WA_DeleteOnClose);
    QStringList libraries = versionLines();
    const QString own = libraries.takeFirst();

    auto* picture = new QLabel(this);
    picture->setPixmap(icon("axolemma").pixmap(QSize(kPictureSize, kPictureSize)));
    picture->setAlignment(Qt::AlignTop);
    auto* text = new QVBoxLayout;
    text->setSpacing(10);
    text->addWidget(
        paragraph(QString("<span style=\"font-size:x-large\"><b>%1</b></span><br/>%2")
                      .arg(own, tr("Finds neurons in stacks of electron microscopy sections.")),
                  this));
    auto* versions =
        paragraph(tr("Made with %1.").arg(libraries.join(" · ").toHtmlEscaped()), this);
    versions->setObjectName("aboutVersions");
    text->addWidget(versions);
    text->addWidget(
        paragraph(tr("The program is free software under the BSD 3-Clause licence."), this));
    auto* weights = paragraph(
        tr("The weights of the networks that come with it were computed from the slices of the "
           "ISBI 2012 challenge, whose owners allow non-commercial use; the same holds for the "
           "weights. Who publishes results made with them is asked to cite:"),
        this);
    weights->setObjectName("aboutWeights");
    text->addWidget(weights);
    auto* citation = paragraph(
        "<p>I. Arganda-Carreras et al., <i>Crowdsourcing the creation of image segmentation "
        "algorithms for connectomics</i>, Frontiers in Neuroanatomy 9:142, 2015.</p>"
        "<p>A. Cardona et al., <i>An integrated micro- and macroarchitectural analysis of the "
        "Drosophila brain by computer-assisted serial section electron microscopy</i>, PLoS "
        "Biology 8(10), 2010.</p>",
        this);
    citation->setObjectName("aboutCitation");
    text->addWidget(citation);

    auto* top = new QHBoxLayout;
    top->setSpacing(18);
    top->addWidget(picture);
    top->addLayout(text);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* copy = buttons->addButton(tr("&Copy versions"), QDialogButtonBox::ActionRole);
    copy->setObjectName("aboutCopy");
    copy->setAutoDefault(false);
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    connect(copy, &QPushButton::clicked, this, &AboutDialog::copyVersions);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 14);
    column->setSpacing(14);
    column->addLayout(top);
    column->addWidget(buttons);
    layout()->setSizeConstraint(QLayout::SetFixedSize);
}

void AboutDialog::copyVersions() const {
    QGuiApplication::clipboard()->setText(versionLines().join('\n'));
}

}  // namespace axolemma
