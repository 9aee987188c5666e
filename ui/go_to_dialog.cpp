#include "ui/go_to_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/destination.h"
#include "ui/document.h"

namespace axolemma {

namespace {

constexpr int kWidth = 380;

}  // namespace

GoToDialog::GoToDialog(const Document& document, QWidget* parent)
    : QDialog(parent), document_(document), line_(new QLineEdit(this)), hint_(new QLabel(this)) {
    setObjectName("goToDialog");
    setWindowTitle(tr("Go to"));
    setAttribute(Qt::WA_DeleteOnClose);
    line_->setObjectName("goToPlace");
    line_->setText(QString::number(document_.slice()));
    line_->selectAll();
    hint_->setObjectName("goToHint");
    hint_->setWordWrap(true);
    hint_->setMinimumHeight(2 * hint_->fontMetrics().lineSpacing());
    hint_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* label = new QLabel(tr("&Slice, or x, y, z:"), this);
    label->setBuddy(line_);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    go_ = buttons->addButton(tr("Go"), QDialogButtonBox::AcceptRole);
    go_->setObjectName("goToGo");
    go_->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &GoToDialog::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(line_, &QLineEdit::textChanged, this, &GoToDialog::read);
    auto* column = new QVBoxLayout(this);
    column->addWidget(label);
    column->addWidget(line_);
    column->addWidget(hint_);
    column->addWidget(buttons);
    setMinimumWidth(kWidth);
    read();
}

void GoToDialog::read() {
    const auto read =
        readDestination(line_->text(), document_.width(), document_.height(), document_.depth());
    hint_->setText(read.problem);
    go_->setEnabled(read.destination.has_value());
}

void GoToDialog::choose() {
    const auto read =
        readDestination(line_->text(), document_.width(), document_.height(), document_.depth());
    if (!read.destination) return;
    Q_EMIT chosen(*read.destination);
    accept();
}

}  // namespace axolemma
