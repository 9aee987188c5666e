#pragma once

#include <filesystem>

#include "app/reproduction/ambiguity.h"

namespace axolemma {

/// How many places of each kind the figure shows, and the side of what it shows of each, in pixels.
inline constexpr int kFigurePlaces = 3;
inline constexpr int kFigureSide = 96;

/// Writes a picture with a row for each place, dark ones first: the image, the same with the cells
/// of the truth outlined in colour, and the map (white = cell), each with a frame around the place
/// and twice as large as in the file. Writes nothing where there is no place. Throws `Error`.
void writeFigure(const std::filesystem::path& path, const Study& study, const Volume<float>& map,
                 const Ambiguity& ambiguity);

}  // namespace axolemma
