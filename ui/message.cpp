#include "ui/message.h"

#include <QMessageBox>
#include <QPushButton>

namespace axolemma {

namespace {

QMessageBox* boxOf(QMessageBox::Icon kind, const char* name, QWidget* parent, const QString& title,
                   const QString& text) {
    auto* box = new QMessageBox(kind, title, text, QMessageBox::NoButton, parent);
    box->setObjectName(name);
    // Names of files may look like markup.
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    return box;
}

}  // namespace

void showProblem(QWidget* parent, const QString& title, const QString& sentence) {
    auto* box = boxOf(QMessageBox::Warning, "errorDialog", parent, title, sentence);
    box->addButton(QMessageBox::Ok);
    box->open();
}

void askBefore(QWidget* parent, const QString& title, const QString& question, const QString& deed,
               std::function<void()> act) {
    auto* box = boxOf(QMessageBox::Question, "questionDialog", parent, title, question);
    QPushButton* yes = box->addButton(deed, QMessageBox::AcceptRole);
    yes->setObjectName("questionDeed");
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    QObject::connect(yes, &QPushButton::clicked, parent, std::move(act));
    box->open();
}

}  // namespace axolemma
