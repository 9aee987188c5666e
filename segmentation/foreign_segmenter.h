#pragma once

#include <memory>

#include "segmentation/foreign_model.h"
#include "segmentation/segmenter.h"

namespace axolemma::detail {

/// A model of others as a `Segmenter`: blocks of the normalised stack go through a
/// `ForeignProcess`, which is started when first needed. Throws `Error` for an option that it
/// cannot do.
std::unique_ptr<Segmenter> makeForeignSegmenter(ForeignModel model,
                                                const SegmenterOptions& options);

}  // namespace axolemma::detail
