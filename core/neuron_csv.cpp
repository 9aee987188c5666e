#include "core/neuron_csv.h"

#include <fmt/format.h>

#include <iterator>

#include "core/colours.h"

namespace axolemma {

double cubicMicrometres(std::uint64_t voxels, Spacing spacing) {
    return static_cast<double>(voxels) * spacing.x * spacing.y * spacing.z * 1e-9;
}

std::string neuronCsv(std::span<const Neuron> neurons, Spacing spacing) {
    std::string text = "id,pixels,volume_um3,first_slice,last_slice,slices,colour,x,y,z\n";
    for (const Neuron& neuron : neurons) {
        const Rgb colour = colourOf(neuron);
        fmt::format_to(std::back_inserter(text),
                       "{},{},{:.9g},{},{},{},#{:02x}{:02x}{:02x},{},{},{}\n", neuron.id,
                       neuron.voxels, cubicMicrometres(neuron.voxels, spacing), neuron.firstSlice,
                       neuron.lastSlice, neuron.lastSlice - neuron.firstSlice + 1, colour.r,
                       colour.g, colour.b, neuron.place.x, neuron.place.y, neuron.placeSlice);
    }
    return text;
}

}  // namespace axolemma
