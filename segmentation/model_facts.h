#pragma once

#include <string>
#include <vector>

#include "segmentation/model_file.h"

namespace axolemma {

/// One line of what a model says of itself.
struct ModelFact {
    std::string what;  ///< "pixel size", or what its provenance calls it
    std::string value;
};

/// All that a model says of itself, for people, in the order in which one asks; what it does not
/// say is left out.
std::vector<ModelFact> factsOf(const ModelInfo& model);

}  // namespace axolemma
