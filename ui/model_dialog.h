#pragma once

#include <QDialog>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/stack.h"
#include "segmentation/library.h"
#include "ui/worker.h"

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace axolemma {

namespace zoo {
struct Package;
}

/// The models that can be chosen by name: what each says of itself, which one is used, and how they
/// come and go, as files of ours, packages of the BioImage Model Zoo and TorchScript. All that
/// takes a while is done in the background, one thing at a time, and can be cancelled.
class ModelDialog : public QDialog {
    Q_OBJECT
  public:
    /// `stack`, where there is one, is offered for the test tensors and the cover of a package.
    explicit ModelDialog(std::shared_ptr<const Stack> stack, QWidget* parent = nullptr);

    void reject() override;

  Q_SIGNALS:
    void modelsChanged();
    /// A name, or the path of a model that shares its name with another.
    void useRequested(const QString& model);

  private:
    /// A model, and what its file says; or why it cannot be read.
    struct Card {
        ModelEntry entry;
        ModelInfo info;
        std::uintmax_t bytes = 0;
        std::string problem;
    };
    static std::vector<Card> readCards();

    QWidget* makeList();
    QWidget* makeCard();
    QWidget* makeStrip();
    /// Reads the models again, and then shows the one of this name and what is to be said.
    void reload(const std::string& name, const QString& said = {});
    const Card* current() const;
    void showCurrent();
    void showBusy(const QString& what);
    /// Runs a job in the background and hands on what it makes; an error is shown.
    template <typename Job, typename Done>
    void run(const QString& what, Job job, Done done);

    void chooseImport();
    void import(const std::filesystem::path& file);
    void askAboutForeign(const std::filesystem::path& file, zoo::Package package);
    void chooseExport();
    void exportTo(const std::filesystem::path& file);
    void exportPackageTo(const std::filesystem::path& file);
    void askForName();
    void askToRemove();
    void measure();

    std::shared_ptr<const Stack> stack_;
    std::vector<Card> cards_;
    /// Lines about time, by path.
    std::map<std::filesystem::path, QString> times_;
    QListWidget* list_;
    QLabel* title_;
    QLabel* facts_;
    QPushButton* import_;
    QPushButton* use_;
    QPushButton* time_;
    QPushButton* export_;
    QPushButton* rename_;
    QPushButton* remove_;
    QLabel* state_;
    QProgressBar* bar_;
    QPushButton* cancel_;
    // Last, so that a job that runs is waited for while all of the above is there.
    Worker worker_;
};

}  // namespace axolemma
