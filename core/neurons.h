#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/colours.h"
#include "core/components.h"
#include "core/links.h"
#include "core/proofreading/minted_id.h"
#include "core/volume.h"

namespace axolemma {

/// What the network (or an imported label volume) says of a stack: a partition of each slice and
/// links between neighbouring slices. Immutable and shared; a slice not segmented yet is null and
/// has no links.
struct Proposal {
    std::vector<std::shared_ptr<const SliceComponents>> slices;
    /// links[z] joins slice z to z + 1; has one entry less than `slices`.
    std::vector<std::shared_ptr<const std::vector<Link>>> links;
    /// Those that `links` are chosen from, where they are (`linkedProposal`).
    std::vector<std::shared_ptr<const std::vector<Link>>> candidates;
    /// Of an imported label volume, labels[z][c] is the label of component c of slice z: components
    /// of equal label are one neuron of that id. Empty where a network made the proposal.
    std::vector<std::shared_ptr<const std::vector<std::uint64_t>>> labels;

    int depth() const { return static_cast<int>(slices.size()); }
    /// The same proposal with slice z replaced (null: no longer segmented), the links on both sides
    /// of it made again and all chosen anew; it has no labels then. The other slices, and links
    /// that stay as they were, are shared, not copied.
    Proposal withSlice(int z, std::shared_ptr<const SliceComponents> components,
                       const LinkRule& rule) const;
};

/// The proposal of a whole stack: its slices (null where not segmented) with the links between
/// them, found on up to `threads` threads. Links that `rule` admits hold in the order of their
/// strength, each unless it would, with those before, make one neuron of two components that touch
/// with sure membrane between them: the mutex watershed (Wolf et al. 2018) of components. Throws
/// `Error` if slices differ in size.
Proposal linkedProposal(std::vector<std::shared_ptr<const SliceComponents>> slices,
                        const LinkRule& rule = {}, int threads = 1);

/// One row of the neuron table.
struct Neuron {
    std::uint64_t id = 0;
    std::uint64_t voxels = 0;
    int firstSlice = 0;
    int lastSlice = 0;
    /// A pixel inside its largest component, near that component's centroid, and its slice.
    Point place;
    int placeSlice = 0;
    /// What was said of it.
    std::string name{};
    std::optional<Rgb> colour{};
    bool locked = false;
    bool verified = false;
};

/// The colour that somebody chose for it, else that of its id.
inline Rgb colourOf(const Neuron& neuron) {
    return neuron.colour ? *neuron.colour : colourOf(neuron.id);
}

/// Which neuron each component belongs to, derived from a proposal by union-find over its links.
/// Pixels keep slice-local numbers, so a merge rewrites none. Ids are first given from 1 by falling
/// size (ties: first slice, then first component).
class NeuronTable {
  public:
    NeuronTable() = default;

    /// The neuron of component `component` of slice z; 0 for boundary or a slice without
    /// components.
    std::uint64_t neuronOf(int z, std::uint32_t component) const;
    /// Neuron ids of slice z by component number ([0] is 0); empty for a slice not segmented.
    std::span<const std::uint64_t> idsOfSlice(int z) const;
    /// Ordered by id.
    const std::vector<Neuron>& neurons() const { return neurons_; }
    const Neuron* find(std::uint64_t id) const;
    /// Every id that was ever given, in the order in which they were: a table that was derived from
    /// another begins with those of that one.
    const std::vector<MintedId>& minted() const { return minted_; }
    /// A table without neurons in which these ids are taken.
    static NeuronTable withMinted(std::vector<MintedId> minted);

  private:
    friend class NeuronNaming;
    std::vector<std::vector<std::uint64_t>> ids_;
    std::vector<Neuron> neurons_;
    std::vector<MintedId> minted_;
};

/// Ids and colours stay where they were `before`: a neuron keeps the smallest id that was minted in
/// it, so a merge keeps the larger neuron's, what a split sets free gets its old one back or a new
/// one, and nothing far away changes. Reads only tables of the proposal and a pixel for each id, so
/// it may be called after every edit. Any thread.
NeuronTable deriveNeurons(const Proposal& proposal, const NeuronTable& before = {});

/// How boundary pixels are written to a label file: as 0, or each with the neuron it floods from
/// first.
enum class Boundary { Keep, Grown };

/// Which ids a label file holds: neurons through the stack, or the 4-connected components of each
/// slice numbered through the stack.
enum class LabelIds { Neurons, PerSlice };

/// The label volume that files hold, [depth, height, width] in 32 bit, 0 = boundary. Slices that
/// are not segmented, or have no component at all, are 0. Throws `Cancelled`; `Error` if a slice
/// has another size or an id does not fit.
Volume<std::uint32_t> labelVolume(const Proposal& proposal, const NeuronTable& neurons, int width,
                                  int height, Boundary boundary, LabelIds ids,
                                  std::stop_token stop = {});
/// As above in 64 bit, for ids of imported labels.
Volume<std::uint64_t> wideLabelVolume(const Proposal& proposal, const NeuronTable& neurons,
                                      int width, int height, Boundary boundary, LabelIds ids,
                                      std::stop_token stop = {});

}  // namespace axolemma
