#include "ui/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

// Of a static library, the linker takes resources only where they are asked for; from the global
// namespace, as Qt's macro wants it.
static void registerIcons() {
    Q_INIT_RESOURCE(icons);
}

namespace axolemma {

namespace {

class PaletteIconEngine : public QIconEngine {
  public:
    explicit PaletteIconEngine(QString name) : name_(std::move(name)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        if (source_.isEmpty()) {
            QFile file(QStringLiteral(":/icons/%1.svg").arg(name_));
            if (file.open(QFile::ReadOnly)) source_ = file.readAll();
        }
        const QPalette palette = QGuiApplication::palette();
        const QColor colour = palette.color(
            mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active,
            mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::WindowText);
        QByteArray svg = source_;
        svg.replace("currentColor", colour.name().toLatin1());
        QSvgRenderer(svg).render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new PaletteIconEngine(name_); }

  private:
    QString name_;
    QByteArray source_;
};

}  // namespace

QIcon programIcon() {
    registerIcons();
    return QIcon(QStringLiteral(":/icons/axolemma.svg"));
}

QIcon icon(const QString& name) {
    registerIcons();
    return QIcon(new PaletteIconEngine(name));
}

}  // namespace axolemma
