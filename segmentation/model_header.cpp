#include "segmentation/model_header.h"

#include <fmt/format.h>

#include <stdexcept>

namespace axolemma::detail {

using nlohmann::json;

std::int64_t wholeNumber(const json& j, std::int64_t lowest, std::int64_t highest) {
    if (!j.is_number_integer() ||
        (j.is_number_unsigned() && j.get<std::uint64_t>() > static_cast<std::uint64_t>(highest)) ||
        j.get<std::int64_t>() < lowest || j.get<std::int64_t>() > highest)
        throw std::invalid_argument(
            fmt::format("{} is not a whole number from {} to {}", j.dump(), lowest, highest));
    return j.get<std::int64_t>();
}

namespace {

json toJson(const Architecture& a) {
    return {{"kind", "deep contextual network"}, {"width", a.width},
            {"input_slices", a.inputSlices},     {"full_resolution", a.fullResolution},
            {"batch_norm", a.batchNorm},         {"decoder", a.decoder}};
}

Architecture architectureFrom(const json& j) {
    if (j.at("kind") != "deep contextual network")
        throw std::invalid_argument("the network is of a kind this version does not know");
    Architecture a{.width = static_cast<int>(wholeNumber(j.at("width"), 4, 128)),
                   .inputSlices = static_cast<int>(wholeNumber(j.at("input_slices"), 1, 5)),
                   .fullResolution = j.at("full_resolution"),
                   .batchNorm = j.at("batch_norm"),
                   .decoder = j.at("decoder")};
    if (a.width % 2 != 0) throw std::invalid_argument("the width is not even");
    if (a.inputSlices % 2 == 0)
        throw std::invalid_argument("the number of input slices is not 1, 3 or 5");
    return a;
}

json toJson(const Refinement& r) {
    return {
        {"weight", r.weight}, {"sigma", r.sigma}, {"depth", r.depth}, {"join_below", r.joinBelow}};
}

Refinement refinementFrom(const json& j) {
    const Refinement r{.weight = j.at("weight"),
                       .sigma = j.at("sigma"),
                       .depth = j.at("depth"),
                       .joinBelow = j.at("join_below")};
    const auto share = [](float v) { return v >= 0 && v <= 1; };
    if (!(share(r.weight) && share(r.depth) && share(r.joinBelow) && r.sigma >= 0 &&
          r.sigma <= 100))
        throw std::invalid_argument("the refinement of the boundaries has impossible numbers");
    return r;
}

}  // namespace

json toJson(const ModelInfo& info) {
    const ValidationScores& v = info.validation;
    json further = json::array();
    for (const Architecture& network : info.furtherNetworks) further.push_back(toJson(network));
    return {{"name", info.name},
            {"description", info.description},
            {"architecture", toJson(info.architecture)},
            {"further_networks", std::move(further)},
            {"normalisation", "robust window, zero mean, unit deviation"},
            {"pixel_size_nm", info.pixelSize},
            {"threshold", info.partition.threshold},
            {"smallest_component", info.partition.smallest},
            {"refinement", toJson(info.partition.refinement)},
            {"validation",
             {{"slices", v.slices},
              {"v_rand_map", v.vRandMap},
              {"v_rand_labels", v.vRandLabels},
              {"v_info_map", v.vInfoMap},
              {"pixel_error", v.pixelError},
              {"v_rand_labels_per_slice", v.perSlice}}},
            {"provenance", info.provenance},
            {"licence", info.licence},
            {"citation", info.citation}};
}

ModelInfo infoFrom(const json& j) {
    ModelInfo info;
    info.name = j.at("name");
    info.description = j.at("description");
    info.architecture = architectureFrom(j.at("architecture"));
    if (j.contains("further_networks"))
        for (const json& network : j.at("further_networks"))
            info.furtherNetworks.push_back(architectureFrom(network));
    if (networksIn(info) > kMostNetworks)
        throw std::invalid_argument("the ensemble has too many networks");
    info.pixelSize = j.at("pixel_size_nm");
    info.partition = {
        .threshold = j.at("threshold"),
        .smallest =
            static_cast<std::uint32_t>(wholeNumber(j.at("smallest_component"), 0, 0xFFFFFFFF)),
        // Models from before there was one are made into labels as they always were.
        .refinement = j.contains("refinement") ? refinementFrom(j.at("refinement")) : Refinement()};
    if (!(info.pixelSize > 0.01 && info.pixelSize < 1e6))
        throw std::invalid_argument("the pixel size is not a positive number of nanometres");
    if (!(info.partition.threshold >= 0 && info.partition.threshold <= 1))
        throw std::invalid_argument("the threshold is not between 0 and 1");
    if (j.at("normalisation") != "robust window, zero mean, unit deviation")
        throw std::invalid_argument("the input normalisation is one this version does not know");
    const json& v = j.at("validation");
    info.validation = {.vRandMap = v.at("v_rand_map"),
                       .vRandLabels = v.at("v_rand_labels"),
                       .vInfoMap = v.at("v_info_map"),
                       .pixelError = v.at("pixel_error"),
                       .perSlice = v.at("v_rand_labels_per_slice"),
                       .slices = v.at("slices")};
    info.provenance = j.at("provenance");
    info.licence = j.at("licence");
    info.citation = j.at("citation");
    return info;
}

}  // namespace axolemma::detail
