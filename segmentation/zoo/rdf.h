#pragma once

#include <string>
#include <vector>

#include "segmentation/foreign_model.h"

namespace axolemma::zoo {

/// A file that a description names.
struct NamedFile {
    std::string source;
    std::string sha256;  ///< empty where the description does not say
};

/// What a model description of spec 0.4 or 0.5 says, as far as it concerns us.
struct Description {
    ModelInfo info;        ///< name, description, licence, citation, where it comes from
    double pixelSize = 0;  ///< nm; 0 = not said
    ForeignUse use;
    std::vector<std::string> inputChannels;  ///< names, where they have some
    std::vector<std::string> outputChannels;
    NamedFile weights;
    NamedFile testInput;
    NamedFile testOutput;
};

/// Throws `std::exception` that says what is missing, unknown, or not for us.
Description parseDescription(const std::string& yaml);

}  // namespace axolemma::zoo
