#include "ui/tool_box.h"

#include <QSettings>
#include <algorithm>
#include <cmath>

#include "ui/click_tools.h"
#include "ui/cut_tools.h"
#include "ui/document.h"
#include "ui/paint_tool.h"

namespace axolemma {

namespace {

constexpr double kStep = 1.2;
constexpr std::array kRadiusKeys = {"tools/eraseRadius", "tools/paintRadius"};

}  // namespace

ToolBox::ToolBox(Document& document, QObject* parent) : QObject(parent) {
    const auto put = [&](ToolId id, std::unique_ptr<Tool> tool) {
        connect(tool.get(), &Tool::changed, this, &ToolBox::changed);
        connect(tool.get(), &Tool::painted, this, &ToolBox::painted);
        connect(tool.get(), &Tool::abandoned, this, &ToolBox::abandoned);
        tools_[static_cast<int>(id)] = std::move(tool);
    };
    put(ToolId::Erase, std::make_unique<PaintTool>(document, *this, PixelClaim::Interior));
    put(ToolId::Paint, std::make_unique<PaintTool>(document, *this, PixelClaim::Boundary));
    put(ToolId::Lasso, std::make_unique<LassoTool>(document));
    put(ToolId::Fill, std::make_unique<FillTool>(document));
    put(ToolId::Pick, std::make_unique<PickTool>(document));
    put(ToolId::Pan, std::make_unique<PanTool>(document));
    put(ToolId::Retrace, std::make_unique<RetraceTool>(document));
    put(ToolId::Knife, std::make_unique<KnifeTool>(document));
    put(ToolId::Split, std::make_unique<SplitTool>(document));
    put(ToolId::Merge, std::make_unique<MergeTool>(document));
    const QSettings saved;
    for (std::size_t i = 0; i < radii_.size(); ++i)
        radii_[i] = std::clamp(saved.value(kRadiusKeys[i], radii_[i]).toDouble(), kSmallestRadius,
                               kLargestRadius);
    connect(&document, &Document::sliceChanged, this, [this] { tool().sliceChanged(); });
    connect(&document, &Document::stackChanged, this, [this] { tool().cancel(); });
    connect(&document, &Document::selectionChanged, this, &ToolBox::changed);
}

ToolBox::~ToolBox() = default;

void ToolBox::choose(ToolId id) {
    if (id == chosen_) return;
    tool().cancel();
    chosen_ = id;
    Q_EMIT toolChanged(id);
    Q_EMIT changed();
}

void ToolBox::setRadius(double radius) {
    const std::size_t brush = chosen_ == ToolId::Erase ? 0 : 1;
    radii_[brush] = std::clamp(radius, kSmallestRadius, kLargestRadius);
    QSettings().setValue(kRadiusKeys[brush], radii_[brush]);
    Q_EMIT changed();
}

void ToolBox::stepRadius(int steps) {
    setRadius(radius() * std::pow(kStep, steps));
}

void ToolBox::setScope(StrokeScope scope) {
    if (scope == scope_) return;
    scope_ = scope;
    Q_EMIT changed();
}

StrokeScope ToolBox::swappedScope() const {
    return scope_ == StrokeScope::PickedOnly ? StrokeScope::Everything : StrokeScope::PickedOnly;
}

QString ToolBox::scopeText(StrokeScope scope) {
    switch (scope) {
        case StrokeScope::Everything:
            return tr("everything that is not locked");
        case StrokeScope::PickedOnly:
            return tr("only the picked neuron");
        case StrokeScope::AllButPicked:
            return tr("all but the picked neuron");
    }
    return {};
}

}  // namespace axolemma
