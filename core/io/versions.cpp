#include "core/io/versions.h"

#include <fmt/format.h>
#include <hdf5.h>
#include <itkVersion.h>
#include <tiffio.h>

#include <string_view>

namespace axolemma {

namespace {

/// "LIBTIFF, Version 4.5.0\nCopyright ..." -> "4.5.0"
std::string versionInside(std::string_view banner) {
    const auto line = banner.substr(0, banner.find('\n'));
    return std::string(line.substr(line.rfind(' ') + 1));
}

std::string hdf5Version() {
    unsigned major = 0;
    unsigned minor = 0;
    unsigned release = 0;
    H5get_libversion(&major, &minor, &release);
    return fmt::format("{}.{}.{}", major, minor, release);
}

}  // namespace

std::vector<LibraryVersion> fileLibraryVersions() {
    return {{"ITK", itk::Version::GetITKVersion()},
            {"libtiff", versionInside(TIFFGetVersion())},
            {"HDF5", hdf5Version()}};
}

}  // namespace axolemma
