#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/partition.h"
#include "segmentation/architecture.h"

namespace axolemma {

/// The scores of a model on slices that it did not see in training.
struct ValidationScores {
    double vRandMap = 0;     ///< V_Rand (thin) of the map at its best threshold
    double vRandLabels = 0;  ///< V_Rand (thin) of the labels made by `ModelInfo::partition`
    double vInfoMap = 0;
    double pixelError = 0;
    std::vector<double> perSlice;  ///< V_Rand of the labels, slice by slice
    std::string slices;            ///< "20-23"; empty if there was no validation
};

/// Everything a model file says besides its weights.
struct ModelInfo {
    std::string name;
    std::string description;
    Architecture architecture;
    /// Of the further networks of an ensemble: their maps are averaged with those of the first.
    std::vector<Architecture> furtherNetworks{};
    /// The size of a pixel that the network was trained for, in nm.
    double pixelSize = 4.0;
    /// How labels are made of its maps: the best on the validation slices, where there were some.
    PartitionRule partition = PartitionRule::recommended();
    ValidationScores validation;
    /// What it was trained on and how: free text and numbers, shown and kept, never interpreted.
    std::map<std::string, std::string> provenance;
    std::string licence;
    std::string citation;
    /// What kind of program a model of others is, in a few words (foreign_model.h); empty for ours.
    std::string foreign{};
};

/// One parameter or buffer of the network, by name; values as float32 whatever the file holds.
struct NamedTensor {
    std::string name;
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};

/// The tensors of the first network have its own names; those of the k-th further one begin with
/// "k/", from "1/".
struct ModelFile {
    ModelInfo info;
    std::vector<NamedTensor> tensors;
};

/// As many networks as a model may have: twice the largest ensemble of Chen et al. 2016.
inline constexpr int kMostNetworks = 12;

/// Every network of a model, the first one first.
inline int networksIn(const ModelInfo& info) {
    return 1 + static_cast<int>(info.furtherNetworks.size());
}
inline const Architecture& architectureOf(const ModelInfo& info, int network) {
    return network == 0 ? info.architecture : info.furtherNetworks[network - 1];
}
/// What the first network is, for people.
inline std::string architectureInWords(const ModelInfo& info) {
    return info.foreign.empty() ? info.architecture.description() : info.foreign;
}
/// The tensors of one network, with their own names.
std::vector<NamedTensor> tensorsOf(const ModelFile& model, int network);

/// How weights are stored; half precision halves the file.
enum class Weights { Float32, Float16 };

/// The container: "AXOMODEL", format version and header length (both u32, little-endian), the
/// header as JSON, the tensors one after the other, and the CRC-64 of all that. No code is ever
/// loaded. An ensemble may refer to models beside it for its tensors (model_reference.h).
///
/// Throw `Error` that names the file: not a model, truncated, damaged (checksum), a newer version,
/// or a header that does not fit its tensors. Reading allocates no more than the file's size. Any
/// thread.
ModelFile readModelFile(const std::filesystem::path& path);
ModelInfo readModelInfo(const std::filesystem::path& path);
/// Written under a temporary name and renamed; text that is not UTF-8 has its bad bytes replaced.
/// Throws `Error` where the file cannot be written or what it says could not be read again (a value
/// that is not finite, a pixel size of 0, ...); an old file stays as it was.
void writeModelFile(const std::filesystem::path& path, const ModelFile& model,
                    Weights weights = Weights::Float32);

}  // namespace axolemma
