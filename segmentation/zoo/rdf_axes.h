#pragma once

#include <yaml-cpp/yaml.h>

#include "segmentation/zoo/rdf.h"

namespace axolemma::zoo {

/// What the axes of the one input and the first output say: order, lengths, halo, channels, size
/// of pixels. Throw `std::exception` for what does not map pixels to pixels, or is not known.
void readAxes05(const YAML::Node& input, const YAML::Node& output, Description& description);
void readAxes04(const YAML::Node& input, const YAML::Node& output, Description& description);

}  // namespace axolemma::zoo
