#pragma once

#include <optional>
#include <string_view>

#include "core/io/image_header.h"

namespace axolemma {

/// Nanometres in one `unit`: "nm", "um", "micron", "angstrom", "mm", "cm", "inch", ... in any case
/// and in UTF-8 or Latin-1. Nothing for a unit that is not a length ("pixel", "").
std::optional<double> nanometresIn(std::string_view unit);

/// A distance between voxels that an electron microscope could have: 0.01 nm to 100 um.
bool isPlausible(double nanometres);

/// The voxel size in a file without a unit: nm if all are between 0.5 and 1000, mm if all are below
/// 0.01 and positive, else unknown. Adds a note to the header where it had to be guessed.
void setSpacingWithoutUnit(ImageHeader& header, double x, double y, double z);

/// Takes a voxel size in nm as the file's own, or leaves the default with a note where it is none
/// that a microscope could have. A `z` of 0 is one that the file does not have.
void setSpacing(ImageHeader& header, double x, double y, double z);

/// Six significant digits: the size that was meant before it was stored in single precision or as
/// pixels per centimetre.
double rounded(double value);

}  // namespace axolemma
