#include "ui/tool_box.h"

#include <QSettings>
#include <algorithm>
#include <cmath>

#include "ui/click_tools.h"
#include "ui/component_tools.h"
#include "ui/cut_tools.h"
#include "ui/document.h"
#include "ui/paint_tool.h"

namespace axolemma {

namespace {

constexpr double kStep = 1.2;
constexpr std::array kRadiusKeys = {"tools/eraseRadius", "tools/paintRadius"};

}  // namespace

ToolBox::ToolBox(Document& document, QObject* parent) : QObject(parent), document_(document) {
    const auto put = [&](ToolId id, std::unique_ptr<Tool> tool) {
        connect(tool.get(), &Tool::changed, this, &ToolBox::changed);
        connect(tool.get(), &Tool::painted, this, &ToolBox::painted);
        connect(tool.get(), &Tool::abandoned, this, &ToolBox::abandoned);
        tools_[static_cast<int>(id)] = std::move(tool);
    };
    put(ToolId::Erase, std::make_unique<PaintTool>(document, *this, PixelClaim::Interior));
    put(ToolId::Paint, std::make_unique<PaintTool>(document, *this, PixelClaim::Boundary));
    put(ToolId::Lasso, std::make_unique<LassoTool>(document, *this));
    put(ToolId::Fill, std::make_unique<FillTool>(document, *this));
    put(ToolId::Pick, std::make_unique<PickTool>(document, *this));
    put(ToolId::Pan, std::make_unique<PanTool>(document, *this));
    put(ToolId::Retrace, std::make_unique<RetraceTool>(document, *this));
    put(ToolId::Knife, std::make_unique<KnifeTool>(document, *this));
    put(ToolId::Split, std::make_unique<SplitTool>(document, *this));
    put(ToolId::Merge, std::make_unique<MergeTool>(document, *this));
    put(ToolId::Delete, std::make_unique<DeleteTool>(document, *this));
    const QSettings saved;
    for (std::size_t i = 0; i < radii_.size(); ++i)
        radii_[i] = std::clamp(saved.value(kRadiusKeys[i], radii_[i]).toDouble(), kSmallestRadius,
                               kLargestRadius);
    connect(&document, &Document::sliceChanged, this, [this] { tool().sliceChanged(); });
    connect(&document, &Document::stackChanged, this, [this] { tool().cancel(); });
    connect(&document, &Document::componentsChanged, this, [this] { tool().refresh(); });
    connect(&document, &Document::selectionChanged, this, [this] {
        tool().refresh();
        Q_EMIT changed();
    });
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
    tool().refresh();
    Q_EMIT changed();
}

StrokeScope ToolBox::swappedScope() const {
    return scope_ == StrokeScope::PickedOnly ? StrokeScope::Everything : StrokeScope::PickedOnly;
}

StrokeLimits ToolBox::limits(StrokeScope scope) const {
    if (scope == StrokeScope::Everything) return {};
    return {scope, document_.picked().ids()};
}

QString ToolBox::scopeText(StrokeScope scope) const {
    const auto count = static_cast<int>(document_.picked().ids().size());
    switch (scope) {
        case StrokeScope::Everything:
            return tr("everything that is not locked");
        case StrokeScope::PickedOnly:
            return count == 0   ? tr("only picked neurons, and none is picked")
                   : count == 1 ? tr("only the picked neuron")
                                : tr("only the %1 picked neurons").arg(count);
        case StrokeScope::AllButPicked:
            return count == 0   ? tr("all but picked neurons, and none is picked")
                   : count == 1 ? tr("all but the picked neuron")
                                : tr("all but the %1 picked neurons").arg(count);
    }
    return {};
}

QString ToolBox::limitsHint() const {
    return scope_ == StrokeScope::Everything ? QString()
                                             : tr("   Changes %1").arg(scopeText(scope_));
}

}  // namespace axolemma
