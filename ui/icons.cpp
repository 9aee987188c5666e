#include "ui/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

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

QIcon icon(const QString& name) {
    return QIcon(new PaletteIconEngine(name));
}

}  // namespace axolemma
