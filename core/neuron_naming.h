#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/disjoint_sets.h"
#include "core/neurons.h"

namespace axolemma {

/// The components of all slices of a stack in one row.
class ComponentNodes {
  public:
    explicit ComponentNodes(const Proposal& partition);
    std::uint32_t size() const { return first_.back(); }
    /// Precondition: component c >= 1 of slice z exists.
    std::uint32_t of(int z, std::uint32_t component) const { return first_[z] + component - 1; }
    std::uint32_t count(int z) const { return first_[z + 1] - first_[z]; }

  private:
    std::vector<std::uint32_t> first_;
};

/// Makes the table of neurons of a partition whose components are joined already. What was said of
/// a neuron is told with `say...` before ids are given by `finish`.
class NeuronNaming {
  public:
    /// `sets` are over `ComponentNodes(partition)`.
    NeuronNaming(const Proposal& partition, DisjointSets sets);

    /// The neuron of a node, to say something of; null for a number that a slice does not use.
    Neuron* neuronOf(std::uint32_t node);
    const ComponentNodes& nodes() const { return nodes_; }
    /// Ids that no new neuron may get.
    void reserve(std::vector<std::uint64_t> ids) { reserved_ = std::move(ids); }

    /// Gives each neuron that has no id yet the smallest one that was minted in it and is not taken
    /// by another, and mints new ones for the others by falling size (ties: by first slice, then
    /// first component).
    NeuronTable finish(const std::vector<MintedId>& minted) &&;

  private:
    void giveMinted(const std::vector<MintedId>& minted);
    void mintOthers(std::vector<MintedId>& minted);

    const Proposal& partition_;
    ComponentNodes nodes_;
    std::vector<Neuron> neurons_;
    /// Of each node.
    std::vector<std::uint32_t> index_;
    std::vector<std::uint64_t> reserved_;
};

}  // namespace axolemma
