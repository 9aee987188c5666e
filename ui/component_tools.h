#pragma once

#include <memory>

#include "ui/tool.h"

namespace axolemma {

/// A click changes something about the component under the mouse; what that would be is shown
/// before.
class ComponentTool : public Tool {
    Q_OBJECT
  public:
    using Tool::Tool;
    void press(const ToolPoint& point) override;
    void move(const ToolPoint& point) override;
    void leave() override;
    void sliceChanged() override;
    void refresh() override;
    ToolMarks marks() const override;

  protected:
    /// What a click there would say.
    virtual Edit edit(const Derived& now, Place place) const = 0;
    /// The pixels that it would change.
    virtual std::vector<ToolMarks::Area> preview(const Derived& now, Place place) const = 0;

  private:
    std::optional<Place> over_;
    /// What `areas_` were made of: they are made again where one of these has changed.
    struct Source {
        std::shared_ptr<const Derived> derived;
        int z = 0;
        std::uint32_t component = 0;
        StrokeLimits limits;
        bool operator==(const Source&) const = default;
    };
    Source source_;
    std::vector<ToolMarks::Area> areas_;
};

/// A click makes everything that a component encloses its interior.
class FillTool : public ComponentTool {
    Q_OBJECT
  public:
    using ComponentTool::ComponentTool;
    QString hint(Qt::KeyboardModifiers modifiers) const override;

  protected:
    Edit edit(const Derived& now, Place place) const override;
    std::vector<ToolMarks::Area> preview(const Derived& now, Place place) const override;
};

/// A click gives a component to the neighbour with the least membrane between.
class DeleteTool : public ComponentTool {
    Q_OBJECT
  public:
    using ComponentTool::ComponentTool;
    QString hint(Qt::KeyboardModifiers modifiers) const override;

  protected:
    Edit edit(const Derived& now, Place place) const override;
    std::vector<ToolMarks::Area> preview(const Derived& now, Place place) const override;
};

/// `deleteComponent` by the document's own map.
Edit deleteComponentOf(const Document& document, const Derived& now, Place place);

}  // namespace axolemma
