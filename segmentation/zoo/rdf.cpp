#include "segmentation/zoo/rdf.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "segmentation/zoo/rdf_axes.h"
#include "segmentation/zoo/rdf_operations.h"

namespace axolemma::zoo {

namespace {

[[noreturn]] void refuse(const std::string& reason) {
    throw std::invalid_argument(reason);
}

std::string textOf(const YAML::Node& node) {
    return node && node.IsScalar() ? node.as<std::string>() : std::string();
}

/// The one tensor of a list of one.
YAML::Node onlyOne(const YAML::Node& root, const char* key) {
    const YAML::Node list = root[key];
    if (!list || !list.IsSequence() || list.size() == 0)
        refuse(fmt::format("the field {} is missing", key));
    if (list.size() > 1 && std::string(key) == "inputs")
        refuse("the model wants several inputs; only models of one image can be used");
    return list[0];
}

NamedFile fileFrom(const YAML::Node& node, const std::string& what) {
    NamedFile file;
    if (node && node.IsMap()) {
        file.source = textOf(node["source"]);
        file.sha256 = textOf(node["sha256"]);
    } else {
        file.source = textOf(node);
    }
    if (file.source.find("://") != std::string::npos)
        refuse(fmt::format("{} is not in the package but at {}", what, file.source));
    return file;
}

/// "type: torchscript" weights of either version.
NamedFile weightsFrom(const YAML::Node& root) {
    const YAML::Node weights = root["weights"];
    if (!weights || !weights.IsMap()) refuse("the field weights is missing");
    const YAML::Node script = weights["torchscript"];
    if (!script) {
        std::string kinds;
        for (const auto& entry : weights)
            kinds += (kinds.empty() ? "" : ", ") + entry.first.as<std::string>();
        refuse(fmt::format("it has no TorchScript weights (but {})", kinds));
    }
    NamedFile file = fileFrom(script, "the weights");
    if (file.source.empty()) refuse("the field weights.torchscript.source is missing");
    if (file.sha256.empty()) refuse("the field weights.torchscript.sha256 is missing");
    return file;
}

void tellAbout(const YAML::Node& root, ModelInfo& info) {
    info.name = textOf(root["name"]);
    if (info.name.empty()) refuse("the field name is missing");
    info.description = textOf(root["description"]);
    info.licence = textOf(root["license"]);
    for (const YAML::Node& entry : root["cite"]) {
        std::string one = textOf(entry["text"]);
        if (const std::string doi = textOf(entry["doi"]); !doi.empty()) one += " doi:" + doi;
        info.citation += (info.citation.empty() ? "" : "; ") + one;
    }
    std::string authors;
    for (const YAML::Node& author : root["authors"])
        authors += (authors.empty() ? "" : ", ") + textOf(author["name"]);
    if (!authors.empty()) info.provenance["authors"] = authors;
    for (const char* key : {"id", "version", "timestamp"})
        if (const std::string value = textOf(root[key]); !value.empty())
            info.provenance[key] = value;
    const YAML::Node data = root["training_data"];
    if (data && data.IsMap() && data["id"]) info.provenance["images"] = textOf(data["id"]);
    // Ours say how labels are best made of their maps.
    const YAML::Node config = root["config"];
    const YAML::Node own = config && config.IsMap() ? config["axolemma"] : YAML::Node();
    if (own && own.IsMap() && own["threshold"]) {
        const auto threshold = own["threshold"].as<float>();
        if (threshold >= 0 && threshold <= 1) info.partition.threshold = threshold;
    }
}

Description parse(const YAML::Node& root) {
    if (!root.IsMap()) refuse("its description is not a list of fields");
    if (const std::string type = textOf(root["type"]); !type.empty() && type != "model")
        refuse(fmt::format("it describes a {}, not a model", type));
    const std::string version = textOf(root["format_version"]);
    const bool newer = version.starts_with("0.5.");
    if (!newer && !version.starts_with("0.4."))
        refuse(version.empty() ? "the field format_version is missing"
                               : fmt::format("its spec {} is not 0.4 or 0.5", version));
    Description description;
    tellAbout(root, description.info);
    description.info.provenance["specification"] = version;
    description.weights = weightsFrom(root);
    const YAML::Node input = onlyOne(root, "inputs");
    const YAML::Node output = onlyOne(root, "outputs");
    if (newer) {
        readAxes05(input, output, description);
        description.testInput = fileFrom(input["test_tensor"], "a test tensor");
        description.testOutput = fileFrom(output["test_tensor"], "a test tensor");
    } else {
        readAxes04(input, output, description);
        if (root["test_inputs"] && root["test_inputs"].size() > 0)
            description.testInput = fileFrom(root["test_inputs"][0], "a test tensor");
        if (root["test_outputs"] && root["test_outputs"].size() > 0)
            description.testOutput = fileFrom(root["test_outputs"][0], "a test tensor");
    }
    if (description.testInput.source.empty() || description.testOutput.source.empty())
        refuse("its test tensors are missing");
    description.use.before = operationsFrom(input["preprocessing"], newer);
    description.use.after = operationsFrom(output["postprocessing"], newer);
    return description;
}

}  // namespace

Description parseDescription(const std::string& yaml) {
    // Far more than any description needs; aliases of aliases would grow without end.
    constexpr std::size_t kLongest = std::size_t{1} << 20;
    if (yaml.size() > kLongest) refuse("its description is longer than 1 MiB");
    if (yaml.find("*") != std::string::npos && std::count(yaml.begin(), yaml.end(), '&') > 100)
        refuse("its description refers to itself too often");
    return parse(YAML::Load(yaml));
}

}  // namespace axolemma::zoo
