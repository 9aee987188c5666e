#include "segmentation/backend.h"
#include "segmentation/network_segmenter.h"

extern "C" __attribute__((visibility("default"))) axolemma::Segmenter* axolemma_open_on_processor(
    const std::filesystem::path& model, const axolemma::SegmenterOptions& options) {
    return axolemma::detail::openOnProcessor(model, options).release();
}
