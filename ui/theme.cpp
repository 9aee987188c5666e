#include "ui/theme.h"

#include <QApplication>
#include <QPalette>
#include <QSettings>

#include "ui/style.h"

namespace axolemma {

namespace {

struct Colours {
    /// `soft` is for text of less weight, which is read all the same; `dim` for what is disabled.
    QColor window, base, alternate, button, text, soft, dim, highlight, onHighlight, link, border;
};

QPalette paletteOf(const Colours& c) {
    QPalette palette(c.button, c.window);
    palette.setColor(QPalette::Window, c.window);
    palette.setColor(QPalette::Base, c.base);
    palette.setColor(QPalette::AlternateBase, c.alternate);
    palette.setColor(QPalette::Button, c.button);
    palette.setColor(QPalette::ToolTipBase, c.base);
    palette.setColor(QPalette::ToolTipText, c.text);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(role, c.text);
        palette.setColor(QPalette::Disabled, role, c.dim);
    }
    palette.setColor(QPalette::PlaceholderText, c.soft);
    palette.setColor(QPalette::Highlight, c.highlight);
    palette.setColor(QPalette::HighlightedText, c.onHighlight);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, c.border);
    palette.setColor(QPalette::Link, c.link);
    palette.setColor(QPalette::LinkVisited, c.link);
    return palette;
}

QPalette lightPalette() {
    return paletteOf({.window = QColor(0xf4f5f7),
                      .base = QColor(0xffffff),
                      .alternate = QColor(0xf1f3f6),
                      .button = QColor(0xfafbfc),
                      .text = QColor(0x1d2229),
                      .soft = QColor(0x626a75),
                      .dim = QColor(0x8a929d),
                      .highlight = QColor(0x0e7a83),
                      .onHighlight = QColor(0xffffff),
                      .link = QColor(0x0a6b74),
                      .border = QColor(0xc3c9d1)});
}

QPalette darkPalette() {
    return paletteOf({.window = QColor(0x2d3138),
                      .base = QColor(0x1b1e23),
                      .alternate = QColor(0x22262c),
                      .button = QColor(0x3c424c),
                      .text = QColor(0xe4e7eb),
                      .soft = QColor(0xa3abb5),
                      .dim = QColor(0x8b939e),
                      .highlight = QColor(0x1b8f99),
                      .onHighlight = QColor(0xffffff),
                      .link = QColor(0x5ec4cd),
                      .border = QColor(0x565e6a)});
}

bool systemIsDark() {
    QApplication::setPalette(QPalette());
    return QApplication::palette().color(QPalette::Window).lightness() < 128 ||
           qgetenv("GTK_THEME").toLower().contains("dark");
}

}  // namespace

void applyTheme(Theme theme) {
    QApplication::setStyle(makeStyle());
    const bool dark = theme == Theme::Dark || (theme == Theme::System && systemIsDark());
    QApplication::setPalette(dark ? darkPalette() : lightPalette());
}

Theme savedTheme() {
    const QString name = QSettings().value("window/theme").toString();
    return name == "light" ? Theme::Light : name == "dark" ? Theme::Dark : Theme::System;
}

void saveTheme(Theme theme) {
    QSettings().setValue("window/theme", theme == Theme::Light  ? "light"
                                         : theme == Theme::Dark ? "dark"
                                                                : "system");
}

}  // namespace axolemma
