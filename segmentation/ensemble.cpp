#include "segmentation/ensemble.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "core/error.h"

namespace axolemma {

namespace {

constexpr double kSamePixel = 0.03;

void requireSamePixel(const ModelInfo& first, const ModelInfo& other, const std::string& path) {
    if (std::abs(other.pixelSize / first.pixelSize - 1) <= kSamePixel) return;
    throw Error(
        fmt::format("{}: this model is for pixels of {:g} nm, the first one for {:g} nm; "
                    "average models of one size of pixel.",
                    path, other.pixelSize, first.pixelSize));
}

}  // namespace

ModelFile ensembleOf(const std::vector<std::filesystem::path>& models, const std::string& name) {
    if (models.empty()) throw Error("There is no model to average. Name two or more.");
    ModelFile ensemble;
    std::string members;
    int count = 0;
    for (const auto& path : models) {
        const ModelFile model = readModelFile(path);
        if (count == 0) {
            ensemble.info = model.info;
            ensemble.info.furtherNetworks.clear();
        }
        requireSamePixel(ensemble.info, model.info, path.string());
        members += (members.empty() ? "" : ", ") + path.stem().string();
        for (int i = 0; i < networksIn(model.info); ++i, ++count) {
            if (count == kMostNetworks)
                throw Error(fmt::format("{}: an ensemble has at most {} networks; leave some out.",
                                        path.string(), kMostNetworks));
            if (count > 0) ensemble.info.furtherNetworks.push_back(architectureOf(model.info, i));
            for (NamedTensor& tensor : tensorsOf(model, i)) {
                if (count > 0) tensor.name = fmt::format("{}/{}", count, tensor.name);
                ensemble.tensors.push_back(std::move(tensor));
            }
        }
    }
    ensemble.info.name = name;
    ensemble.info.description = fmt::format("the mean of {} networks", count);
    ensemble.info.validation = {};
    ensemble.info.provenance = {{"members", members}};
    return ensemble;
}

}  // namespace axolemma
