#pragma once

#include "segmentation/library.h"

/// What the two libraries that are opened at run time export.
namespace axolemma::detail {

/// libaxolemma_processor: a model on the processor. Caller owns. Throws `Error`.
using OpenOnProcessor = Segmenter* (*)(const std::filesystem::path&, const SegmenterOptions&);
inline constexpr const char* kOpenOnProcessor = "axolemma_open_on_processor";

/// libaxolemma_segmentation: everything that needs LibTorch.
using TorchLibrary = const SegmentationLibrary* (*)();
inline constexpr const char* kTorchLibrary = "axolemma_torch_library";

}  // namespace axolemma::detail
