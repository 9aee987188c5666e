#pragma once

#include <cstdint>
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

/// A stroke: `pixels` of slice z are `claim`, as far as `scope` allows. Interior painted on the
/// picked neuron alone keeps to it and to the boundary around it.
Edit paint(const Derived& now, int z, const PixelRuns& pixels, PixelClaim claim,
           StrokeScope scope = StrokeScope::Everything, std::uint64_t picked = 0);

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

/// Everything that the component at a place encloses becomes its interior.
Edit fillHole(const Derived& now, Place place);

/// `pixels` of slice z are one profile of the neuron at `neuron`, or of a new one where there is
/// none (boundary). `how` names the step: "Copy profile of", "Lasso a profile of".
Edit makeProfile(const Derived& now, int z, const PixelRuns& pixels, Place neuron,
                 const std::string& how);

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

/// Why the neuron with this id cannot be changed; empty if it can.
std::string whyFixed(const Derived& now, std::uint64_t id);

}  // namespace axolemma
