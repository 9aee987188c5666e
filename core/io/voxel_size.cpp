#include "core/io/voxel_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>

namespace axolemma {

std::optional<double> nanometresIn(std::string_view unit) {
    std::string name;
    for (const char c : unit) {
        if (c == '"' || c == '\0') continue;
        if (!std::isspace(static_cast<unsigned char>(c))) {
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    // The micro sign: UTF-8, Greek mu in UTF-8, Latin-1, and the escape that ImageJ writes.
    for (const char* micro : {"\xC2\xB5", "\xCE\xBC", "\xB5", "\\u00b5", "\xCE\x9C"}) {
        if (const auto at = name.find(micro); at != std::string::npos) {
            name = name.substr(0, at) + "u" + name.substr(at + std::string_view(micro).size());
        }
    }
    constexpr std::array<std::pair<std::string_view, double>, 8> kUnits = {{{"nm", 1},
                                                                            {"um", 1e3},
                                                                            {"mm", 1e6},
                                                                            {"cm", 1e7},
                                                                            {"m", 1e9},
                                                                            {"pm", 1e-3},
                                                                            {"a", 0.1},
                                                                            {"in", 2.54e7}}};
    for (const auto& [symbol, nanometres] : kUnits) {
        if (name == symbol) return nanometres;
    }
    // The angstrom sign, its look-alike letter, and both in lower case.
    for (const char* sign : {"\xC3\x85", "\xE2\x84\xAB", "\xC3\xA5", "\xC5", "\xE5"}) {
        if (name == sign) return 0.1;
    }
    if (!name.empty() && name.back() == 's') name.pop_back();
    constexpr std::array<std::pair<std::string_view, double>, 14> kNames = {{{"nanometer", 1},
                                                                             {"nanometre", 1},
                                                                             {"micron", 1e3},
                                                                             {"micrometer", 1e3},
                                                                             {"micrometre", 1e3},
                                                                             {"millimeter", 1e6},
                                                                             {"millimetre", 1e6},
                                                                             {"centimeter", 1e7},
                                                                             {"centimetre", 1e7},
                                                                             {"meter", 1e9},
                                                                             {"metre", 1e9},
                                                                             {"angstrom", 0.1},
                                                                             {"inch", 2.54e7},
                                                                             {"inche", 2.54e7}}};
    for (const auto& [word, nanometres] : kNames) {
        if (name == word) return nanometres;
    }
    return std::nullopt;
}

bool isPlausible(double nanometres) {
    return nanometres >= 0.01 && nanometres < 1e5;
}

double rounded(double value) {
    return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr);
}

void setSpacingWithoutUnit(ImageHeader& header, double x, double y, double z) {
    const auto [least, most] = std::minmax({x, y, z});
    if (least >= 0.5 && most <= 1000) {
        header.spacing = {rounded(x), rounded(y), rounded(z)};
        header.spacingKnown = true;
        header.notes.push_back(
            fmt::format("The file has a voxel size of {:g} x {:g} x {:g} without a unit; it is "
                        "taken as nm.",
                        x, y, z));
    } else if (least > 0 && most < 0.01) {
        header.spacing = {rounded(x * 1e6), rounded(y * 1e6), rounded(z * 1e6)};
        header.spacingKnown = true;
    } else {
        header.spacingNoted = true;
        header.notes.push_back(
            fmt::format("The file has a voxel size of {:g} x {:g} x {:g} without a unit, which is "
                        "neither in nm nor in mm for such a stack; 4 x 4 x 50 nm is assumed.",
                        x, y, z));
    }
}

void setSpacing(ImageHeader& header, double x, double y, double z) {
    if (!isPlausible(x) || !isPlausible(y) || (z != 0 && !isPlausible(z))) {
        header.spacingNoted = true;
        header.notes.push_back(fmt::format(
            "The file has a voxel size of {:g} x {:g} x {:g} nm, which no electron microscope "
            "makes; 4 x 4 x 50 nm is assumed.",
            x, y, z));
        return;
    }
    header.spacing.x = rounded(x);
    header.spacing.y = rounded(y);
    if (z == 0) {
        header.spacingNoted = true;
        header.notes.push_back(
            fmt::format("The file has a pixel size of {:g} x {:g} nm, but no distance of its "
                        "slices; {:g} nm is assumed.",
                        header.spacing.x, header.spacing.y, header.spacing.z));
        return;
    }
    header.spacing.z = rounded(z);
    header.spacingKnown = true;
}

}  // namespace axolemma
