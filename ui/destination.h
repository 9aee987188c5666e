#pragma once

#include <QString>
#include <optional>

#include "core/geometry.h"

namespace axolemma {

/// A slice, or a place of it.
struct Destination {
    int z = 0;
    std::optional<Point> point;
};

/// What a line of text says of where to go.
struct DestinationText {
    /// Nothing where the text names no slice or place of the stack.
    std::optional<Destination> destination;
    /// A sentence on what is expected, then.
    QString problem;
    /// Whether the text is made of numbers at all.
    bool numeric = false;
};

/// Reads "12", "10, 20, 12", "10 20 12" or "x 10 y 20 z 12", as positions are copied and shown;
/// parts of a voxel are left out.
DestinationText readDestination(const QString& text, int width, int height, int depth);

}  // namespace axolemma
