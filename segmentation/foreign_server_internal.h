#pragma once

namespace axolemma::detail {

/// `SegmentationLibrary::serveForeignModel`.
int serveForeign(int requests, int replies);

}  // namespace axolemma::detail
