#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace axolemma {

/// What ImageJ and OME write into a TIFF's ImageDescription: how its planes are ordered and how
/// large a voxel is. Sizes are in nm and 0 where unknown.
struct TiffDescription {
    enum class Writer { Unknown, ImageJ, Ome };
    Writer writer = Writer::Unknown;
    /// ImageJ's `images=`, 0 without it.
    std::int64_t images = 0;
    std::int64_t channels = 1;
    std::int64_t slices = 0;
    std::int64_t frames = 1;
    /// The order of the planes, fastest first: "CZT" for ImageJ.
    std::string order = "CZT";
    /// nm in a unit of ImageJ's x and y resolution tags.
    double resolutionUnit = 0;
    double x = 0;
    double y = 0;
    double z = 0;
    /// `Stack::facts`.
    std::map<std::string, std::string> facts;

    /// Which of `planes` planes are the slices of the first channel: of all time points if there is
    /// only one slice, else of the first. All of them where the description does not fit. Says in
    /// `note` what was left out.
    std::vector<std::int64_t> slicePlanes(std::int64_t planes, std::string& note) const;
};

TiffDescription parseTiffDescription(std::string_view text);

/// What a line of ImageJ's description that holds one of `Stack::facts` begins with.
inline constexpr std::string_view kFactPrefix = "axolemma_";

}  // namespace axolemma
