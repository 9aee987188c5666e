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

void askWhich(QWidget* parent, const QString& title, const QString& question,
              const std::vector<Deed>& deeds) {
    auto* box = boxOf(QMessageBox::Question, "questionDialog", parent, title, question);
    for (const auto& [text, act] : deeds) {
        QPushButton* button = box->addButton(text, QMessageBox::AcceptRole);
        button->setObjectName("questionDeed");
        QObject::connect(button, &QPushButton::clicked, parent, act);
    }
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    box->open();
}

void askBefore(QWidget* parent, const QString& title, const QString& question, const QString& deed,
               std::function<void()> act) {
    askWhich(parent, title, question, {{deed, std::move(act)}});
}

}  // namespace axolemma
