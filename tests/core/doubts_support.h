#pragma once

#include <array>
#include <map>
#include <optional>

#include "core/io/stack_reader.h"
#include "core/metrics/volume_metrics.h"
#include "core/proofreading/doubts.h"

namespace axolemma::test {

/// Four slices of ISBI 2012 with maps of a network that saw none of them, and an expert who knows
/// the truth.
class UnseenSlices {
  public:
    /// `first`: 16 or 20. `data`: $AXOLEMMA_DATA.
    UnseenSlices(const std::filesystem::path& maps, const std::filesystem::path& data, int first)
        : rule(PartitionRule::recommended()) {
        const Stack mapStack = readStack(maps);
        const auto& all = std::get<Volume<std::uint8_t>>(mapStack.voxels());
        const auto labels = asLabels(readStack(data / "isbi2012/train-neurons.tif"));
        truth_ = Volume<std::uint32_t>(all.width(), all.height(), kDepth);
        std::copy_n(labels.slice(first).data(), truth_.size(), truth_.begin());
        for (int z = 0; z < kDepth; ++z) {
            auto map = std::make_shared<Image<std::uint8_t>>(all.width(), all.height());
            std::copy_n(all.slice(first - 16 + z).data(), map->size(), map->begin());
            sources.maps.push_back(std::move(map));
        }
        propose(rule);
    }

    /// Segments again with another rule.
    void propose(const PartitionRule& with) {
        std::vector<std::shared_ptr<const SliceComponents>> slices;
        for (const auto& map : sources.maps)
            slices.push_back(
                std::make_shared<const SliceComponents>(partitionOf(map->view(), with)));
        sources.proposal = std::make_shared<const Proposal>(linkedProposal(std::move(slices)));
        sources.smallest = with.smallest;
        rule = with;
    }

    double variationOfInformation(const Derived& now) const {
        return volumeScores(truth_,
                            labelVolume(now.partition, now.neurons, truth_.width(), truth_.height(),
                                        Boundary::Grown, LabelIds::Neurons))
            .variationOfInformation();
    }

    /// Whether the present outcome is wrong; nothing where the truth has only membrane. A side is
    /// the true neuron of most of its component: for a faint membrane, after the cut.
    std::optional<bool> wrong(const Derived& now, const Doubt& doubt) {
        if (doubt.kind != DoubtKind::Faint) return differ(now, doubt, doubt.joined());
        const Edit edit = takeOther(now, doubt);
        if (!edit.allowed()) return std::nullopt;
        DerivationSources trial = sources;
        trial.assertions.say(edit.said);
        return differ(derive(trial, &now), doubt, true);
    }

    /// Says the right one of both outcomes.
    Derived decide(const Derived& now, const Doubt& doubt) {
        const bool other = wrong(now, doubt).value_or(false);
        const Edit edit = other ? takeOther(now, doubt) : keepPresent(now, doubt);
        sources.assertions.say(edit.said);
        sources.minted = now.neurons.minted();
        return derive(sources, &now);
    }

    PartitionRule rule;
    DerivationSources sources;

  private:
    static constexpr int kDepth = 4;

    std::optional<bool> differ(const Derived& now, const Doubt& doubt, bool differs) {
        const std::uint32_t a = trueNeuron(now, doubt.a);
        const std::uint32_t b = trueNeuron(now, doubt.b);
        if (a == 0 || b == 0) return std::nullopt;
        return (a != b) == differs;
    }

    std::uint32_t trueNeuron(const Derived& now, Place place) {
        const auto& slice = now.partition.slices[place.z];
        const std::uint32_t component = componentNear(slice->labels.view(), place.point());
        auto& known = most_[slice];
        if (known.empty()) {
            std::map<std::pair<std::uint32_t, std::uint32_t>, int> pixels;
            for (int y = 0; y < truth_.height(); ++y)
                for (int x = 0; x < truth_.width(); ++x)
                    if (const auto neuron = truth_(x, y, place.z); neuron != 0)
                        ++pixels[{slice->labels(x, y), neuron}];
            known.resize(slice->count + std::size_t{1});
            std::vector<int> best(known.size(), 0);
            for (const auto& [pair, n] : pixels)
                if (n > best[pair.first]) {
                    best[pair.first] = n;
                    known[pair.first] = pair.second;
                }
        }
        return known[component];
    }

    Volume<std::uint32_t> truth_;
    /// The true neuron of each component.
    std::map<std::shared_ptr<const SliceComponents>, std::vector<std::uint32_t>> most_;
};

}  // namespace axolemma::test
