#pragma once

#include <memory>

#include "segmentation/engine.h"
#include "segmentation/segmenter.h"

namespace axolemma::detail {

/// A `Segmenter` that runs slices through an engine. `device` is what people call the engine's
/// device, without its precision.
std::unique_ptr<Segmenter> makeNetworkSegmenter(ModelInfo model, std::unique_ptr<Engine> engine,
                                                std::string device,
                                                const SegmenterOptions& options);

/// A model on the processor. Throws `Error` for a bad model file.
std::unique_ptr<Segmenter> openOnProcessor(const std::filesystem::path& model,
                                           const SegmenterOptions& options);

}  // namespace axolemma::detail
