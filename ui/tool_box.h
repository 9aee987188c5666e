#pragma once

#include <QObject>
#include <array>
#include <memory>

#include "ui/tool.h"

namespace axolemma {

enum class ToolId { Erase, Paint, Lasso, Fill, Pick, Pan, Retrace, Knife, Split, Merge, Delete };
inline constexpr int kTools = 11;

/// The tools, which of them is chosen, and what they share: the size of each brush and what a
/// stroke may change. Sizes are kept between sessions (QSettings "tools/...").
class ToolBox : public QObject {
    Q_OBJECT
  public:
    explicit ToolBox(Document& document, QObject* parent = nullptr);
    ~ToolBox() override;

    ToolId chosen() const { return chosen_; }
    Tool& tool() const { return *tools_[static_cast<int>(chosen_)]; }
    void choose(ToolId id);
    bool hasBrush() const { return chosen_ == ToolId::Erase || chosen_ == ToolId::Paint; }

    /// Of the chosen brush, in pixels of the slice.
    double radius() const { return radii_[chosen_ == ToolId::Erase ? 0 : 1]; }
    void setRadius(double radius);
    /// A size larger or smaller.
    void stepRadius(int steps);
    static constexpr double kSmallestRadius = 0.75;
    static constexpr double kLargestRadius = 1000;

    StrokeScope scope() const { return scope_; }
    void setScope(StrokeScope scope);
    /// What Ctrl makes of it for a stroke: the picked neurons alone, or all of them.
    StrokeScope swappedScope() const;
    /// The scope, and what is picked now.
    StrokeLimits limits() const { return limits(scope_); }
    StrokeLimits limits(StrokeScope scope) const;
    /// "everything that is not locked", "only the 3 picked neurons", ...
    QString scopeText(StrokeScope scope) const;
    /// "   Changes only the 3 picked neurons"; empty where everything may be changed.
    QString limitsHint() const;

  Q_SIGNALS:
    /// Another tool, another size, other marks or another hint.
    void changed();
    void toolChanged(axolemma::ToolId id);
    void painted(const axolemma::PixelRuns& pixels, axolemma::PixelClaim claim);
    void abandoned();

  private:
    Document& document_;
    std::array<std::unique_ptr<Tool>, kTools> tools_;
    ToolId chosen_ = ToolId::Pick;
    /// Of erasing and of painting.
    std::array<double, 2> radii_{8, 2.5};
    StrokeScope scope_ = StrokeScope::Everything;
};

}  // namespace axolemma
