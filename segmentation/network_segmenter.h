#pragma once

#include <memory>
#include <vector>

#include "segmentation/engine.h"
#include "segmentation/segmenter.h"

namespace axolemma::detail {

/// A `Segmenter` that runs slices through the engines of a model's networks, one after another, and
/// averages their maps. `device` is what people call the device.
std::unique_ptr<Segmenter> makeNetworkSegmenter(ModelInfo model,
                                                std::vector<std::unique_ptr<Engine>> engines,
                                                std::string device,
                                                const SegmenterOptions& options);

/// A model on the processor. Throws `Error` for a bad model file.
std::unique_ptr<Segmenter> openOnProcessor(const std::filesystem::path& model,
                                           const SegmenterOptions& options);

}  // namespace axolemma::detail
