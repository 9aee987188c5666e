#include "ui/neuron_actions.h"

#include <QAction>
#include <QColorDialog>
#include <QInputDialog>
#include <QMenu>
#include <utility>

#include "core/proofreading/interpolation.h"
#include "ui/component_tools.h"
#include "ui/document.h"
#include "ui/main_window.h"
#include "ui/slice_view.h"

namespace axolemma {

NeuronActions::NeuronActions(MainWindow& window)
    : window_(window), document_(window.document()), view_(window.view()) {}

std::optional<Place> NeuronActions::underMouse() const {
    return view_.placeUnderMouse();
}

std::optional<Place> NeuronActions::target() const {
    document_.settled();
    const auto picked = document_.selectedPlace();
    return picked && document_.selectedNeuron() ? picked : underMouse();
}

void NeuronActions::about(const std::optional<Place>& place,
                          void (NeuronActions::*command)(Place)) {
    if (place) {
        (this->*command)(*place);
    } else {
        document_.refuse(MainWindow::tr("Pick a neuron first, or point at it with the mouse."), {});
    }
}

void NeuronActions::verify(Place place) {
    const Derived& now = document_.settled();
    const Neuron* neuron = now.neurons.find(now.neuronAt(place));
    document_.apply(neuron && neuron->verified ? unverifyNeuron(now, place)
                                               : verifyNeuron(now, place));
}

void NeuronActions::lock(Place place) {
    const Derived& now = document_.settled();
    const Neuron* neuron = now.neurons.find(now.neuronAt(place));
    document_.apply(setLocked(now, place, !(neuron && neuron->locked)));
}

void NeuronActions::rename(Place place) {
    const Derived& now = document_.settled();
    const Neuron* neuron = now.neurons.find(now.neuronAt(place));
    if (!neuron) return document_.refuse(MainWindow::tr("Pick a neuron first."), place);
    ask("renameDialog", MainWindow::tr("Name of neuron %1").arg(neuron->id),
        QString::fromStdString(neuron->name), [this, place](const QString& name) {
            document_.apply(setName(document_.settled(), place, name.trimmed().toStdString()));
        });
}

void NeuronActions::hide(Place place) {
    const std::uint64_t id = document_.settled().neuronAt(place);
    if (id == 0) return;
    const bool shown = !document_.visibility().shows(id);
    for (const std::uint64_t one : togetherWith(id)) document_.visibility().setShown(one, shown);
}

void NeuronActions::showOnly(Place place) {
    const std::uint64_t id = document_.settled().neuronAt(place);
    if (id == 0) return;
    document_.visibility().showOnly(id);
    for (const std::uint64_t one : togetherWith(id)) document_.visibility().setShown(one, true);
}

std::set<std::uint64_t> NeuronActions::togetherWith(std::uint64_t id) const {
    return document_.picked().contains(id) ? document_.picked().ids() : std::set{id};
}

void NeuronActions::chooseColour(Place place) {
    const Derived& now = document_.settled();
    const Neuron* neuron = now.neurons.find(now.neuronAt(place));
    if (!neuron) return document_.refuse(MainWindow::tr("Pick a neuron first."), place);
    const Rgb colour = colourOf(*neuron);
    auto* dialog = new QColorDialog(QColor(colour.r, colour.g, colour.b), &window_);
    dialog->setObjectName("colourDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(MainWindow::tr("Colour of neuron %1").arg(neuron->id));
    QObject::connect(
        dialog, &QColorDialog::colorSelected, &window_, [this, place](const QColor& chosen) {
            const auto channel = [](int value) { return static_cast<std::uint8_t>(value); };
            document_.apply(setColour(
                document_.settled(), place,
                Rgb{channel(chosen.red()), channel(chosen.green()), channel(chosen.blue())}));
        });
    dialog->open();
}

void NeuronActions::takeColourAway(Place place) {
    document_.apply(setColour(document_.settled(), place, std::nullopt));
}

void NeuronActions::comment(Place place) {
    const std::string& known = document_.assertions().fact(place, FactKind::Comment);
    ask("commentDialog",
        MainWindow::tr("Comment at %1, %2, %3").arg(place.x).arg(place.y).arg(place.z),
        QString::fromStdString(known), [this, place](const QString& text) {
            document_.apply(setComment(document_.settled(), place, text.trimmed().toStdString()));
        });
}

void NeuronActions::deleteComponent(Place place) {
    document_.apply(deleteComponentOf(document_, document_.settled(), place));
}

void NeuronActions::copyProfile(Place place) {
    const int next = document_.slice() + 1;
    if (next >= document_.depth())
        return document_.refuse(MainWindow::tr("This is the last slice."), place);
    const PixelRuns pixels = profile(place, document_.slice());
    if (pixels.empty())
        return document_.refuse(MainWindow::tr("The picked neuron is not in this slice."), place);
    if (document_.apply(makeProfile(document_.settled(), next, pixels, place, "Copy a profile of")))
        document_.setSlice(next);
}

void NeuronActions::interpolate(Place place) {
    const int z = document_.slice();
    int before = z - 1;
    while (before >= 0 && profile(place, before).empty()) --before;
    int after = z + 1;
    while (after < document_.depth() && profile(place, after).empty()) ++after;
    if (before < 0 || after >= document_.depth())
        return document_.refuse(
            MainWindow::tr("The picked neuron has to be in a slice before and in one after "
                           "this one."),
            place);
    const double t = static_cast<double>(z - before) / (after - before);
    PixelRuns between = interpolated(profile(place, before), profile(place, after), t);
    // Sections are not aligned to the pixel: the outline goes to the membranes that are here.
    if (const auto map = document_.probability(z)) between = fittedToMembrane(between, map->view());
    document_.apply(
        makeProfile(document_.settled(), z, between, place, "Interpolate a profile of"));
}

void NeuronActions::goToNeuron() {
    auto* dialog = new QInputDialog(&window_);
    dialog->setObjectName("goToNeuronDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(MainWindow::tr("Go to neuron"));
    dialog->setLabelText(MainWindow::tr("Number or name:"));
    QObject::connect(dialog, &QInputDialog::textValueSelected, &window_,
                     [this](const QString& text) { goTo(text.trimmed()); });
    dialog->open();
}

void NeuronActions::showMenu(QPoint at, Place place) {
    if (!document_.picked().contains(document_.neuronAt(place))) document_.pick(place);
    auto* menu = new QMenu(&window_);
    menu->setObjectName("neuronMenu");
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const Neuron* neuron = document_.neurons().find(document_.neuronAt(place));
    const auto add = [&](const QString& text, auto member, bool enabled = true) {
        QAction* action = menu->addAction(text);
        action->setEnabled(enabled);
        QObject::connect(action, &QAction::triggered, &window_,
                         [this, member, place] { (this->*member)(place); });
    };
    const bool any = neuron != nullptr;
    const bool several = any && togetherWith(neuron->id).size() > 1;
    add(any && neuron->verified ? MainWindow::tr("Take back verification")
                                : MainWindow::tr("Verified"),
        &NeuronActions::verify, any);
    add(any && neuron->locked ? MainWindow::tr("Unlock") : MainWindow::tr("Lock"),
        &NeuronActions::lock, any);
    add(MainWindow::tr("Name…"), &NeuronActions::rename, any);
    add(MainWindow::tr("Colour…"), &NeuronActions::chooseColour, any);
    if (any && neuron->colour)
        add(MainWindow::tr("Default colour"), &NeuronActions::takeColourAway);
    menu->addSeparator();
    add(any && !document_.visibility().shows(neuron->id) ? MainWindow::tr("Show")
                                                         : MainWindow::tr("Hide"),
        &NeuronActions::hide, any);
    add(several ? MainWindow::tr("Show only those picked") : MainWindow::tr("Show only this"),
        &NeuronActions::showOnly, any);
    if (!document_.visibility().showsAll())
        menu->addAction(MainWindow::tr("Show all neurons"), &document_.visibility(),
                        &NeuronVisibility::showAll);
    menu->addSeparator();
    add(MainWindow::tr("Delete component"), &NeuronActions::deleteComponent, any);
    add(MainWindow::tr("Comment…"), &NeuronActions::comment);
    menu->popup(at);
}

PixelRuns NeuronActions::profile(Place place, int z) const {
    const Derived& now = document_.settled();
    const std::uint64_t id = now.neuronAt(place);
    const auto slice = now.components(z);
    PixelRuns pixels;
    if (!slice || id == 0) return pixels;
    const auto ids = now.neurons.idsOfSlice(z);
    for (std::uint32_t c = 1; c < ids.size(); ++c)
        if (ids[c] == id)
            pixels = pixels.united(PixelRuns::of(slice->labels.view(), c, slice->labels.bounds()));
    return pixels;
}

void NeuronActions::goTo(const QString& text) {
    for (const Neuron& neuron : document_.neurons().neurons()) {
        const bool named =
            !neuron.name.empty() &&
            QString::fromStdString(neuron.name).compare(text, Qt::CaseInsensitive) == 0;
        if (!named && QString::number(neuron.id) != text) continue;
        document_.select(neuron.id);
        document_.centreOn(neuron.id);
        return;
    }
    document_.refuse(MainWindow::tr("There is no neuron \"%1\".").arg(text), {});
}

void NeuronActions::ask(const char* name, const QString& label, const QString& value,
                        std::function<void(const QString&)> then) {
    auto* dialog = new QInputDialog(&window_);
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle("Axolemma");
    dialog->setLabelText(label);
    dialog->setTextValue(value);
    QObject::connect(dialog, &QInputDialog::textValueSelected, &window_, then);
    dialog->open();
}

}  // namespace axolemma
