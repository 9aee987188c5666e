#include <algorithm>
#include <set>

#include "core/proofreading/edit_parts.h"

namespace axolemma {

using detail::nameOf;
using detail::ofNeuron;
using detail::Part;

namespace {

Place placeOf(const Derived& now, const Part& part) {
    const Point p = now.partition.slices[part.z]->places[part.component];
    return {p.x, p.y, part.z};
}

PixelRuns boundaryOf(const Derived& now, int z, const PixelRuns& around) {
    const auto labels = now.partition.slices[z]->labels.view();
    std::vector<PixelRun> runs;
    const PixelRuns inside = around.clipped(labels.bounds());
    for (const PixelRun& run : inside.runs())
        for (int x = run.x0; x < run.x1; ++x)
            if (labels(x, run.y) == 0) runs.push_back({run.y, x, x + 1});
    return PixelRuns(std::move(runs));
}

/// Makes a component a verified profile, known by the place of the profile that it is already or
/// by its own.
Place verifyPart(const Derived& now, const Part& part, const PixelRuns& pixels,
                 std::vector<Assertion>& said) {
    Place place = placeOf(now, part);
    if (const auto slice = now.assertions.slice(part.z))
        if (const Profile* known = slice->profileAt(place.point()))
            place = {known->place.x, known->place.y, part.z};
    said.emplace_back(ProfileAssertion{place, pixels, true});
    return place;
}

/// Verifies boundary but for what was painted: a stroke stays one, however wide its brush was.
void verifyBoundary(const Derived& now, int z, PixelRuns boundary, std::vector<Assertion>& said) {
    if (const auto slice = now.assertions.slice(z)) boundary = boundary.without(slice->boundary);
    if (!boundary.empty())
        said.emplace_back(PixelAssertion{z, std::move(boundary), PixelClaim::Boundary, true});
}

/// A pixel by which a new profile is known: its place or, where another is known by that already,
/// the first pixel that is free.
Point freeProfilePlace(const Derived& now, int z, const PixelRuns& pixels) {
    const auto slice = now.assertions.slice(z);
    const auto taken = [&](Point at) {
        return slice && std::ranges::any_of(slice->profiles, [&](const Profile& known) {
                   return known.place == at;
               });
    };
    if (const Point at = pixels.place(); !taken(at)) return at;
    for (const PixelRun& run : pixels.runs())
        for (int x = run.x0; x < run.x1; ++x)
            if (!taken({x, run.y})) return {x, run.y};
    return pixels.place();
}

Edit sayFact(const Derived& now, Place place, FactKind kind, const std::string& value,
             const std::string& name) {
    Edit edit{name, place, {}, {}};
    // Of one neuron one such fact is enough.
    const auto known = detail::placesOfFact(now, now.neuronAt(place), kind);
    for (const Place other : known)
        if (!(other == place) || value.empty())
            edit.said.emplace_back(FactAssertion{other, kind, {}});
    if (!value.empty()) edit.said.emplace_back(FactAssertion{place, kind, value});
    return edit;
}

Edit none() {
    return Edit::refused("There is boundary here: click inside of a neuron.");
}

}  // namespace

Edit makeProfile(const Derived& now, int z, const PixelRuns& pixels, Place neuron,
                 const std::string& how, const StrokeLimits& limits) {
    if (!now.components(z)) return Edit::refused("Segment this slice first.");
    const PixelRuns inside =
        admitted(now, z, pixels.clipped(now.partition.slices[z]->labels.bounds()), limits);
    if (inside.empty()) return Edit::refused("There is nothing inside of this outline.");
    const std::uint64_t id = now.neuronAt(neuron);
    if (std::string why = whyFixed(now, id); !why.empty()) return Edit::refused(std::move(why));
    const auto labels = now.partition.slices[z]->labels.view();
    for (const PixelRun& run : inside.runs())
        for (int x = run.x0; x < run.x1; ++x)
            if (std::string why = whyFixed(now, now.neurons.neuronOf(z, labels(x, run.y)));
                !why.empty())
                return Edit::refused(std::move(why));
    const Point at = freeProfilePlace(now, z, inside);
    const Place place{at.x, at.y, z};
    Edit edit;
    edit.name = id != 0 ? fmt::format("{} {}, slice {}", how, nameOf(now, id), z)
                        : fmt::format("{} a new neuron, slice {}", how, z);
    edit.place = place;
    edit.said.emplace_back(ProfileAssertion{place, inside, false});
    if (id != 0 && !(neuron == place))
        edit.said.emplace_back(LinkAssertion{neuron, place, Relation::Same});
    // What lies over and under it and was another neuron stays one.
    std::set<std::uint64_t> others;
    for (const int beside : {z - 1, z + 1}) {
        const auto slice = now.components(beside);
        if (!slice) continue;
        for (const PixelRun& run : inside.runs())
            for (int x = run.x0; x < run.x1; ++x) {
                const std::uint32_t c = slice->labels.view()(x, run.y);
                const std::uint64_t other = now.neurons.neuronOf(beside, c);
                if (other == 0 || other == id || !others.insert(other).second) continue;
                edit.said.emplace_back(
                    LinkAssertion{place, placeOf(now, {beside, c}), Relation::Different});
            }
    }
    // Whose pixels these were is another neuron.
    for (const LinkAssertion& link : now.assertions.links())
        for (const auto& [here, there] : {std::pair(link.a, link.b), std::pair(link.b, link.a)})
            if (here.z == z && inside.contains(here.point()) && link.relation == Relation::Same &&
                now.neuronNear(there) != id)
                edit.said.emplace_back(LinkAssertion{link.a, link.b, Relation::None});
    return edit;
}

Edit verifyNeuron(const Derived& now, Place place) {
    const std::uint64_t id = now.neuronAt(place);
    if (id == 0) return none();
    const Neuron& neuron = *now.neurons.find(id);
    if (neuron.verified) return Edit::refused("This neuron is verified already.");
    Edit edit;
    edit.name = fmt::format("Verify {}", nameOf(now, id));
    edit.place = place;
    Place before;
    bool first = true;
    for (const Part& part : detail::partsOf(now, id)) {
        const PixelRuns pixels = detail::pixelsOf(now, part);
        const Place at = verifyPart(now, part, pixels, edit.said);
        verifyBoundary(now, part.z, boundaryOf(now, part.z, pixels.grownBy(1)), edit.said);
        if (!first) edit.said.emplace_back(LinkAssertion{before, at, Relation::Same});
        first = false;
        before = at;
    }
    edit.said.emplace_back(FactAssertion{place, FactKind::Verified, "1"});
    return edit;
}

Edit unverifyNeuron(const Derived& now, Place place) {
    const std::uint64_t id = now.neuronAt(place);
    if (id == 0) return none();
    if (!now.neurons.find(id)->verified) return Edit::refused("This neuron is not verified.");
    Edit edit{fmt::format("Take back verification of {}", nameOf(now, id)), place, {}, {}};
    for (const Place at : detail::placesOfFact(now, id, FactKind::Verified))
        edit.said.emplace_back(FactAssertion{at, FactKind::Verified, {}});
    for (const Part& part : detail::partsOf(now, id))
        if (const auto slice = now.assertions.slice(part.z))
            for (const Profile& profile : slice->profiles)
                if (profile.verified &&
                    now.componentAt({profile.pixels.runs()[0].x0, profile.pixels.runs()[0].y,
                                     part.z}) == part.component)
                    edit.said.emplace_back(ProfileAssertion{
                        {profile.place.x, profile.place.y, part.z}, profile.pixels, false});
    return edit;
}

Edit verifySlice(const Derived& now, int z) {
    const auto slice = now.components(z);
    if (!slice) return Edit::refused("Segment this slice first.");
    Edit edit;
    edit.name = fmt::format("Verify slice {}", z);
    edit.place = {slice->labels.width() / 2, slice->labels.height() / 2, z};
    verifyBoundary(now, z, PixelRuns::of(slice->labels.view(), 0, slice->labels.bounds()),
                   edit.said);
    for (std::uint32_t c = 1; c <= slice->count; ++c) {
        if (slice->sizes[c] == 0) continue;
        const Part part{z, c};
        verifyPart(now, part, detail::pixelsOf(now, part), edit.said);
    }
    return edit;
}

Edit setLocked(const Derived& now, Place place, bool locked) {
    const std::uint64_t id = now.neuronAt(place);
    if (id == 0) return none();
    return sayFact(now, place, FactKind::Locked, locked ? "1" : "",
                   fmt::format("{} {}", locked ? "Lock" : "Unlock", nameOf(now, id)));
}

Edit setName(const Derived& now, Place place, const std::string& name) {
    const std::uint64_t id = now.neuronAt(place);
    if (id == 0) return none();
    Edit edit = sayFact(now, place, FactKind::Name, name,
                        name.empty() ? fmt::format("Take the name of {} away", nameOf(now, id))
                                     : fmt::format("Name neuron {} \"{}\"", id, name));
    // A neuron that has a name keeps its number, whatever it is merged with.
    if (!name.empty() && detail::placesOfFact(now, id, FactKind::Id).empty())
        edit.said.emplace_back(FactAssertion{place, FactKind::Id, std::to_string(id)});
    return edit;
}

Edit setColour(const Derived& now, Place place, std::optional<Rgb> colour) {
    const std::uint64_t id = now.neuronAt(place);
    if (id == 0) return none();
    if (!colour)
        return sayFact(now, place, FactKind::Colour, {},
                       fmt::format("Take the colour of {} away", nameOf(now, id)));
    return sayFact(now, place, FactKind::Colour,
                   fmt::format("#{:02x}{:02x}{:02x}", colour->r, colour->g, colour->b),
                   fmt::format("Colour {}", nameOf(now, id)));
}

Edit setComment(const Derived& now, Place place, const std::string& text) {
    const bool known = !now.assertions.fact(place, FactKind::Comment).empty();
    if (!known && text.empty()) return {};
    const char* const verb = text.empty() ? "Remove" : known ? "Change" : "Write";
    return {fmt::format("{} a comment, slice {}", verb, place.z),
            place,
            {FactAssertion{place, FactKind::Comment, text}},
            {}};
}

}  // namespace axolemma
