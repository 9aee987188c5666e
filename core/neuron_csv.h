#pragma once

#include <span>
#include <string>

#include "core/geometry.h"
#include "core/neurons.h"

namespace axolemma {

/// The neurons, in the order given, as comma-separated text (RFC 4180 but for the line ends, which
/// are "\n"; a point as decimal sign): a line of titles, then id, pixels through all slices, volume
/// in um^3, first and last slice, number of slices between them (both included), colour as
/// #rrggbb, and a voxel inside. `spacing` in nm. Any thread.
std::string neuronCsv(std::span<const Neuron> neurons, Spacing spacing);

/// The volume in um^3 of so many voxels; `spacing` in nm.
double cubicMicrometres(std::uint64_t voxels, Spacing spacing);

}  // namespace axolemma
