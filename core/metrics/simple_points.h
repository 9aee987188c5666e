#pragma once

#include <array>

#include "core/geometry.h"

namespace axolemma::detail {

/// The eight pixels around one, clockwise from the upper left.
constexpr std::array<Point, 8> kAround = {Point{-1, -1}, {0, -1}, {1, -1}, {1, 0},
                                          {1, 1},        {0, 1},  {-1, 1}, {-1, 0}};

/// Whether a pixel is simple, by which of the pixels around it are in the foreground (bit i is
/// kAround[i]): flipping it changes neither the 4-connected components of the foreground nor the
/// 8-connected ones of the background.
const std::array<bool, 256>& simplePoints();

}  // namespace axolemma::detail
