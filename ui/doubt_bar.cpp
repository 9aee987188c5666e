#include "ui/doubt_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <cmath>

#include "ui/doubt_queue.h"
#include "ui/icons.h"
#include "ui/key_map.h"

namespace axolemma {

DoubtBar::DoubtBar(DoubtQueue& queue, const KeyMap& keys, QWidget* parent)
    : QWidget(parent),
      queue_(queue),
      keys_(keys),
      question_(new QLabel(this)),
      left_(new QLabel(this)),
      other_(new QPushButton(this)),
      keep_(new QPushButton(this)),
      next_(new QPushButton(this)) {
    setObjectName("doubtBar");
    question_->setObjectName("doubtQuestion");
    question_->setWordWrap(true);
    left_->setObjectName("doubtsLeft");
    left_->setForegroundRole(QPalette::PlaceholderText);
    other_->setObjectName("doubtTakeOther");
    keep_->setObjectName("doubtKeep");
    next_->setObjectName("doubtNext");
    auto* close = new QToolButton(this);
    close->setObjectName("doubtClose");
    close->setAutoRaise(true);
    close->setIcon(icon("cancel"));
    close->setToolTip(tr("Leave the queue"));
    for (QPushButton* button : {other_, keep_, next_}) button->setFocusPolicy(Qt::NoFocus);
    close->setFocusPolicy(Qt::NoFocus);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 5, 6, 5);
    row->setSpacing(8);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(question_);
    texts->addWidget(left_);
    row->addLayout(texts, 1);
    row->addWidget(other_);
    row->addWidget(keep_);
    row->addWidget(next_);
    row->addWidget(close);
    connect(other_, &QPushButton::clicked, &queue_, [this] { queue_.takeOther(); });
    connect(keep_, &QPushButton::clicked, &queue_, [this] { queue_.keepPresent(); });
    connect(next_, &QPushButton::clicked, &queue_, [this] { queue_.step(1); });
    connect(close, &QToolButton::clicked, &queue_, &DoubtQueue::close);
    connect(&queue_, &DoubtQueue::changed, this, &DoubtBar::refresh);
    connect(&keys_, &KeyMap::changed, this, &DoubtBar::refresh);
    hide();
}

void DoubtBar::refresh() {
    const auto& shown = queue_.shown();
    const bool searching = queue_.busy();
    setVisible(shown.has_value());
    if (!shown) return;
    question_->setText(QString::fromStdString(questionOf(*shown)));
    const auto name = [this](QPushButton* button, const QString& text, const char* action) {
        const QString key = keys_.firstKeyOf(action);
        button->setText(key.isEmpty() ? text : QString("%1 (%2)").arg(text, key));
    };
    name(other_, shown->joined() ? tr("Split") : tr("Merge"), "accept");
    name(keep_, shown->joined() ? tr("One") : tr("Two"), "dismissDoubt");
    name(next_, tr("Later"), "nextDoubt");
    left_->setText(searching ? tr("Looking for the next one…")
                             : tr("%1 of %2; likely wrong: %4 %; about %3 errors left in all")
                                   .arg(queue_.position() + 1)
                                   .arg(queue_.count())
                                   .arg(std::lround(queue_.expectedErrors()))
                                   .arg(std::lround(100 * shown->error)));
    for (QPushButton* button : {other_, keep_, next_}) button->setEnabled(!searching);
}

}  // namespace axolemma
