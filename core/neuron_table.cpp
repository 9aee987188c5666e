#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <functional>
#include <limits>
#include <utility>

#include "core/disjoint_sets.h"
#include "core/error.h"
#include "core/neurons.h"

namespace axolemma {

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

namespace {

constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();

/// Components of the whole stack in one row: component c of slice z is node first[z] + c - 1.
std::vector<std::uint32_t> firstNodes(const Proposal& proposal) {
    std::vector<std::uint32_t> first(proposal.slices.size() + 1, 0);
    for (std::size_t z = 0; z < proposal.slices.size(); ++z) {
        const auto* const slice = proposal.slices[z].get();
        first[z + 1] = first[z] + (slice != nullptr ? slice->count : 0);
        assert(slice == nullptr || slice->places.size() == slice->count + std::size_t{1});
    }
    return first;
}

DisjointSets joinedByLinks(const Proposal& proposal, const std::vector<std::uint32_t>& first) {
    DisjointSets sets(first.back());
    for (std::size_t z = 0; z < proposal.links.size(); ++z) {
        if (proposal.links[z] == nullptr) continue;
        // Nothing forbids a link yet, so the order in which they are taken cannot matter.
        for (const Link& link : *proposal.links[z]) {
            sets.join(first[z] + link.a - 1, first[z + 1] + link.b - 1);
        }
    }
    return sets;
}

/// The neurons without ids, in the order of their first components, and which of them each node
/// belongs to: kNone for a number that a slice does not use.
struct Found {
    std::vector<Neuron> neurons;
    std::vector<std::uint32_t> ofNode;
};

Found find(const Proposal& proposal, const std::vector<std::uint32_t>& first, DisjointSets sets) {
    Found found{{}, std::vector<std::uint32_t>(first.back(), kNone)};
    std::vector<std::uint32_t> largestProfile;
    for (std::size_t z = 0; z < proposal.slices.size(); ++z) {
        for (std::uint32_t c = 1; c <= first[z + 1] - first[z]; ++c) {
            const auto size = proposal.slices[z]->sizes[c];
            if (size == 0) continue;
            const auto node = first[z] + c - 1;
            const auto root = sets.find(node);
            if (root == node) {
                found.ofNode[node] = static_cast<std::uint32_t>(found.neurons.size());
                found.neurons.emplace_back().firstSlice = static_cast<int>(z);
                largestProfile.push_back(0);
            } else {
                found.ofNode[node] = found.ofNode[root];
            }
            const auto index = found.ofNode[node];
            Neuron& neuron = found.neurons[index];
            neuron.voxels += size;
            neuron.lastSlice = static_cast<int>(z);
            if (size > largestProfile[index]) {
                largestProfile[index] = size;
                neuron.place = proposal.slices[z]->places[c];
                neuron.placeSlice = static_cast<int>(z);
            }
        }
    }
    return found;
}

/// The component at a place or, where that is boundary, the nearest one within a few pixels; 0 if
/// there is none.
std::uint32_t componentNear(ImageView<const std::uint32_t> labels, Point place) {
    constexpr int kReach = 5;
    if (const std::uint32_t here = labels(place)) return here;
    std::uint32_t nearest = 0;
    int least = kReach * kReach + 1;
    const Rect around =
        Rect{place.x - kReach, place.y - kReach, place.x + kReach + 1, place.y + kReach + 1}
            .intersected(labels.bounds());
    for (int y = around.y0; y < around.y1; ++y)
        for (int x = around.x0; x < around.x1; ++x) {
            const int dx = x - place.x;
            const int dy = y - place.y;
            if (labels(x, y) == 0 || dx * dx + dy * dy >= least) continue;
            least = dx * dx + dy * dy;
            nearest = labels(x, y);
        }
    return nearest;
}

/// Gives the neurons the ids that were minted in them, the smallest of several, and mints new ones
/// for the others by falling size.
void giveIds(Found& found, const Proposal& proposal, const std::vector<std::uint32_t>& first,
             std::vector<IdPlace>& minted) {
    for (std::size_t i = 0; i < minted.size(); ++i) {
        const IdPlace& at = minted[i];
        const auto z = static_cast<std::size_t>(at.slice);
        const auto* slice = z < proposal.slices.size() ? proposal.slices[z].get() : nullptr;
        if (!slice || !slice->labels.bounds().contains(at.place)) continue;
        const std::uint32_t component = componentNear(slice->labels.view(), at.place);
        if (component == 0) continue;
        Neuron& neuron = found.neurons[found.ofNode[first[z] + component - 1]];
        if (neuron.id == 0) neuron.id = i + 1;
    }
    std::vector<std::uint32_t> unnamed;
    for (std::uint32_t i = 0; i < found.neurons.size(); ++i)
        if (found.neurons[i].id == 0) unnamed.push_back(i);
    // Neurons were found in the order of their first components, which the stable sort keeps.
    std::ranges::stable_sort(unnamed, std::greater(),
                             [&](std::uint32_t i) { return found.neurons[i].voxels; });
    for (const std::uint32_t i : unnamed) {
        Neuron& neuron = found.neurons[i];
        minted.push_back({neuron.place, neuron.placeSlice});
        neuron.id = minted.size();
    }
}

}  // namespace

NeuronTable deriveNeurons(const Proposal& proposal, const NeuronTable& before) {
    const std::vector<std::uint32_t> first = firstNodes(proposal);
    Found found = find(proposal, first, joinedByLinks(proposal, first));
    NeuronTable table;
    table.minted_ = before.minted_;
    giveIds(found, proposal, first, table.minted_);
    table.ids_.resize(proposal.slices.size());
    for (std::size_t z = 0; z < proposal.slices.size(); ++z) {
        if (proposal.slices[z] == nullptr) continue;
        table.ids_[z].push_back(0);
        for (auto node = first[z]; node < first[z + 1]; ++node) {
            const auto index = found.ofNode[node];
            table.ids_[z].push_back(index == kNone ? 0 : found.neurons[index].id);
        }
    }
    table.neurons_ = std::move(found.neurons);
    std::ranges::sort(table.neurons_, {}, &Neuron::id);
    return table;
}

Volume<std::uint32_t> labelVolume(const Proposal& proposal, const NeuronTable& neurons, int width,
                                  int height, Boundary boundary, LabelIds ids,
                                  std::stop_token stop) {
    Volume<std::uint32_t> volume(width, height, proposal.depth());
    std::uint64_t numbered = 0;
    std::vector<std::uint32_t> written;
    for (int z = 0; z < proposal.depth(); ++z) {
        if (stop.stop_requested()) throw Cancelled();
        const auto out = volume.slice(z);
        const auto* const slice = proposal.slices[z].get();
        if (slice == nullptr) {
            std::fill_n(out.data(), out.size(), 0U);
            continue;
        }
        if (slice->labels.width() != width || slice->labels.height() != height) {
            throw Error(
                fmt::format("Slice {} was segmented with {} x {} pixels but the stack has "
                            "{} x {}: segment it again.",
                            z, slice->labels.width(), slice->labels.height(), width, height));
        }
        written.assign(static_cast<std::size_t>(slice->count) + 1, 0);
        for (std::uint32_t c = 1; c <= slice->count; ++c) {
            const auto id = ids == LabelIds::Neurons ? neurons.neuronOf(z, c) : ++numbered;
            if (id > std::numeric_limits<std::uint32_t>::max()) {
                throw Error(
                    fmt::format("Label {} of slice {} does not fit into 32 bits: export "
                                "fewer slices at a time.",
                                id, z));
            }
            written[c] = static_cast<std::uint32_t>(id);
        }
        std::copy(slice->labels.begin(), slice->labels.end(), out.data());
        if (boundary == Boundary::Grown) growIntoBoundary(out);
        std::transform(out.data(), out.data() + out.size(), out.data(),
                       [&](std::uint32_t c) { return written[c]; });
    }
    return volume;
}

}  // namespace axolemma
