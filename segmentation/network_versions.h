#pragma once

#include <string>

namespace axolemma {

/// The versions of the libraries that run networks, as the program was built with them: asking
/// LibTorch itself would load it.
struct NetworkVersions {
    std::string libTorch;
    std::string oneDnn;
};
NetworkVersions networkVersions();

}  // namespace axolemma
