#include "ui/banner.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace axolemma {

BannerArea::BannerArea(QWidget* parent) : QWidget(parent) {
    setObjectName("banners");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    setVisible(false);
}

void BannerArea::show(const QString& name, const QString& sentence, const QString& actionText,
                      std::function<void()> action) {
    hide(name);
    auto* strip = new QFrame(this);
    strip->setObjectName(name);
    strip->setAutoFillBackground(true);
    // Amber in both themes, with dark text: the one thing here that asks for attention.
    QPalette palette = strip->palette();
    palette.setColor(QPalette::Window, QColor(0xf7, 0xe0, 0xa3));
    palette.setColor(QPalette::WindowText, QColor(0x3a, 0x2c, 0x06));
    strip->setPalette(palette);
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(12, 5, 6, 5);
    row->setSpacing(10);
    auto* text = new QLabel(sentence, strip);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(text, 1);
    if (!actionText.isEmpty()) {
        auto* button = new QPushButton(actionText, strip);
        button->setObjectName(name + "Action");
        connect(button, &QPushButton::clicked, this, [action = std::move(action)] { action(); });
        row->addWidget(button);
    }
    auto* close = new QToolButton(strip);
    close->setText("✕");
    close->setAutoRaise(true);
    close->setPalette(palette);
    close->setToolTip(tr("Close this note"));
    connect(close, &QToolButton::clicked, this, [this, name] { hide(name); });
    row->addWidget(close);
    layout()->addWidget(strip);
    setVisible(true);
}

void BannerArea::hide(const QString& name) {
    if (auto* strip = findChild<QFrame*>(name, Qt::FindDirectChildrenOnly)) {
        strip->setObjectName({});
        strip->hide();
        layout()->removeWidget(strip);
        strip->deleteLater();
    }
    setVisible(layout()->count() > 0);
}

void BannerArea::clear() {
    const auto strips = findChildren<QFrame*>(QString(), Qt::FindDirectChildrenOnly);
    for (QFrame* strip : strips) hide(strip->objectName());
}

}  // namespace axolemma
