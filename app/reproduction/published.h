#pragma once

#include <optional>
#include <vector>

namespace axolemma {

/// What others have published, measured on the hidden test slices of the ISBI 2012 challenge.
struct PublishedScores {
    const char* system;
    std::optional<double> rand;
    std::optional<double> warping;
    std::optional<double> pixel;
    std::optional<double> vRand;
    std::optional<double> vInfo;
    /// Whether some of it could not be checked against the paper.
    bool unsure = false;
};

/// The table of Chen et al. (AAAI 2016) and the later board of the challenge (V_Rand and V_Info
/// after thinning).
const std::vector<PublishedScores>& publishedScores();

}  // namespace axolemma
