#include "ui/export_view.h"

#include <QDir>
#include <QFileDialog>
#include <QImage>
#include <QSettings>
#include <QStatusBar>

#include "core/error.h"
#include "core/io/stack_writer.h"
#include "ui/document.h"
#include "ui/main_window.h"
#include "ui/slice_view.h"

namespace axolemma {

namespace {

constexpr auto kFolderKey = "export/folder";

Image<Rgb> pixelsOf(const QImage& picture) {
    Image<Rgb> pixels(picture.width(), picture.height());
    for (int y = 0; y < picture.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(picture.constScanLine(y));
        for (int x = 0; x < picture.width(); ++x) {
            pixels(x, y) = {static_cast<std::uint8_t>(qRed(line[x])),
                            static_cast<std::uint8_t>(qGreen(line[x])),
                            static_cast<std::uint8_t>(qBlue(line[x]))};
        }
    }
    return pixels;
}

}  // namespace

void exportView(MainWindow& window) {
    // Now, because slices may arrive while the user looks for a folder.
    const QImage picture = window.view().grabFramebuffer().convertToFormat(QImage::Format_RGB32);
    const QString folder = QSettings().value(kFolderKey, QDir::homePath()).toString();
    auto* dialog = new QFileDialog(&window, MainWindow::tr("Export view as PNG"), folder,
                                   MainWindow::tr("PNG picture (*.png)"));
    dialog->setObjectName("exportViewDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix("png");
    dialog->selectFile(QString("slice_%1.png").arg(window.document().slice(), 4, 10, QChar('0')));
    QObject::connect(
        dialog, &QFileDialog::fileSelected, &window, [&window, picture](const QString& path) {
            QSettings().setValue(kFolderKey, QFileInfo(path).absolutePath());
            try {
                writePng(path.toStdString(), pixelsOf(picture).view());
                window.statusBar()->showMessage(MainWindow::tr("Exported %1").arg(path), 8000);
            } catch (const Error& error) {
                window.showError(QString::fromStdString(error.what()));
            }
        });
    dialog->open();
}

}  // namespace axolemma
