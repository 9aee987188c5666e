#pragma once

#include <string>

#include "segmentation/library.h"
#include "segmentation/model_file.h"

namespace axolemma::detail {

/// `SegmentationLibrary::torchScript`: h and w are multiples of 8, batch normalisation is folded,
/// the maps of an ensemble are averaged. Throws `Error` (naming `source`), c10::Error.
TorchScript torchScriptOf(const ModelFile& model, const std::string& source,
                          const Volume<float>& example);

}  // namespace axolemma::detail
