#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/geometry.h"
#include "core/partition.h"
#include "core/proofreading/derivation.h"
#include "core/proofreading/edits.h"

namespace axolemma {

// Where to look next: what the network was not sure of, the most rewarding first.

/// What may be wrong with the present outcome.
enum class DoubtKind : std::uint8_t {
    Seam,         ///< two neighbours in a slice, of different neurons, may be one
    Faint,        ///< a component with a faint membrane within may be two
    Link,         ///< components of neighbouring slices, of one neuron, may be two
    MissingLink,  ///< components of neighbouring slices, of different neurons, may be one
};

/// A decision that an expert may want to make. Made from one `Derived` and of use with that alone.
struct Doubt {
    DoubtKind kind{};
    /// The probability that the present outcome is wrong.
    double error = 0;
    /// Where to look: on the membrane, or where the components lie over each other (in the slice of
    /// `a`).
    Place at;
    /// A place inside of a component on either side; a.z <= b.z.
    Place a;
    Place b;
    /// The neurons of both; equal where they are one at present.
    std::uint64_t neuronA = 0;
    std::uint64_t neuronB = 0;
    /// How much is at stake: the pixels of the smaller side, in its slice.
    std::uint32_t pixels = 0;

    /// Whether both sides are one neuron at present.
    bool joined() const { return kind == DoubtKind::Faint || kind == DoubtKind::Link; }
};

/// A question for people: "Are neurons 12 and 40 one? The membrane between them is faint."
std::string questionOf(const Doubt& doubt);

/// Finds the doubts about what is derived, and remembers what it found in slices and between them,
/// so that after an edit only those that changed are looked at again.
class DoubtFinder {
  public:
    DoubtFinder();
    ~DoubtFinder();

    /// The doubts in the order in which to decide them: by the number of errors that a decision is
    /// expected to find, weighted by their sizes. Of what an expert has said there is none: neurons
    /// that are verified or locked, profiles (for what is in their slice), places said to be the
    /// same or different, neurons between which that was said, membranes that were painted or
    /// erased. So what was decided, either way, does not come back, not even after another
    /// segmentation. Doubts within slices come from the maps of `now`: there are none in slices
    /// without. `rule`: what made the proposal of the maps. Throws `Cancelled`. Any thread, one at
    /// a time.
    std::vector<Doubt> find(const Derived& now, const PartitionRule& rule, int threads = 1,
                            std::stop_token stop = {});

  private:
    struct Memory;
    std::unique_ptr<Memory> memory_;
};

/// The same, once.
std::vector<Doubt> doubts(const Derived& now, const PartitionRule& rule, int threads = 1,
                          std::stop_token stop = {});

/// Makes the other outcome hold: what is one becomes two, what is two becomes one. Refused, or
/// nothing, as `merge` and `split` are.
Edit takeOther(const Derived& now, const Doubt& doubt);

/// Says that the present outcome is right, so that the doubt does not come back.
Edit keepPresent(const Derived& now, const Doubt& doubt);

/// How many errors are expected among what is in doubt: the sum of the probabilities.
double expectedErrors(std::span<const Doubt> doubts);

/// How uncertain each neuron is: the expected number of errors that it takes part in, by id. Those
/// without doubts are left out.
std::map<std::uint64_t, double> uncertaintyByNeuron(std::span<const Doubt> doubts);

}  // namespace axolemma
