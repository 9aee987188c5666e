#include <algorithm>
#include <cassert>
#include <functional>
#include <limits>
#include <unordered_set>
#include <utility>

#include "core/neuron_naming.h"
#include "core/neurons.h"

namespace axolemma {

namespace {

constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();
/// Ids of imported labels may be as large as a number can be; new ones stay far below, so that the
/// next one always exists.
constexpr std::uint64_t kLargestMinted = std::uint64_t{1} << 62;

}  // namespace

std::uint64_t NeuronTable::neuronOf(int z, std::uint32_t component) const {
    const auto ids = idsOfSlice(z);
    return component < ids.size() ? ids[component] : 0;
}

std::span<const std::uint64_t> NeuronTable::idsOfSlice(int z) const {
    if (z < 0 || static_cast<std::size_t>(z) >= ids_.size()) return {};
    return ids_[z];
}

const Neuron* NeuronTable::find(std::uint64_t id) const {
    const auto found = std::lower_bound(neurons_.begin(), neurons_.end(), id,
                                        [](const Neuron& n, std::uint64_t i) { return n.id < i; });
    return found != neurons_.end() && found->id == id ? &*found : nullptr;
}

NeuronTable NeuronTable::withMinted(std::vector<MintedId> minted) {
    NeuronTable table;
    table.minted_ = std::move(minted);
    return table;
}

ComponentNodes::ComponentNodes(const Proposal& partition) : first_(1, 0) {
    for (const auto& slice : partition.slices) {
        assert(!slice || slice->places.size() == slice->count + std::size_t{1});
        first_.push_back(first_.back() + (slice ? slice->count : 0));
    }
}

NeuronNaming::NeuronNaming(const Proposal& partition, DisjointSets sets)
    : partition_(partition), nodes_(partition), index_(nodes_.size(), kNone) {
    std::vector<std::uint32_t> largestProfile;
    for (int z = 0; z < partition.depth(); ++z) {
        for (std::uint32_t c = 1; c <= nodes_.count(z); ++c) {
            const SliceComponents& slice = *partition.slices[z];
            const auto size = slice.sizes[c];
            if (size == 0) continue;
            const auto node = nodes_.of(z, c);
            const auto root = sets.find(node);
            if (root == node) {
                index_[node] = static_cast<std::uint32_t>(neurons_.size());
                neurons_.emplace_back().firstSlice = z;
                largestProfile.push_back(0);
            } else {
                index_[node] = index_[root];
            }
            const auto index = index_[node];
            Neuron& neuron = neurons_[index];
            neuron.voxels += size;
            neuron.lastSlice = z;
            if (size > largestProfile[index]) {
                largestProfile[index] = size;
                neuron.place = slice.places[c];
                neuron.placeSlice = z;
            }
        }
    }
}

Neuron* NeuronNaming::neuronOf(std::uint32_t node) {
    return index_[node] == kNone ? nullptr : &neurons_[index_[node]];
}

void NeuronNaming::giveMinted(const std::vector<MintedId>& minted) {
    std::unordered_set<std::uint64_t> said;
    for (const Neuron& neuron : neurons_)
        if (neuron.id != 0) said.insert(neuron.id);
    std::unordered_set<std::uint64_t> seen;
    std::vector<std::uint64_t> smallest(neurons_.size(), 0);
    for (const MintedId& mint : minted) {
        const int z = mint.place.z;
        const auto* slice = z >= 0 && z < partition_.depth() ? partition_.slices[z].get() : nullptr;
        // Of an id that was given twice the first place counts.
        if (!seen.insert(mint.id).second || !slice || said.contains(mint.id)) continue;
        const std::uint32_t component = componentNear(slice->labels.view(), mint.place.point());
        if (component == 0) continue;
        auto& known = smallest[index_[nodes_.of(z, component)]];
        if (known == 0 || mint.id < known) known = mint.id;
    }
    for (std::size_t i = 0; i < neurons_.size(); ++i)
        if (neurons_[i].id == 0) neurons_[i].id = smallest[i];
}

void NeuronNaming::mintOthers(std::vector<MintedId>& minted) {
    std::uint64_t last = 0;
    const auto take = [&last](std::uint64_t id) {
        if (id < kLargestMinted) last = std::max(last, id);
    };
    for (const MintedId& mint : minted) take(mint.id);
    for (const Neuron& neuron : neurons_) take(neuron.id);
    // A label that is no neuron's now may be one again.
    for (const std::uint64_t label : reserved_) take(label);
    std::vector<std::uint32_t> unnamed;
    for (std::uint32_t i = 0; i < neurons_.size(); ++i)
        if (neurons_[i].id == 0) unnamed.push_back(i);
    // Neurons were found in the order of their first components, which the stable sort keeps.
    std::ranges::stable_sort(unnamed, std::greater(),
                             [&](std::uint32_t i) { return neurons_[i].voxels; });
    for (const std::uint32_t i : unnamed) {
        Neuron& neuron = neurons_[i];
        neuron.id = ++last;
        minted.push_back({neuron.id, {neuron.place.x, neuron.place.y, neuron.placeSlice}});
    }
}

NeuronTable NeuronNaming::finish(const std::vector<MintedId>& minted) && {
    NeuronTable table;
    table.minted_ = minted;
    giveMinted(minted);
    mintOthers(table.minted_);
    table.ids_.resize(partition_.slices.size());
    for (int z = 0; z < partition_.depth(); ++z) {
        if (!partition_.slices[z]) continue;
        table.ids_[z].push_back(0);
        for (std::uint32_t c = 1; c <= nodes_.count(z); ++c) {
            const Neuron* neuron = neuronOf(nodes_.of(z, c));
            table.ids_[z].push_back(neuron ? neuron->id : 0);
        }
    }
    table.neurons_ = std::move(neurons_);
    std::ranges::sort(table.neurons_, {}, &Neuron::id);
    return table;
}

NeuronTable deriveNeurons(const Proposal& proposal, const NeuronTable& before) {
    const ComponentNodes nodes(proposal);
    DisjointSets sets(nodes.size());
    for (std::size_t z = 0; z < proposal.links.size(); ++z) {
        if (proposal.links[z] == nullptr) continue;
        // Nothing forbids a link, so the order in which they are taken cannot matter.
        for (const Link& link : *proposal.links[z])
            sets.join(nodes.of(static_cast<int>(z), link.a),
                      nodes.of(static_cast<int>(z) + 1, link.b));
    }
    return NeuronNaming(proposal, std::move(sets)).finish(before.minted());
}

}  // namespace axolemma
