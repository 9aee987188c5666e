#include "segmentation/zoo/description.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include "core/version.h"

namespace axolemma::zoo {

namespace {

constexpr const char* kSpecification = "0.5.3";
/// Of core/contrast.h.
constexpr double kLowest = 0.35, kHighest = 99.65;

YAML::Node list(const std::vector<std::string>& values) {
    YAML::Node node;
    for (const std::string& value : values) node.push_back(value);
    return node;
}

YAML::Node axis(const std::string& type, const std::string& id) {
    YAML::Node node;
    node["type"] = type;
    node["id"] = id;
    return node;
}

YAML::Node channelAxis(const std::vector<std::string>& names) {
    YAML::Node node = axis("channel", "channel");
    node["channel_names"] = list(names);
    return node;
}

YAML::Node batchAxis() {
    YAML::Node node;
    node["type"] = "batch";
    return node;
}

YAML::Node spaceAxis(const ModelInfo& info, const std::string& id) {
    YAML::Node node = axis("space", id);
    node["unit"] = "nanometer";
    node["scale"] = info.pixelSize;
    return node;
}

int halo(const ModelInfo& info) {
    int radius = info.architecture.receptiveRadius();
    for (const Architecture& network : info.furtherNetworks)
        radius = std::max(radius, network.receptiveRadius());
    return radius;
}

YAML::Node file(const PackageFacts& facts, const std::string& name) {
    YAML::Node node;
    node["source"] = name;
    if (const auto hash = facts.hashes.find(name); hash != facts.hashes.end())
        node["sha256"] = hash->second;
    return node;
}

YAML::Node operationNode(const Operation& operation) {
    YAML::Node node;
    node["id"] = nameOf(operation.kind);
    YAML::Node arguments;
    if (operation.kind == Operation::Kind::EnsureDtype) arguments["dtype"] = operation.dtype;
    if (operation.measures()) {
        arguments["axes"] = list({"channel", "y", "x"});
        arguments["eps"] = operation.eps;
    }
    if (operation.kind == Operation::Kind::ScaleRange) {
        arguments["min_percentile"] = operation.first.at(0);
        arguments["max_percentile"] = operation.second.at(0);
    }
    if (operation.kind == Operation::Kind::Clip) {
        arguments["min"] = operation.first.at(0);
        arguments["max"] = operation.second.at(0);
    }
    node["kwargs"] = arguments;
    return node;
}

YAML::Node inputNode(const PackageFacts& facts) {
    const int slices = facts.info.architecture.inputSlices;
    YAML::Node node;
    node["id"] = "raw";
    node["description"] = slices == 1 ? "a slice" : "a slice between its neighbours";
    node["axes"].push_back(batchAxis());
    node["axes"].push_back(channelAxis(sliceChannels(slices)));
    for (const char* id : {"y", "x"}) {
        YAML::Node space = spaceAxis(facts.info, id);
        // Twice the halo, and something in between.
        space["size"]["min"] = 2 * halo(facts.info) + 16;
        space["size"]["step"] = 8;
        node["axes"].push_back(space);
    }
    node["data"]["type"] = "uint8";
    node["test_tensor"] = file(facts, kTestInput);
    for (const Operation& operation : normalisationOperations())
        node["preprocessing"].push_back(operationNode(operation));
    return node;
}

YAML::Node outputNode(const PackageFacts& facts) {
    YAML::Node node;
    node["id"] = "cell";
    node["description"] = "probability that a pixel is cell, not membrane";
    node["axes"].push_back(batchAxis());
    node["axes"].push_back(channelAxis({"cell"}));
    for (const char* id : {"y", "x"}) {
        YAML::Node space = spaceAxis(facts.info, id);
        space["size"]["tensor_id"] = "raw";
        space["size"]["axis_id"] = id;
        space["halo"] = halo(facts.info);
        node["axes"].push_back(space);
    }
    node["data"]["type"] = "float32";
    node["data"]["range"].push_back(0.0);
    node["data"]["range"].push_back(1.0);
    node["test_tensor"] = file(facts, kTestOutput);
    return node;
}

std::string descriptionText(const ModelInfo& info) {
    const std::string text = info.description.empty()
                                 ? "Probability of cell in electron micrographs of neural tissue"
                                 : info.description;
    constexpr std::size_t kLongest = 1000;
    return text.substr(0, kLongest);
}

}  // namespace

std::vector<std::string> sliceChannels(int count) {
    std::vector<std::string> names;
    for (int i = -(count / 2); i <= count / 2; ++i)
        names.push_back(i == 0 ? "slice_0"
                               : fmt::format("slice_{}_{}", i < 0 ? "minus" : "plus", std::abs(i)));
    return names;
}

std::vector<Operation> normalisationOperations() {
    using Kind = Operation::Kind;
    return {{.kind = Kind::EnsureDtype},
            {.kind = Kind::ScaleRange, .first = {kLowest}, .second = {kHighest}, .axes = "cyx"},
            {.kind = Kind::Clip, .first = {0}, .second = {1}},
            {.kind = Kind::ZeroMeanUnitVariance, .axes = "cyx"}};
}

std::string descriptionOf(const PackageFacts& facts) {
    const ModelInfo& info = facts.info;
    YAML::Node root;
    root["type"] = "model";
    root["format_version"] = kSpecification;
    root["name"] = facts.name;
    root["description"] = descriptionText(info);
    for (const std::string& author : facts.authors) {
        YAML::Node person;
        person["name"] = author;
        root["authors"].push_back(person);
    }
    YAML::Node citation;
    citation["text"] = info.citation.empty() ? facts.name : info.citation;
    if (!facts.doi.empty()) citation["doi"] = facts.doi;
    if (!facts.url.empty()) citation["url"] = facts.url;
    root["cite"].push_back(citation);
    root["license"] = facts.licence;
    root["documentation"] = kDocumentation;
    root["covers"].push_back(kCover);
    root["tags"] = list({"segmentation", "boundary-prediction", "electron-microscopy", "neurons",
                         "membranes", "2d", "pytorch", "axolemma"});
    root["inputs"].push_back(inputNode(facts));
    root["outputs"].push_back(outputNode(facts));
    YAML::Node weights = file(facts, kWeightsFile);
    weights["pytorch_version"] = facts.torchVersion;
    root["weights"]["torchscript"] = weights;
    YAML::Node own;
    own["program"] = fmt::format("Axolemma {}", kVersion);
    own["model"] = info.name;
    own["architecture"] = info.architecture.description();
    own["threshold"] = info.partition.threshold;
    own["smallest_component"] = info.partition.smallest;
    for (const auto& [what, value] : info.provenance) own["provenance"][what] = value;
    root["config"]["axolemma"] = own;
    YAML::Emitter out;
    out.SetDoublePrecision(6);
    out << root;
    return std::string(out.c_str()) + '\n';
}

std::string documentationOf(const PackageFacts& facts) {
    const ModelInfo& info = facts.info;
    std::string text = fmt::format(
        "# {}\n\n{}\n\nA {}{}. It gives the probability that a pixel is cell, not membrane; "
        "neurons "
        "are its connected regions above {:.2f} after thinning and watershed.\n\n"
        "- Pixels: {:g} nm. Sides are multiples of 8.\n- Licence: {}\n- Cite: {}\n- Authors: {}\n",
        facts.name, descriptionText(info), info.architecture.description(),
        networksIn(info) > 1 ? fmt::format(", the mean of {} networks", networksIn(info)) : "",
        info.partition.threshold, info.pixelSize, facts.licence,
        info.citation.empty() ? facts.name : info.citation, fmt::join(facts.authors, ", "));
    if (const ValidationScores& v = info.validation; !v.slices.empty())
        text += fmt::format(
            "\n## Validation\n\nOn slices {} that were held out: V_Rand {:.4f} of the map, {:.4f} "
            "of "
            "the labels, V_Info {:.4f}, pixel error {:.4f}.\n",
            v.slices, v.vRandMap, v.vRandLabels, v.vInfoMap, v.pixelError);
    text += "\n## Training\n\n";
    for (const auto& [what, value] : info.provenance)
        text += fmt::format("- {}: {}\n", what, value);
    text += fmt::format(
        "\n## Normalisation\n\nThe quantiles {:g} % and {:g} % become 0 and 1, what lies outside "
        "is "
        "clipped, and mean and deviation become 0 and 1. Axolemma itself leaves padding and "
        "clipped pixels out of mean and deviation, and measures over the whole stack: on the test "
        "image the probabilities differ by {:.5f} on average, {:.4f} at most.\n",
        kLowest, kHighest, facts.meanDifference, facts.largestDifference);
    return text;
}

}  // namespace axolemma::zoo
