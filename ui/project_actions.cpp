#include "ui/project_actions.h"

#include <QAction>
#include <QFileDialog>
#include <QLocale>
#include <QMenu>
#include <QSettings>
#include <QStatusBar>

#include "core/io/project.h"
#include "ui/banner.h"
#include "ui/document.h"
#include "ui/main_window.h"
#include "ui/message.h"
#include "ui/recent_files.h"

namespace axolemma {

namespace {

constexpr auto kProblemBanner = "projectProblemBanner";
constexpr auto kReadOnlyBanner = "projectReadOnlyBanner";
constexpr auto kEarlierBanner = "earlierWorkBanner";
constexpr auto kDamageBanner = "journalDamageBanner";
constexpr auto kFolderKey = "project/folder";
constexpr int kMessageMs = 8000;

QString nameOf(const std::filesystem::path& folder) {
    return QString::fromStdString(folder.filename().string());
}

void chooseName(MainWindow& window) {
    Document& document = window.document();
    auto* dialog = new QFileDialog(&window, MainWindow::tr("Save the project"),
                                   QSettings().value(kFolderKey).toString(),
                                   MainWindow::tr("Axolemma projects (*.axo)"));
    dialog->setObjectName("saveProjectDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix("axo");
    dialog->selectFile(QString::fromStdString(document.stack()->name).section('.', 0, 0) + ".axo");
    QObject::connect(dialog, &QFileDialog::fileSelected, &window, [&document](const QString& path) {
        QSettings().setValue(kFolderKey, QFileInfo(path).absolutePath());
        document.saveProjectAs(path.toStdString());
    });
    dialog->open();
}

void save(MainWindow& window) {
    Document& document = window.document();
    if (document.projectIsUnnamed()) {
        chooseName(window);
        return;
    }
    document.saveProject();
}

void chooseLabels(MainWindow& window) {
    auto* dialog = new QFileDialog(&window, MainWindow::tr("Labels to proofread"),
                                   QSettings().value(kFolderKey).toString());
    dialog->setObjectName("importLabelsDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    QObject::connect(dialog, &QFileDialog::fileSelected, &window, [&window](const QString& path) {
        window.document().importLabels(path.toStdString());
    });
    dialog->open();
}

void openProjectOf(MainWindow& window, const std::filesystem::path& project,
                   QFileDialog::FileMode mode) {
    auto* dialog = new QFileDialog(&window, MainWindow::tr("Where the stack is"),
                                   QString::fromStdString(project.parent_path().string()));
    dialog->setObjectName("findStackDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(mode);
    QObject::connect(dialog, &QFileDialog::fileSelected, &window,
                     [&window, project](const QString& path) {
                         window.document().openProject(project, path.toStdString());
                     });
    dialog->open();
}

void askForStack(MainWindow& window, const std::filesystem::path& project,
                 const QString& sentence) {
    askWhich(&window, "Axolemma", sentence,
             {{MainWindow::tr("Choose its file…"),
               [&window, project] { openProjectOf(window, project, QFileDialog::ExistingFile); }},
              {MainWindow::tr("Choose its folder…"),
               [&window, project] { openProjectOf(window, project, QFileDialog::Directory); }}});
}

void offerEarlierWork(MainWindow& window) {
    Document& document = window.document();
    const auto earlier = document.earlierProject();
    if (!earlier || document.project()) return;
    const QString when = QLocale().toString(earlier->time, QLocale::ShortFormat);
    window.banners().show(kEarlierBanner,
                          MainWindow::tr("There is earlier work on this stack, of %1.").arg(when),
                          MainWindow::tr("Go on with it"), [&window, folder = earlier->folder] {
                              if (window.mayLeaveWork()) window.document().openProject(folder);
                          });
}

void showProject(MainWindow& window) {
    Document& document = window.document();
    const Project* project = document.project();
    if (!project) return;
    window.banners().hide(kEarlierBanner);
    if (!document.projectIsUnnamed()) {
        window.setWindowTitle(MainWindow::tr("%1 – Axolemma").arg(nameOf(project->folder())));
        rememberRecent({project->folder()});
    }
    if (project->readOnly())
        window.banners().show(kReadOnlyBanner, QString::fromStdString(project->readOnlyBecause()));
    if (const auto rest = project->rest(); rest && rest->gestures > 0)
        window.banners().show(kDamageBanner, QString::fromStdString(rest->sentence),
                              MainWindow::tr("Bring back what comes after it"),
                              [&document] { document.recoverProject(); });
}

}  // namespace

void addProject(MainWindow& window) {
    Document& document = window.document();
    constexpr auto kFile = MainWindow::MenuId::File;
    QAction* before = window.action("openSample");
    window.addAction(
        kFile, "openProject", [&window](bool) { window.chooseProject(); }, before);
    QAction* quit = window.quitAction();
    QAction* importing = window.addAction(
        kFile, "importLabels", [&window](bool) { chooseLabels(window); }, quit);
    QAction* saving = window.addAction(
        kFile, "saveProject", [&window](bool) { save(window); }, quit);
    QAction* savingAs = window.addAction(
        kFile, "saveProjectAs", [&window](bool) { chooseName(window); }, quit);
    window.menu(kFile)->insertSeparator(quit);
    const auto enable = [&document, importing, saving, savingAs] {
        importing->setEnabled(document.hasStack());
        saving->setEnabled(document.project() && !document.project()->readOnly());
        savingAs->setEnabled(document.project() || document.workIsInMemoryAlone());
    };
    QObject::connect(&document, &Document::stackChanged, &window,
                     [&window] { offerEarlierWork(window); });
    QObject::connect(&document, &Document::stackNotFound, &window,
                     [&window](const std::filesystem::path& folder, const QString& sentence) {
                         askForStack(window, folder, sentence);
                     });
    QObject::connect(&document, &Document::projectChanged, &window, [&window, enable] {
        enable();
        showProject(window);
    });
    QObject::connect(&document, &Document::projectSaved, &window,
                     [&window](const QString& summary) {
                         window.statusBar()->showMessage(summary, kMessageMs);
                     });
    QObject::connect(&document, &Document::neuronsChanged, &window, enable);
    QObject::connect(
        &document, &Document::projectProblem, &window, [&window](const QString& sentence) {
            if (sentence.isEmpty()) {
                window.banners().hide(kProblemBanner);
                return;
            }
            window.banners().show(
                kProblemBanner,
                MainWindow::tr("What you do is in memory alone until this is mended: %1")
                    .arg(sentence),
                MainWindow::tr("Save elsewhere…"), [&window] { chooseName(window); });
        });
    enable();
}

}  // namespace axolemma
