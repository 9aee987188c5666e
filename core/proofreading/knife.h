#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/geometry.h"
#include "core/proofreading/evidence.h"
#include "core/proofreading/pixel_runs.h"

namespace axolemma {

/// How a knife cuts.
struct KnifeOptions {
    /// How far from the drawn line membrane is looked for, in pixels.
    int reach = 8;
    /// Parts with fewer pixels are specks: they become boundary with the cut.
    std::uint32_t smallest = 20;
    /// The component to be cut; 0: the one that holds most of the line.
    std::uint32_t component = 0;
};

/// Why a line cuts or does not.
enum class KnifeAnswer {
    Cuts,
    /// The line is on boundary alone, or outside.
    NoComponent,
    /// There is no way across the component near the line that leaves two parts large enough.
    DoesNotCut,
};

/// One of the parts into which a component falls.
struct KnifePart {
    PixelRuns pixels;
    /// A pixel of the part.
    Point place;
};

/// What a knife does to a slice: nothing but `cut` changes.
struct KnifeCut {
    KnifeAnswer answer = KnifeAnswer::NoComponent;
    /// The component under the line; 0 for `NoComponent`.
    std::uint32_t component = 0;
    /// The pixels of the component that become boundary; empty unless it cuts. With them its parts
    /// are not 4-connected.
    PixelRuns cut;
    /// The parts by falling size, two or more; empty unless it cuts. Together with `cut` they are
    /// the 4-connected region of the component under the line.
    std::vector<KnifePart> parts;

    bool cuts() const { return answer == KnifeAnswer::Cuts; }
};

/// Cuts the component under the rough polyline `drawn` in two along the membrane beside it: the
/// cheapest way by membrane evidence and distance from the line. A line that starts or ends within
/// the component is lengthened to its outer edge, past holes, unless an edge is within reach
/// anyway; the edge of the slice is an edge of its components. `evidence.labels` must not be empty.
/// Any thread.
KnifeCut knifeAlong(const Evidence& evidence, std::span<const PointF> drawn,
                    const KnifeOptions& options = {});

}  // namespace axolemma
