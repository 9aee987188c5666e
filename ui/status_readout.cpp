#include "ui/status_readout.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <cmath>

#include "core/colours.h"

namespace axolemma {

namespace {

/// A label that is as wide as `widest` from the start, so that nothing jumps while the mouse moves.
QLabel* addField(QHBoxLayout* row, const char* name, const QString& widest, const QString& tip) {
    auto* label = new QLabel(row->parentWidget());
    label->setObjectName(name);
    label->setMinimumWidth(label->fontMetrics().horizontalAdvance(widest) + 8);
    label->setToolTip(tip);
    label->setTextFormat(Qt::RichText);
    row->addWidget(label);
    return label;
}

}  // namespace

StatusReadout::StatusReadout(Document& document, QWidget* parent)
    : QWidget(parent), document_(document) {
    setObjectName("statusReadout");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(8);
    position_ = addField(row, "statusPosition", "x 00000  y 00000  z 0000",
                         tr("Position in pixels; slices count from 0"));
    nanometres_ = addField(row, "statusNanometres", "000.00, 000.00, 000.00 µm", tr("Position"));
    grey_ = addField(row, "statusGrey", tr("Grey %1").arg("00000"), tr("Value in the stack"));
    cell_ = addField(row, "statusCell", "P(cell) 0.00",
                     tr("Probability that this is cell and not membrane"));
    neuron_ = addField(row, "statusNeuron", "■ " + tr("Neuron %1").arg("00000"),
                       tr("The neuron under the mouse"));
    zoom_ = addField(row, "statusZoom", "0000 %", tr("Zoom"));
    zoom_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    connect(&document_, &Document::neuronsChanged, this, &StatusReadout::refresh);
    connect(&document_, &Document::spacingChanged, this, &StatusReadout::refresh);
    connect(&document_, &Document::outputMapChanged, this, &StatusReadout::refresh);
    connect(&document_, &Document::stackChanged, this, [this] { showPlace(std::nullopt); });
}

void StatusReadout::showPlace(std::optional<Place> place) {
    place_ = place;
    refresh();
}

void StatusReadout::showZoom(double scale) {
    zoom_->setText(document_.hasStack() ? tr("%1 %").arg(std::lround(scale * 100)) : QString());
}

void StatusReadout::refresh() {
    if (!place_ || !document_.contains(*place_)) {
        for (QLabel* label : {position_, nanometres_, grey_, cell_, neuron_}) label->clear();
        return;
    }
    const Place place = *place_;
    const Spacing spacing = document_.spacing();
    position_->setText(QString("x %1  y %2  z %3").arg(place.x).arg(place.y).arg(place.z));
    const double nm[] = {place.x * spacing.x, place.y * spacing.y, place.z * spacing.z};
    const auto um = [](double value) { return QString::number(value / 1000, 'f', 2); };
    const auto whole = [](double value) { return QString::number(std::lround(value)); };
    const bool large = std::max({nm[0], nm[1], nm[2]}) >= 1e4;
    nanometres_->setText(
        large ? QString("%1, %2, %3 µm").arg(um(nm[0]), um(nm[1]), um(nm[2]))
              : QString("%1, %2, %3 nm").arg(whole(nm[0]), whole(nm[1]), whole(nm[2])));
    grey_->setText(tr("Grey %1").arg(
        QLocale::c().toString(document_.stack()->valueAt(place.x, place.y, place.z), 'g', 6)));
    const auto map = document_.outputMap(Output::Fused, place.z);
    cell_->setText(map ? QString("P(cell) %1").arg((*map)(place.x, place.y) / 255.0, 0, 'f', 2)
                       : QString());
    const std::uint64_t id = document_.neuronAt(place);
    if (id != 0) {
        const Neuron* neuron = document_.neurons().find(id);
        const Rgb colour = neuron ? colourOf(*neuron) : colourOf(id);
        const QString name = neuron ? QString::fromStdString(neuron->name).toHtmlEscaped() : "";
        const QString number = tr("Neuron %1").arg(id);
        neuron_->setText(QString("<span style=\"color:%1\">■</span> %2")
                             .arg(QColor(colour.r, colour.g, colour.b).name(),
                                  name.isEmpty() ? number : number + ", " + name));
    } else {
        neuron_->setText(document_.components(place.z) ? tr("Boundary") : QString());
    }
}

}  // namespace axolemma
