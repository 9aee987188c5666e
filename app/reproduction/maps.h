#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/commands.h"
#include "core/stack.h"
#include "core/volume.h"
#include "segmentation/segmenter.h"

namespace axolemma {

/// Whose map a row of the table is of.
enum class SystemKind {
    Network,        ///< one network, as the paper's
    Ensemble,       ///< CUMedVision-N, as the paper's
    AveragedViews,  ///< the paper's network or ensemble over the 8 flips and quarter turns
    Shipped,        ///< a model that comes with the program
};

/// Of which maps the mean is taken: every output of every model.
struct MapRecipe {
    std::string system;  ///< "CUMedVision-4 (C1)"
    SystemKind kind = SystemKind::Network;
    std::vector<std::filesystem::path> models;
    std::vector<Output> outputs;
    int views = 1;
};

struct AveragedMap {
    Volume<float> map;  ///< the probability of cell of the slices asked for
    /// The time of all that the recipe needs; the trunk of a network runs once for each output.
    double secondsPerSlice = 0;
    std::string device;
};

/// The recipes of the paper's table for these networks, then those of the shipped models. An
/// ensemble is named after the number of its networks: of four (fewer where there are not so many)
/// for one output each, of all for C1-C3 together.
std::vector<MapRecipe> recipesFor(const std::vector<std::filesystem::path>& networks);

/// The maps of all recipes, in their order; what several need is computed once. `options.views` is
/// not looked at. Throws `Error`, `Cancelled`.
std::vector<AveragedMap> averagedMaps(const std::vector<MapRecipe>& recipes,
                                      const std::shared_ptr<const Stack>& stack,
                                      const std::vector<int>& slices,
                                      const SegmenterOptions& options, Session& session);

}  // namespace axolemma
