#pragma once

#include <QPoint>
#include <QString>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>

#include "core/proofreading/pixel_runs.h"

namespace axolemma {

class Document;
class MainWindow;
class SliceView;

/// Edits of the picked neuron, or of what is under the mouse, as menus offer them. Must live as
/// long as the window's actions.
class NeuronActions {
  public:
    explicit NeuronActions(MainWindow& window);

    std::optional<Place> underMouse() const;
    /// Where the picked neuron was picked; else the place under the mouse.
    std::optional<Place> target() const;

    /// Runs a command about a place or, where there is none, says what it needs.
    void about(const std::optional<Place>& place, void (NeuronActions::*command)(Place));

    /// Verifies the neuron at a place, or takes that back; likewise locks.
    void verify(Place place);
    void lock(Place place);
    /// Hides the neuron at a place, or shows it again; hides all others. Where it is picked, all
    /// that are picked go with it.
    void hide(Place place);
    void showOnly(Place place);
    /// Asks for a colour, or goes back to that of its number.
    void chooseColour(Place place);
    void takeColourAway(Place place);
    /// Asks for a name, a comment, a neuron.
    void rename(Place place);
    void comment(Place place);
    void goToNeuron();
    void deleteComponent(Place place);
    /// From the current slice to the next.
    void copyProfile(Place place);
    /// In the current slice, between the nearest ones with the neuron.
    void interpolate(Place place);
    /// The menu of the right button.
    void showMenu(QPoint at, Place place);

  private:
    std::set<std::uint64_t> togetherWith(std::uint64_t id) const;
    PixelRuns profile(Place place, int z) const;
    void goTo(const QString& text);
    void ask(const char* name, const QString& label, const QString& value,
             std::function<void(const QString&)> then);

    MainWindow& window_;
    Document& document_;
    SliceView& view_;
};

}  // namespace axolemma
