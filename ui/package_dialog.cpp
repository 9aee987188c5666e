#include "ui/package_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

namespace axolemma {

namespace {

constexpr auto kAuthorsKey = "models/authors";
constexpr int kWidth = 520;

}  // namespace

PackageDialog::PackageDialog(const ModelInfo& info, const std::filesystem::path& model,
                             const std::filesystem::path& file, std::shared_ptr<const Stack> stack,
                             QWidget* parent)
    : QDialog(parent),
      model_(model),
      file_(file),
      stack_(std::move(stack)),
      authors_(new QLineEdit(QSettings().value(kAuthorsKey).toString(), this)),
      licence_(new QLineEdit(this)),
      doi_(new QLineEdit(this)),
      url_(new QLineEdit(this)),
      fromStack_(new QCheckBox(tr("Show the open stack on the &cover and in the test"), this)) {
    setObjectName("packageDialog");
    setWindowTitle(tr("Package for the BioImage Model Zoo"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(kWidth);
    authors_->setObjectName("packageAuthors");
    authors_->setPlaceholderText(tr("Ada Lovelace; Santiago Ramón y Cajal"));
    licence_->setObjectName("packageLicence");
    licence_->setPlaceholderText("CC-BY-4.0");
    if (zoo::isSpdx(info.licence)) licence_->setText(QString::fromStdString(info.licence));
    doi_->setObjectName("packageDoi");
    doi_->setPlaceholderText("10.1371/journal.pbio.1000502");
    url_->setObjectName("packageUrl");
    url_->setPlaceholderText("https://…");
    fromStack_->setObjectName("packageFromStack");
    fromStack_->setToolTip(
        tr("Part of its middle slices becomes public with the package; else a "
           "synthetic stack is shown"));
    fromStack_->setEnabled(stack_ && zoo::canBeSample(*stack_));
    auto* intro = new QLabel(tr("What the Zoo asks of every model, beside what this one says of "
                                "itself:"),
                             this);
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Authors"), authors_);
    form->addRow(tr("&Licence (SPDX)"), licence_);
    form->addRow(tr("&DOI to cite"), doi_);
    form->addRow(tr("or add&ress"), url_);
    auto* said = new QLabel(
        info.licence.empty()
            ? QString()
            : tr("The model says of its licence: %1").arg(QString::fromStdString(info.licence)),
        this);
    said->setTextFormat(Qt::PlainText);
    said->setWordWrap(true);
    said->setForegroundRole(QPalette::PlaceholderText);
    said->setVisible(!said->text().isEmpty());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    export_ = buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    export_->setObjectName("packageExport");
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        QSettings().setValue(kAuthorsKey, authors_->text().trimmed());
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addWidget(intro);
    column->addLayout(form);
    column->addWidget(said);
    column->addWidget(fromStack_);
    column->addWidget(buttons);
    for (QLineEdit* line : {authors_, licence_, doi_, url_})
        connect(line, &QLineEdit::textChanged, this, &PackageDialog::showWhetherDone);
    showWhetherDone();
}

zoo::PackageRequest PackageDialog::request() const {
    zoo::PackageRequest request;
    request.model = model_;
    request.file = file_;
    for (const QString& author : authors_->text().split(';', Qt::SkipEmptyParts))
        if (!author.trimmed().isEmpty()) request.authors.push_back(author.trimmed().toStdString());
    request.licence = licence_->text().trimmed().toStdString();
    request.doi = doi_->text().trimmed().toStdString();
    request.url = url_->text().trimmed().toStdString();
    if (fromStack_->isChecked()) request.sample = stack_;
    // The file dialog asked before it gave the name of a file that is there.
    request.replace = true;
    return request;
}

void PackageDialog::showWhetherDone() {
    const zoo::PackageRequest now = request();
    export_->setEnabled(!now.authors.empty() && zoo::isSpdx(now.licence) &&
                        !(now.doi.empty() && now.url.empty()));
}

}  // namespace axolemma
