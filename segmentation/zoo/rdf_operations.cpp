#include "segmentation/zoo/rdf_operations.h"

#include <fmt/format.h>

#include <stdexcept>

namespace axolemma::zoo {

namespace {

using Kind = Operation::Kind;

[[noreturn]] void refuse(const std::string& reason) {
    throw std::invalid_argument(reason);
}

std::vector<double> numbers(const YAML::Node& node, const std::string& what) {
    if (!node || node.IsNull()) refuse(fmt::format("{} is missing", what));
    std::vector<double> values;
    if (node.IsSequence())
        for (const YAML::Node& value : node) values.push_back(value.as<double>());
    else
        values.push_back(node.as<double>());
    if (values.empty()) refuse(fmt::format("{} is empty", what));
    return values;
}

std::vector<double> numbersOr(const YAML::Node& node, double usual) {
    return node && !node.IsNull() ? numbers(node, "a number") : std::vector<double>{usual};
}

/// "yx" (0.4), or a list of ids (0.5).
std::string axesOf(const YAML::Node& node) {
    std::string axes;
    if (!node || node.IsNull()) return axes;
    if (node.IsSequence())
        for (const YAML::Node& id : node) axes += axisLetter(id.as<std::string>());
    else
        axes = node.as<std::string>();
    return axes;
}

/// A number for each channel has to be along the channels.
void requireAlongChannels(const YAML::Node& arguments, const Operation& operation, bool newer) {
    if (operation.first.size() <= 1 && operation.second.size() <= 1) return;
    if (newer && arguments["axis"] && axisLetter(arguments["axis"].as<std::string>()) != 'c')
        refuse(fmt::format("{} has numbers along an axis that is not the channels",
                           nameOf(operation.kind)));
}

Operation operationFromNode(const YAML::Node& node, bool newer) {
    const YAML::Node id = node[newer ? "id" : "name"];
    if (!id || !id.IsScalar()) refuse("an operation has no name");
    const YAML::Node arguments = node["kwargs"];
    const auto argument = [&](const char* key) {
        return arguments && arguments.IsMap() ? arguments[key] : YAML::Node();
    };
    Operation operation{.kind = operationFrom(id.as<std::string>())};
    const std::string name = nameOf(operation.kind);
    const std::string mode =
        argument("mode") ? argument("mode").as<std::string>() : std::string("per_sample");
    if (mode == "per_dataset") refuse(name + " per_dataset needs a data set that is not there");
    if (const YAML::Node eps = argument("eps"); eps && !eps.IsNull())
        operation.eps = eps.as<double>();
    switch (operation.kind) {
        case Kind::Binarize:
            operation.first = numbers(argument("threshold"), name + ".threshold");
            break;
        case Kind::Clip:
            operation.first = numbers(argument("min"), name + ".min");
            operation.second = numbers(argument("max"), name + ".max");
            break;
        case Kind::ScaleLinear:
            operation.first = numbersOr(argument("gain"), 1);
            operation.second = numbersOr(argument("offset"), 0);
            break;
        case Kind::FixedZeroMeanUnitVariance:
            operation.first = numbers(argument("mean"), name + ".mean");
            operation.second = numbers(argument("std"), name + ".std");
            break;
        case Kind::ZeroMeanUnitVariance:
            // Spec 0.4 has one name for both.
            if (mode == "fixed") {
                operation.kind = Kind::FixedZeroMeanUnitVariance;
                operation.first = numbers(argument("mean"), name + ".mean");
                operation.second = numbers(argument("std"), name + ".std");
            }
            break;
        case Kind::ScaleRange:
            operation.first = numbersOr(argument("min_percentile"), 0);
            operation.second = numbersOr(argument("max_percentile"), 100);
            break;
        case Kind::EnsureDtype:
            if (argument("dtype")) operation.dtype = argument("dtype").as<std::string>();
            break;
        case Kind::Softmax:
            if (argument("axis") && axisLetter(argument("axis").as<std::string>()) != 'c')
                refuse("softmax is not over the channels");
            break;
        default:
            break;
    }
    if (operation.measures()) {
        operation.axes = axesOf(argument("axes"));
        const bool plane = operation.axes.find('y') != std::string::npos &&
                           operation.axes.find('x') != std::string::npos;
        if (!operation.axes.empty() && !plane)
            refuse(fmt::format("{} is not measured over y and x", name));
    }
    requireAlongChannels(arguments, operation, newer);
    for (const double deviation : operation.second)
        if (operation.kind == Kind::FixedZeroMeanUnitVariance && !(deviation > 0))
            refuse(name + ".std is not above 0");
    return operation;
}

}  // namespace

char axisLetter(const std::string& id) {
    if (id == "batch" || id == "b") return 'b';
    if (id == "channel" || id == "c") return 'c';
    if (id == "z" || id == "y" || id == "x") return id[0];
    refuse(fmt::format("the axis {} is not known", id));
}

std::vector<Operation> operationsFrom(const YAML::Node& list, bool newer) {
    std::vector<Operation> operations;
    if (!list || list.IsNull()) return operations;
    for (const YAML::Node& node : list) operations.push_back(operationFromNode(node, newer));
    return operations;
}

}  // namespace axolemma::zoo
