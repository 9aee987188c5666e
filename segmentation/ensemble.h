#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "segmentation/model_file.h"

namespace axolemma {

/// One model of the networks of several, whose maps are averaged output by output (the ensembles of
/// Chen et al. 2016). Takes size of pixel, licence and how labels are made from the first; there
/// are no validation scores until somebody makes them. Throws `Error` naming a file that cannot be
/// read, was trained for pixels of another size (3 %), or is one too many.
ModelFile ensembleOf(const std::vector<std::filesystem::path>& models, const std::string& name);

}  // namespace axolemma
