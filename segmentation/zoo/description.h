#pragma once

#include <map>
#include <string>
#include <vector>

#include "segmentation/model_file.h"
#include "segmentation/operations.h"

namespace axolemma::zoo {

inline constexpr const char* kWeightsFile = "weights.pt";
inline constexpr const char* kTestInput = "test_input.npy";
inline constexpr const char* kTestOutput = "test_output.npy";
inline constexpr const char* kCover = "cover.png";
inline constexpr const char* kDocumentation = "README.md";

/// What is said of a model that is exported.
struct PackageFacts {
    const ModelInfo& info;
    std::string name;
    std::vector<std::string> authors;
    std::string licence;
    std::string doi;
    std::string url;
    std::string torchVersion;
    /// Of the test output from Axolemma's own, in probability.
    double meanDifference = 0;
    double largestDifference = 0;
    /// SHA-256 of each file above.
    std::map<std::string, std::string> hashes{};
};

/// Our normalisation in the specification's operations, for an input of bcyx: the window's
/// quantiles become 0 and 1, what lies outside is clipped, and mean and deviation are taken of all.
/// Ours leaves what is clipped, and padding, out of mean and deviation.
std::vector<Operation> normalisationOperations();

/// rdf.yaml of spec 0.5.
std::string descriptionOf(const PackageFacts& facts);
/// README.md of the package.
std::string documentationOf(const PackageFacts& facts);

/// The names of an input's channels where they are neighbouring slices, the middle one the slice
/// itself: "slice_minus_1", "slice_0", "slice_plus_1".
std::vector<std::string> sliceChannels(int count);

}  // namespace axolemma::zoo
