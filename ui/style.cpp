#include "ui/style.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QProxyStyle>
#include <QScopedValueRollback>
#include <QStyleFactory>
#include <algorithm>
#include <array>
#include <utility>

namespace axolemma {

namespace {

bool paletteIsDark() {
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
}

/// Light becomes dark and dark light; hues stay.
QImage turned(QImage image) {
    image = image.convertToFormat(QImage::Format_ARGB32);
    for (int y = 0; y < image.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            int hue = 0;
            int saturation = 0;
            int lightness = 0;
            int alpha = 0;
            QColor::fromRgba(line[x]).getHsl(&hue, &saturation, &lightness, &alpha);
            line[x] = QColor::fromHsl(hue, saturation, 255 - lightness, alpha).rgba();
        }
    }
    return image;
}

/// An icon that was drawn for light windows, on windows of either kind.
class TurningIconEngine : public QIconEngine {
  public:
    explicit TurningIconEngine(QIcon drawn) : drawn_(std::move(drawn)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode,
               QIcon::State state) override {
        const double ratio = painter->device() ? painter->device()->devicePixelRatio() : 1;
        painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, ratio));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state,
                         qreal ratio) override {
        const QPixmap pixmap = drawn_.pixmap(size / ratio, ratio, mode, state);
        return paletteIsDark() ? QPixmap::fromImage(turned(pixmap.toImage())) : pixmap;
    }
    QSize actualSize(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return drawn_.actualSize(size, mode, state);
    }
    QList<QSize> availableSizes(QIcon::Mode mode, QIcon::State state) override {
        return drawn_.availableSizes(mode, state);
    }
    bool isNull() override { return drawn_.isNull(); }
    QIconEngine* clone() const override { return new TurningIconEngine(*this); }

  private:
    QIcon drawn_;
};

class Style : public QProxyStyle {
  public:
    Style() : QProxyStyle(QStyleFactory::create("Fusion")) {}

    QIcon standardIcon(StandardPixmap which, const QStyleOption* option,
                       const QWidget* widget) const override {
        static constexpr std::array kDrawnDark = {
            SP_ArrowBack,
            SP_ArrowForward,
            SP_ArrowLeft,
            SP_ArrowRight,
            SP_ArrowUp,
            SP_ArrowDown,
            SP_FileDialogToParent,
            SP_FileDialogNewFolder,
            SP_FileDialogListView,
            SP_FileDialogDetailedView,
            SP_FileDialogBack,
            SP_LineEditClearButton,
            SP_TitleBarNormalButton,
            SP_TitleBarCloseButton,
            SP_DockWidgetCloseButton,
            SP_ToolBarHorizontalExtensionButton,
            SP_ToolBarVerticalExtensionButton,
        };
        // Fusion asks here again for the icons that it takes others for, and turned twice they are
        // dark again.
        const bool inner = asking_;
        const QScopedValueRollback asking(asking_, true);
        const QIcon drawn = QProxyStyle::standardIcon(which, option, widget);
        const bool dark = std::ranges::find(kDrawnDark, which) != kDrawnDark.end();
        return dark && !inner ? QIcon(new TurningIconEngine(drawn)) : drawn;
    }

    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* answer) const override {
        if (hint == SH_DialogButtonBox_ButtonsHaveIcons) return 0;
        return QProxyStyle::styleHint(hint, option, widget, answer);
    }

  private:
    mutable bool asking_ = false;
};

}  // namespace

QStyle* makeStyle() {
    return new Style;
}

}  // namespace axolemma
