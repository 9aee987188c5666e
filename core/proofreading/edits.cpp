#include "core/proofreading/edits.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "core/proofreading/edit_parts.h"
#include "core/proofreading/fill_hole.h"
#include "core/proofreading/seam.h"

namespace axolemma {

using detail::nameOf;
using detail::ofNeuron;

namespace {

Rect boundsOf(const Derived& now, int z) {
    return now.partition.slices[z]->labels.bounds();
}

/// The pixels of a slice whose neuron `admits(id)`; boundary has none.
template <typename Admits>
PixelRuns pixelsWhere(const Derived& now, int z, const Rect& area, Admits admits) {
    const auto labels = now.partition.slices[z]->labels.view();
    const auto ids = now.neurons.idsOfSlice(z);
    std::vector<char> wanted(ids.size(), 0);
    for (std::size_t c = 1; c < ids.size(); ++c) wanted[c] = admits(ids[c]) ? 1 : 0;
    std::vector<PixelRun> runs;
    const Rect inside = area.intersected(labels.bounds());
    for (int y = inside.y0; y < inside.y1; ++y) {
        const std::uint32_t* const row = labels.row(y);
        for (int x = inside.x0; x < inside.x1;) {
            const int start = x;
            while (x < inside.x1 && wanted[row[x]] == wanted[row[start]]) ++x;
            if (wanted[row[start]]) runs.push_back({y, start, x});
        }
    }
    return PixelRuns(std::move(runs));
}

/// Without what belongs to fixed neurons; of interior also what would join them by touching.
PixelRuns withoutFixed(const Derived& now, int z, const PixelRuns& pixels, PixelClaim claim) {
    const PixelRuns fixed = pixelsWhere(now, z, pixels.bounds().grownBy(1), [&](std::uint64_t id) {
        const Neuron* neuron = now.neurons.find(id);
        return neuron && (neuron->locked || neuron->verified);
    });
    if (fixed.empty()) return pixels;
    return pixels.without(claim == PixelClaim::Interior ? fixed.grownBy(1) : fixed);
}

/// What `limits` do not admit, in the box of `pixels` and beside it.
PixelRuns excluded(const Derived& now, int z, const PixelRuns& pixels, const StrokeLimits& limits) {
    if (limits.scope == StrokeScope::Everything) return {};
    return pixelsWhere(now, z, pixels.bounds().grownBy(1),
                       [&](std::uint64_t id) { return id != 0 && !limits.admit(id); });
}

constexpr const char* kOutOfLimits =
    "What strokes may change is chosen in the menu Proofread; this is not among it.";

const char* verbOf(PixelClaim claim) {
    switch (claim) {
        case PixelClaim::Boundary:
            return "Paint boundary";
        case PixelClaim::Interior:
            return "Paint interior";
        case PixelClaim::None:
            break;
    }
    return "Withdraw paint";
}

/// Takes back every "different" between two neurons.
void allowJoining(const Derived& now, std::uint64_t a, std::uint64_t b,
                  std::vector<Assertion>& said) {
    for (const LinkAssertion& link : now.assertions.links()) {
        if (link.relation != Relation::Different) continue;
        const auto ends = std::minmax({now.neuronNear(link.a), now.neuronNear(link.b)});
        if (ends == std::minmax({a, b}))
            said.emplace_back(LinkAssertion{link.a, link.b, Relation::None});
    }
}

/// A place in each component of other slices that the component is one neuron with by a link, and
/// of imported labels in each that has its label.
std::vector<Place> linkedTo(const Derived& now, int z, std::uint32_t component) {
    std::vector<Place> places;
    const std::uint64_t id = now.neurons.neuronOf(z, component);
    const auto add = [&](int at, std::uint32_t c) {
        const Point p = now.partition.slices[at]->places[c];
        if (now.neurons.neuronOf(at, c) == id) places.push_back({p.x, p.y, at});
    };
    if (!now.proposal->labels.empty()) {
        for (const auto& part : detail::partsOf(now, id))
            if (part.z != z || part.component != component) add(part.z, part.component);
        return places;
    }
    if (z > 0 && now.partition.links[z - 1])
        for (const Link& link : *now.partition.links[z - 1])
            if (link.b == component) add(z - 1, link.a);
    if (z + 1 < now.partition.depth() && now.partition.links[z])
        for (const Link& link : *now.partition.links[z])
            if (link.a == component) add(z + 1, link.b);
    return places;
}

}  // namespace

PixelRuns admitted(const Derived& now, int z, const PixelRuns& pixels, const StrokeLimits& limits) {
    return pixels.without(excluded(now, z, pixels, limits));
}

Edit paint(const Derived& now, int z, const PixelRuns& pixels, PixelClaim claim,
           const StrokeLimits& limits) {
    if (!now.components(z)) return Edit::refused("Segment this slice first.");
    const PixelRuns inside = pixels.clipped(boundsOf(now, z));
    if (inside.empty()) return {};
    PixelRuns allowed = withoutFixed(now, z, inside, claim);
    if (allowed.empty())
        return Edit::refused("What is here is verified or locked; unlock it first.");
    if (limits.scope == StrokeScope::PickedOnly && limits.picked.empty())
        return Edit::refused("Strokes may change picked neurons alone, and none is picked.");
    const PixelRuns others = excluded(now, z, allowed, limits);
    // Interior grows into boundary, but must not touch what it may not change.
    allowed = allowed.without(claim == PixelClaim::Interior ? others.grownBy(1) : others);
    if (allowed.empty()) return Edit::refused(kOutOfLimits);
    const Point at = allowed.place();
    return {fmt::format("{}, slice {}", verbOf(claim), z),
            {at.x, at.y, z},
            {PixelAssertion{z, std::move(allowed), claim}},
            {}};
}

Edit merge(const Derived& now, Place a, Place b) {
    const std::uint64_t idA = now.neuronAt(a);
    const std::uint64_t idB = now.neuronAt(b);
    if (idA == 0 || idB == 0)
        return Edit::refused("Click inside of two neurons: there is boundary here.");
    for (const std::uint64_t id : {idA, idB})
        if (std::string why = whyFixed(now, id); !why.empty()) return Edit::refused(std::move(why));
    const std::uint32_t componentA = now.componentAt(a);
    const std::uint32_t componentB = now.componentAt(b);
    if (idA == idB && (a.z != b.z || componentA == componentB))
        return Edit::refused("These are one neuron already.");
    Edit edit;
    const auto [small, large] = std::minmax({idA, idB});
    edit.name = idA == idB ? fmt::format("Join two parts of {}, slice {}", nameOf(now, idA), b.z)
                           : fmt::format("Merge neurons {} and {}, slice {}", small, large, b.z);
    edit.place = b;
    if (idA != idB) allowJoining(now, idA, idB, edit.said);
    edit.said.emplace_back(LinkAssertion{a, b, Relation::Same});
    if (a.z == b.z) {
        const auto labels = now.partition.slices[a.z]->labels.view();
        PixelRuns seam = withoutFixed(now, a.z, seamBetween(labels, componentA, componentB),
                                      PixelClaim::Interior);
        if (!seam.empty())
            edit.said.emplace_back(PixelAssertion{a.z, std::move(seam), PixelClaim::Interior});
    }
    return edit;
}

Edit deleteComponent(const Derived& now, ImageView<const std::uint8_t> map, Place place) {
    return ofNeuron(now, place, [&](std::uint64_t id) {
        const SliceComponents& slice = *now.partition.slices[place.z];
        const auto heir = heirOf(now, map, place);
        if (!heir) return Edit::refused("There is no neighbour that may take this component.");
        const std::uint64_t into = now.neurons.neuronOf(place.z, *heir);
        const Point there = slice.places[*heir];
        Edit edit = merge(now, {there.x, there.y, place.z}, place);
        edit.name = fmt::format("Delete a component of {} into {}, slice {}", nameOf(now, id),
                                nameOf(now, into), place.z);
        if (into != id) {
            for (const Place other : linkedTo(now, place.z, now.componentAt(place)))
                edit.said.emplace_back(LinkAssertion{other, place, Relation::Different});
            detail::takeBackContradicted(now, edit);
        }
        return edit;
    });
}

std::optional<std::uint32_t> heirOf(const Derived& now, ImageView<const std::uint8_t> map,
                                    Place place) {
    const std::uint64_t id = now.neuronAt(place);
    if (id == 0 || !whyFixed(now, id).empty()) return std::nullopt;
    const auto labels = now.partition.slices[place.z]->labels.view();
    for (const Neighbour& neighbour : neighboursOf(labels, map, now.componentAt(place)))
        if (whyFixed(now, now.neurons.neuronOf(place.z, neighbour.component)).empty())
            return neighbour.component;
    return std::nullopt;
}

Edit fillHole(const Derived& now, Place place, const StrokeLimits& limits) {
    return ofNeuron(now, place, [&](std::uint64_t id) {
        const SliceComponents& slice = *now.partition.slices[place.z];
        const auto labels = slice.labels.view();
        const std::uint32_t component = now.componentAt(place);
        if (!limits.admit(id)) return Edit::refused(kOutOfLimits);
        const PixelRuns hole = enclosedBy(labels, component);
        if (hole.empty()) return Edit::refused("Nothing is enclosed by this component.");
        Edit edit = paint(now, place.z, hole, PixelClaim::Interior, limits);
        if (!edit.allowed()) return edit;
        edit.name = fmt::format("Fill holes of {}, slice {}", nameOf(now, id), place.z);
        edit.place = place;
        // Components that were enclosed are the same neuron's, boundary or not between them.
        std::set<std::uint32_t> inside;
        for (const PixelRun& run : hole.runs())
            for (int x = run.x0; x < run.x1; ++x) inside.insert(labels(x, run.y));
        inside.erase(0);
        for (const std::uint32_t c : inside) {
            const Point p = slice.places[c];
            const std::uint64_t other = now.neurons.neuronOf(place.z, c);
            if (!limits.admit(other) || !whyFixed(now, other).empty()) continue;
            if (other != id) allowJoining(now, id, other, edit.said);
            edit.said.emplace_back(LinkAssertion{place, {p.x, p.y, place.z}, Relation::Same});
        }
        return edit;
    });
}

}  // namespace axolemma
