// How the dialog writes what was chosen in it.
#include <QFileInfo>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <cmath>

#include "ui/export_dialog.h"
#include "ui/message.h"

namespace axolemma {

void ExportDialog::confirm() {
    const ExportRequest now = request();
    const QString file = QString::fromStdString(firstFileOf(now).string());
    if (!QFileInfo::exists(file)) {
        start();
        return;
    }
    askBefore(this, windowTitle(),
              tr("%1 exists already. Replace it?")
                  .arg(QString::fromStdString(now.path.filename().string())),
              tr("&Replace"), [this] { start(); });
}

void ExportDialog::start() {
    const ExportRequest chosen = request();
    saveChoices();
    showRunning(true);
    worker_.start(
        [this, chosen, read = inputs()](const Worker::Context& context) {
            runExport(
                chosen, read,
                [this, &context](const Progress& progress) {
                    context.post([this, progress] {
                        progress_->setValue(
                            static_cast<int>(progress.fraction * progress_->maximum()));
                        step_->setText(QString::fromStdString(progress.step));
                    });
                },
                context.stop());
        },
        [this](Outcome<std::monostate> outcome) { end(outcome); });
}

void ExportDialog::end(const Outcome<std::monostate>& outcome) {
    showRunning(false);
    showChoices();
    if (!outcome.error.empty()) {
        showProblem(this, windowTitle(), QString::fromStdString(outcome.error));
    } else if (!outcome.cancelled) {
        Q_EMIT exported(tr("Exported %1").arg(QString::fromStdString(request().path.string())));
        accept();
    }
}

void ExportDialog::showRunning(bool running) {
    choices_->setEnabled(!running);
    export_->setEnabled(!running);
    close_->setEnabled(true);
    progress_->setVisible(running);
    progress_->setValue(0);
    step_->setVisible(running);
    step_->clear();
}

void ExportDialog::reject() {
    if (worker_.busy()) {
        worker_.cancel();
        close_->setEnabled(false);
    } else {
        QDialog::reject();
    }
}

}  // namespace axolemma
