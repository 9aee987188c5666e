#pragma once

#include "ui/tool.h"

namespace axolemma {

/// A round brush that says what pixels are. The other button says the opposite; with Ctrl+Shift
/// held it takes back what was said.
class PaintTool : public Tool {
    Q_OBJECT
  public:
    /// `claim`: Boundary or Interior.
    PaintTool(Document& document, const ToolBox& box, PixelClaim claim);

    void press(const ToolPoint& point) override;
    void move(const ToolPoint& point) override;
    void release(const ToolPoint& point) override;
    bool cancel() override;
    void leave() override;
    ToolMarks marks() const override;
    QString hint(Qt::KeyboardModifiers modifiers) const override;

  private:
    struct Stroke {
        PixelRuns pixels;
        PointF last;
        int z = 0;
        PixelClaim claim{};
        StrokeScope scope{};
        Qt::MouseButton button{};
    };
    PixelClaim claimOf(const ToolPoint& point) const;
    void extend(PointF to);

    PixelClaim claim_;
    std::optional<Stroke> stroke_;
    std::optional<ToolPoint> over_;
};

}  // namespace axolemma
