#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/proofreading/derivation.h"

namespace axolemma {

struct KnifeCut;

/// What a gesture of an expert would say, made from what is derived at that moment; or why it may
/// not be: a sentence for the expert.
struct Edit {
    /// For the list of steps: "Merge neurons 12 and 40".
    std::string name;
    /// Where the view goes when the step is undone.
    Place place;
    std::vector<Assertion> said;
    std::string refusal;

    bool allowed() const { return refusal.empty(); }
    /// There is nothing to do, and nothing to say about it.
    bool nothing() const { return said.empty(); }

    static Edit refused(std::string why) { return {{}, {}, {}, std::move(why)}; }
};

/// Which pixels a stroke may change. Those of neurons that are locked or verified, and what touches
/// them, never.
enum class StrokeScope { Everything, PickedOnly, AllButPicked };

/// Whose pixels an edit may change, by the neurons that are picked. Boundary is nobody's.
struct StrokeLimits {
    StrokeScope scope = StrokeScope::Everything;
    std::set<std::uint64_t> picked{};

    bool admit(std::uint64_t id) const {
        return scope == StrokeScope::Everything ||
               picked.contains(id) == (scope == StrokeScope::PickedOnly);
    }
    bool operator==(const StrokeLimits&) const = default;
};

/// A stroke: `pixels` of slice z are `claim`, as far as `limits` admit. Interior painted on picked
/// neurons alone keeps to them and to the boundary around them.
Edit paint(const Derived& now, int z, const PixelRuns& pixels, PixelClaim claim,
           const StrokeLimits& limits = {});

/// The neurons at two places are one. Takes back what was said against it. In one slice the seam
/// between the two components is erased, where they are neighbours.
Edit merge(const Derived& now, Place a, Place b);

/// The places of `one` are a neuron, those of `other` are another. What joined them is taken back.
/// All places are of one neuron now.
Edit split(const Derived& now, const std::vector<Place>& one, const std::vector<Place>& other);

/// What a knife did to slice z.
Edit cut(const Derived& now, int z, const KnifeCut& cut);

/// The component at a place becomes interior of the neighbour with the least membrane between.
/// `map`: probability of cell x 255 of the slice, or empty.
Edit deleteComponent(const Derived& now, ImageView<const std::uint8_t> map, Place place);
/// The component of the slice that would take it; nothing where none may, or where the component
/// itself is boundary or fixed.
std::optional<std::uint32_t> heirOf(const Derived& now, ImageView<const std::uint8_t> map,
                                    Place place);

/// Everything that the component at a place encloses becomes its interior, as far as `limits`
/// admit, which must admit the component itself.
Edit fillHole(const Derived& now, Place place, const StrokeLimits& limits = {});

/// `pixels` of slice z, as far as `limits` admit, are one profile of the neuron at `neuron`, or of
/// a new one where there is none (boundary). `how` names the step: "Copy profile of", "Lasso a
/// profile of".
Edit makeProfile(const Derived& now, int z, const PixelRuns& pixels, Place neuron,
                 const std::string& how, const StrokeLimits& limits = {});

/// The neuron at a place is as it should be: its components become profiles that are one neuron,
/// the boundary around them stays, and it takes no more links.
Edit verifyNeuron(const Derived& now, Place place);
/// All components and all boundary of slice z are as they should be.
Edit verifySlice(const Derived& now, int z);
/// The neuron at a place, if it is verified, is open again; what it was made of stays said.
Edit unverifyNeuron(const Derived& now, Place place);

/// A locked neuron cannot be changed by any tool.
Edit setLocked(const Derived& now, Place place, bool locked);
/// Empty takes the name away.
Edit setName(const Derived& now, Place place, const std::string& name);
Edit setColour(const Derived& now, Place place, std::optional<Rgb> colour);
/// Of the place, not of the neuron; empty takes it away.
Edit setComment(const Derived& now, Place place, const std::string& text);

/// Those of `pixels` in slice z that are boundary or of neurons that `limits` admit.
PixelRuns admitted(const Derived& now, int z, const PixelRuns& pixels, const StrokeLimits& limits);

/// Why the neuron with this id cannot be changed; empty if it can.
std::string whyFixed(const Derived& now, std::uint64_t id);

}  // namespace axolemma
