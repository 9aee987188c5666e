#pragma once

#include <filesystem>
#include <vector>

#include "app/commands.h"
#include "segmentation/training.h"

namespace axolemma {

/// Trains `count` networks as `request` says, which differ in their seed alone, into the folder
/// `cache`, and returns their files. One that is there already is taken as it is where its own
/// words say that it had the same data, size of pixel, architecture, held-out slices, length and
/// seed, and gone on with where it was stopped; any other is trained. `request.minutes` are shared
/// evenly among all, `request.steps` are those of each; `request.provenance` has to name the data
/// ("data"). The last weights are kept, so the held-out slices have no say in them. Throws `Error`;
/// `Cancelled`, after which it can be gone on with.
std::vector<std::filesystem::path> trainedNetworks(const TrainingRequest& request, int count,
                                                   const std::filesystem::path& cache,
                                                   Session& session);

}  // namespace axolemma
