#pragma once

#include <string>
#include <vector>

namespace axolemma {

/// A library that the program uses, for About.
struct LibraryVersion {
    std::string library;
    std::string version;
};

/// Those that read and write files, as they are loaded now.
std::vector<LibraryVersion> fileLibraryVersions();

}  // namespace axolemma
