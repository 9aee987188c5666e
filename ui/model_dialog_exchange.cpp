// How models come and go in the dialog.
#include <QFileDialog>
#include <QInputDialog>
#include <QLocale>
#include <QSettings>
#include <QStandardPaths>

#include "segmentation/model_store.h"
#include "segmentation/zoo/package_export.h"
#include "segmentation/zoo/package_import.h"
#include "segmentation/zoo/zip_archive.h"
#include "ui/foreign_dialog.h"
#include "ui/model_dialog_run.h"
#include "ui/package_dialog.h"

namespace axolemma {

namespace {

constexpr auto kFolderKey = "models/folder";

QString folder() {
    const QString home = QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
    return QSettings().value(kFolderKey, home).toString();
}

void remember(const QString& file) {
    QSettings().setValue(kFolderKey, QFileInfo(file).absolutePath());
}

QFileDialog* fileDialog(const QString& title, const char* name, const QString& filters,
                        QWidget* parent) {
    auto* dialog = new QFileDialog(parent, title, folder(), filters);
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

}  // namespace

// --- In ---

void ModelDialog::chooseImport() {
    auto* dialog = fileDialog(tr("Import a model"), "modelImportDialog",
                              tr("Models (*.axomodel *.zip *.pt *.pth *.torchscript);;All files "
                                 "(*)"),
                              this);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        remember(file);
        import(file.toStdString());
    });
    dialog->open();
}

void ModelDialog::import(const std::filesystem::path& file) {
    const QString name = QString::fromStdString(file.filename().string());
    const auto imported = [this](const std::string& kept) {
        Q_EMIT modelsChanged();
        reload(kept);
    };
    if (!zoo::isZip(file)) {
        run(
            tr("Reading %1…").arg(name),
            [file](const Worker::Context&) { return importModel(file).name; }, imported);
        return;
    }
    run(
        tr("Reading %1…").arg(name),
        [file](const Worker::Context&) {
            zoo::Package package = zoo::readPackage({.file = file});
            // What is asked about is what is said of it.
            package.model.program = {};
            return package;
        },
        [this, file](zoo::Package package) { askAboutForeign(file, std::move(package)); });
}

void ModelDialog::askAboutForeign(const std::filesystem::path& file, zoo::Package package) {
    auto* dialog = new ForeignDialog(file, std::move(package), this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const zoo::ImportRequest request = dialog->request();
        run(
            tr("Trying %1 in a process of its own…").arg(QString::fromStdString(request.name)),
            [request](const Worker::Context& context) {
                return zoo::importPackage(request, context.stop());
            },
            [this](const zoo::ImportReport& report) {
                QStringList said;
                for (const std::string& warning : zoo::warningsOf(report))
                    said << QString::fromStdString(warning);
                if (!said.isEmpty()) showProblem(this, windowTitle(), said.join("\n\n"));
                Q_EMIT modelsChanged();
                reload(report.entry.name, tr("%1 was imported: %2.")
                                              .arg(QString::fromStdString(report.entry.name),
                                                   QString::fromStdString(zoo::outcomeOf(report))));
            });
    });
    dialog->open();
}

// --- Out ---

void ModelDialog::chooseExport() {
    const Card& card = *current();
    const bool foreign = !card.info.foreign.empty();
    const QString own = foreign ? tr("Model of others, for Axolemma (*%1)").arg(kForeignExtension)
                                : tr("Model for Axolemma (*%1)").arg(kModelExtension);
    const QString package = tr("Package for the BioImage Model Zoo (*.zip)");
    auto* dialog = fileDialog(tr("Export a model"), "modelExportDialog",
                              foreign ? own : own + ";;" + package, this);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    const QString name = QString::fromStdString(card.entry.name);
    const QString extension = QString(foreign ? kForeignExtension : kModelExtension).mid(1);
    dialog->setDefaultSuffix(extension);
    dialog->selectFile(name + '.' + extension);
    connect(dialog, &QFileDialog::filterSelected, dialog,
            [dialog, name, extension, package](const QString& filter) {
                const QString ending = filter == package ? QString("zip") : extension;
                dialog->setDefaultSuffix(ending);
                dialog->selectFile(name + '.' + ending);
            });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        remember(file);
        if (file.endsWith(".zip", Qt::CaseInsensitive)) {
            exportPackageTo(file.toStdString());
        } else {
            exportTo(file.toStdString());
        }
    });
    dialog->open();
}

void ModelDialog::exportTo(const std::filesystem::path& file) {
    // The file dialog asked before it gave the name of a file that is there.
    run(
        tr("Writing…"),
        [name = current()->entry.name, file](const Worker::Context&) {
            exportModel(name, file, true);
        },
        [this, file](std::monostate) {
            state_->setText(tr("It was written to %1.").arg(QString::fromStdString(file.string())));
        });
}

void ModelDialog::exportPackageTo(const std::filesystem::path& file) {
    const Card& card = *current();
    auto* dialog = new PackageDialog(card.info, card.entry.path, file, stack_, this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const zoo::PackageRequest request = dialog->request();
        run(
            tr("Making the package…"),
            [request](const Worker::Context& context) {
                return zoo::exportPackage(request, context.stop());
            },
            [this, request](const zoo::PackageReport& report) {
                state_->setText(
                    tr("It was written to %1. By the package's normalisation its map differs by "
                       "%2 on average, %3 at most.")
                        .arg(QString::fromStdString(request.file.string()),
                             QLocale().toString(report.meanDifference, 'f', 5),
                             QLocale().toString(report.largestDifference, 'f', 4)));
            });
    });
    dialog->open();
}

// --- What is there ---

void ModelDialog::askForName() {
    const std::string name = current()->entry.name;
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName("modelNameDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename model"));
    dialog->setLabelText(tr("New name"));
    dialog->setTextValue(QString::fromStdString(name));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, name](const QString& text) {
        const std::string chosen = text.trimmed().toStdString();
        if (chosen == name) return;
        run(
            tr("Renaming…"), [name, chosen](const Worker::Context&) { renameModel(name, chosen); },
            [this, chosen](std::monostate) {
                Q_EMIT modelsChanged();
                reload(chosen);
            });
    });
    dialog->open();
}

void ModelDialog::askToRemove() {
    const std::string name = current()->entry.name;
    askBefore(
        this, windowTitle(),
        tr("Remove the model %1? It cannot be brought back.").arg(QString::fromStdString(name)),
        tr("&Remove"), [this, name] {
            run(
                tr("Removing…"), [name](const Worker::Context&) { removeModel(name); },
                [this](std::monostate) {
                    Q_EMIT modelsChanged();
                    reload("default");
                });
        });
}

void ModelDialog::measure() {
    const std::filesystem::path path = current()->entry.path;
    run(
        tr("Running it…"),
        [path](const Worker::Context& context) {
            const auto segmenter = segmentationLibrary().open(path, {});
            const double seconds = secondsPerSlice(*segmenter, context.stop());
            return std::pair(seconds, segmenter->device());
        },
        [this, path](const std::pair<double, std::string>& measured) {
            times_[path] = tr("%1 s for 512 × 512 pixels on %2")
                               .arg(QLocale().toString(measured.first, 'f', 3),
                                    QString::fromStdString(measured.second));
            showCurrent();
        });
}

}  // namespace axolemma
