#include "ui/segmentation_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/io/export_record.h"
#include "core/parallel.h"
#include "segmentation/library.h"

namespace axolemma {

namespace {

bool same(const SegmentationSettings& a, const SegmentationSettings& b) {
    return a.model == b.model && a.options.device == b.options.device &&
           a.options.precision == b.options.precision && a.options.threads == b.options.threads &&
           a.options.rescale == b.options.rescale && a.options.views == b.options.views &&
           a.options.memory == b.options.memory;
}

/// Changes when the file does; empty where there is none.
std::string versionOf(const std::string& model) {
    namespace fs = std::filesystem;
    try {
        const fs::path file = findModel(model);
        return fmt::format("{} {} {}", fs::absolute(file).string(), fs::file_size(file),
                           fs::last_write_time(file).time_since_epoch().count());
    } catch (const std::exception&) {
        return {};
    }
}

}  // namespace

bool Segmentation::empty() const {
    return segmentedSlices() == 0;
}

int Segmentation::segmentedSlices() const {
    return static_cast<int>(
        std::ranges::count_if(proposal.slices, [](const auto& slice) { return slice != nullptr; }));
}

SegmentationState derivedState(std::shared_ptr<const Segmentation> segmentation,
                               Assertions assertions, std::vector<MintedId> minted,
                               const Derived* before, std::stop_token stop) {
    DerivationSources sources;
    sources.proposal = {segmentation, &segmentation->proposal};
    sources.maps = segmentation->maps;
    sources.smallest = segmentation->rule.smallest;
    sources.assertions = std::move(assertions);
    sources.minted = std::move(minted);
    auto derived = std::make_shared<const Derived>(derive(sources, before, processors(), stop));
    return {std::move(segmentation), std::move(derived)};
}

std::unique_ptr<Segmenter> openSegmenter(const std::filesystem::path& model,
                                         const SegmenterOptions& options) {
    return segmentationLibrary().open(findModel(model.string()), options);
}

const SegmenterCache::Opened& SegmenterCache::open(const SegmentationSettings& settings) {
    const std::string version = versionOf(settings.model);
    if (!opened_.segmenter || !same(settings, settings_) || version != version_) {
        opened_ = {};
        opened_.segmenter = factory_(settings.model, settings.options);
        if (!version.empty()) opened_.hash = hashOfFile(findModel(settings.model));
        settings_ = settings;
        version_ = version;
    }
    return opened_;
}

std::vector<int> slicesOutwardFrom(int visible, int depth) {
    std::vector<int> slices;
    slices.reserve(depth);
    for (int z = 0; z < depth; ++z) slices.push_back(z);
    std::ranges::stable_sort(slices, {}, [visible](int z) { return std::abs(z - visible); });
    return slices;
}

bool runSegmentation(Segmenter& segmenter, const std::string& modelHash,
                     std::shared_ptr<const Stack> stack, const std::vector<int>& slices,
                     const SegmentationState& before, const std::vector<MintedId>& minted,
                     const SaidFunction& said,
                     const std::function<void(int z, SegmentationState)>& onSlice,
                     const ProgressFunction& progress, std::stop_token stop) {
    const ModelInfo& model = segmenter.model();
    const LinkRule links;
    Segmentation now = *before.segmentation;
    // What the user tuned for a model is not lost by running it again.
    const bool sameModel =
        now.model && now.model->name == model.name && now.model->partition == model.partition;
    if (!sameModel) now.rule = model.partition;
    now.maps.resize(stack->depth());
    now.proposal.slices.resize(stack->depth());
    now.proposal.links.resize(std::max(0, stack->depth() - 1));
    now.model = std::make_shared<const ModelInfo>(model);
    now.device = segmenter.device();
    now.modelHash = modelHash;
    std::shared_ptr<const Derived> latest = before.derived;
    const auto hand = [&](int z, const std::vector<MintedId>& known) {
        SegmentationState state =
            derivedState(std::make_shared<const Segmentation>(now), said(), known, latest.get());
        latest = state.derived;
        onSlice(z, std::move(state));
    };
    int done = 0;
    const auto take = [&](int z, Image<float> probability) {
        // The labels are made of the 8-bit map that is kept, so that they can be made again from
        // it.
        auto map = std::make_shared<const ProbabilityMap>(quantised(probability));
        auto components =
            std::make_shared<const SliceComponents>(partitionOf(map->view(), now.rule));
        now.maps[z] = std::move(map);
        now.proposal = now.proposal.withSlice(z, std::move(components), links);
        hand(z, done == 0 ? minted : latest->neurons.minted());
        ++done;
    };
    const bool complete =
        segmenter.predict({std::move(stack), slices, Output::Fused}, take, progress, stop);
    if (done > 0) hand(-1, minted);
    return complete;
}

}  // namespace axolemma
