#include "app/reproduction/maps.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "core/error.h"
#include "segmentation/library.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kAllViews = 8;
/// Networks in the smaller ensemble of the paper.
constexpr std::size_t kSmallEnsemble = 4;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

const char* nameOf(Output output) {
    switch (output) {
        case Output::Fused:
            return "with fusion";
        case Output::C0:
            return "C0";
        case Output::C1:
            return "C1";
        case Output::C2:
            return "C2";
        case Output::C3:
            return "C3";
    }
    return "";
}

/// A model run over the slices for one output.
struct Run {
    fs::path model;
    int views = 1;
    Output output = Output::Fused;
    bool shipped = false;
    bool operator<(const Run& other) const {
        return std::tie(model, views, output) < std::tie(other.model, other.views, other.output);
    }
    bool isOf(const MapRecipe& recipe) const {
        return recipe.views == views && std::ranges::count(recipe.models, model) > 0 &&
               std::ranges::count(recipe.outputs, output) > 0;
    }
};

std::vector<Run> runsFor(const std::vector<MapRecipe>& recipes) {
    std::set<Run> runs;
    for (const MapRecipe& recipe : recipes)
        for (const fs::path& model : recipe.models)
            for (const Output output : recipe.outputs)
                runs.insert({model, recipe.views, output, recipe.kind == SystemKind::Shipped});
    return {runs.begin(), runs.end()};
}

/// The networks of the study are for the pixels that they were trained on, as they are.
std::unique_ptr<Segmenter> opened(const Run& run, SegmenterOptions options) {
    options.views = run.views;
    options.rescale = run.shipped;
    return segmentationLibrary().open(run.model, options);
}

void add(ImageView<const float> map, ImageView<float> sum) {
    std::transform(map.data(), map.data() + map.size(), sum.data(), sum.data(), std::plus<>());
}

/// Adds the maps of one run to those of the recipes that need it.
class Sums {
  public:
    Sums(const std::vector<MapRecipe>& recipes, const Stack& stack, const std::vector<int>& slices)
        : recipes_(recipes), slices_(slices) {
        for (std::size_t i = 0; i < recipes.size(); ++i)
            sums_.push_back({Volume<float>(stack.width(), stack.height(),
                                           static_cast<int>(slices.size()), 0.0F),
                             0,
                             {}});
    }

    void run(Segmenter& segmenter, const Run& run, const std::shared_ptr<const Stack>& stack,
             const ProgressFunction& progress, std::stop_token stop) {
        double own = 0;
        const auto start = Clock::now();
        const auto onSlice = [&](int z, Image<float> map) {
            const auto began = Clock::now();
            const auto at = std::ranges::find(slices_, z) - slices_.begin();
            for (std::size_t i = 0; i < recipes_.size(); ++i)
                if (run.isOf(recipes_[i]))
                    add(std::as_const(map).view(), sums_[i].map.slice(static_cast<int>(at)));
            own += secondsSince(began);
        };
        if (!segmenter.predict({stack, slices_, run.output}, onSlice, progress, std::move(stop)))
            throw Cancelled();
        const double seconds = secondsSince(start) - own;
        for (std::size_t i = 0; i < recipes_.size(); ++i) {
            if (!run.isOf(recipes_[i])) continue;
            sums_[i].secondsPerSlice += seconds / static_cast<double>(slices_.size());
            sums_[i].device = segmenter.device();
        }
    }

    std::vector<AveragedMap> means() && {
        for (std::size_t i = 0; i < sums_.size(); ++i) {
            const auto maps =
                static_cast<float>(recipes_[i].models.size() * recipes_[i].outputs.size());
            for (float& value : sums_[i].map) value /= maps;
        }
        return std::move(sums_);
    }

  private:
    const std::vector<MapRecipe>& recipes_;
    std::vector<int> slices_;
    std::vector<AveragedMap> sums_;
};

}  // namespace

std::vector<MapRecipe> recipesFor(const std::vector<fs::path>& networks) {
    const std::vector<fs::path> one{networks.front()};
    const std::vector<fs::path> few(networks.begin(),
                                    networks.begin() + std::min(kSmallEnsemble, networks.size()));
    constexpr Output kOutputs[] = {Output::C1, Output::C2, Output::C3, Output::Fused};
    const auto ensemble = [](const std::vector<fs::path>& of, const char* what) {
        return fmt::format("CUMedVision-{} ({})", of.size(), what);
    };
    std::vector<MapRecipe> recipes;
    for (const Output output : kOutputs)
        recipes.push_back(
            {fmt::format("one network ({})", nameOf(output)), SystemKind::Network, one, {output}});
    for (const Output output : kOutputs)
        recipes.push_back({ensemble(few, nameOf(output)), SystemKind::Ensemble, few, {output}});
    recipes.push_back({ensemble(networks, "with C"),
                       SystemKind::Ensemble,
                       networks,
                       {Output::C1, Output::C2, Output::C3}});
    for (const auto& models : {one, few})
        recipes.push_back({fmt::format("{}, {} views",
                                       models.size() == 1 ? "one network (with fusion)"
                                                          : ensemble(models, "with fusion"),
                                       kAllViews),
                           SystemKind::AveragedViews,
                           models,
                           {Output::Fused},
                           kAllViews});
    for (const ModelEntry& model : availableModels()) {
        if (!model.shipped) continue;
        for (const int views : {1, kAllViews})
            recipes.push_back({fmt::format("Axolemma, {}{}", model.name,
                                           views == 1 ? "" : fmt::format(", {} views", views)),
                               SystemKind::Shipped,
                               {model.path},
                               {Output::Fused},
                               views});
    }
    return recipes;
}

std::vector<AveragedMap> averagedMaps(const std::vector<MapRecipe>& recipes,
                                      const std::shared_ptr<const Stack>& stack,
                                      const std::vector<int>& slices,
                                      const SegmenterOptions& options, Session& session) {
    const std::vector<Run> runs = runsFor(recipes);
    const ProgressFunction show = session.console.phase("computing maps");
    Sums sums(recipes, *stack, slices);
    std::unique_ptr<Segmenter> segmenter;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const Run& run = runs[i];
        if (i == 0 || runs[i - 1].model != run.model || runs[i - 1].views != run.views) {
            segmenter = opened(run, options);
            if (i == 0 || runs[i - 1].model != run.model)
                for (const std::string& note : segmenter->notesFor(*stack))
                    session.console.note(fmt::format("{}: {}", segmenter->model().name, note));
            // The first slice takes longer, for all is made ready; that is no slice's time.
            const PredictionRequest first{stack, {slices.front()}, run.output};
            if (!segmenter->predict(
                    first, [](int, Image<float>) {}, {}, session.stop))
                throw Cancelled();
        }
        const auto progress = [&](const Progress& part) {
            if (show)
                show({(static_cast<double>(i) + part.fraction) / static_cast<double>(runs.size()),
                      fmt::format("{}, {}", run.model.stem().string(), nameOf(run.output))});
        };
        sums.run(*segmenter, run, stack, progress, session.stop);
    }
    return std::move(sums).means();
}

}  // namespace axolemma
