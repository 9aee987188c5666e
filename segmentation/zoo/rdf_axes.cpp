#include "segmentation/zoo/rdf_axes.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <stdexcept>

#include "segmentation/zoo/rdf_operations.h"

namespace axolemma::zoo {

namespace {

[[noreturn]] void refuse(const std::string& reason) {
    throw std::invalid_argument(reason);
}

constexpr const char* kNotMapped = "the model does not map pixels to pixels: ";

ForeignAxis& axisOf(ForeignUse& use, char letter) {
    return letter == 'z' ? use.z : letter == 'y' ? use.y : use.x;
}

bool isSpace(char letter) {
    return letter == 'z' || letter == 'y' || letter == 'x';
}

int whole(const YAML::Node& node, int lowest, const std::string& what) {
    constexpr int kLargest = 1 << 16;
    if (!node || !node.IsScalar()) refuse(fmt::format("{} is missing", what));
    const int value = node.as<int>();
    if (value < lowest || value > kLargest)
        refuse(fmt::format("{} is {}, which cannot be", what, value));
    return value;
}

double nanometres(const std::string& unit) {
    static const std::map<std::string, double> sizes{{"nanometer", 1},    {"micrometer", 1e3},
                                                     {"millimeter", 1e6}, {"picometer", 1e-3},
                                                     {"angstrom", 0.1},   {"meter", 1e9}};
    const auto found = sizes.find(unit);
    return found == sizes.end() ? 0 : found->second;
}

void requirePlane(const std::string& axes, const char* which) {
    if (axes.find('y') == std::string::npos || axes.find('x') == std::string::npos)
        refuse(fmt::format("the {} has no axes y and x", which));
}

void requireSame(const ForeignUse& use) {
    requirePlane(use.inputAxes, "input");
    requirePlane(use.outputAxes, "output");
    const bool in = use.inputAxes.find('z') != std::string::npos;
    const bool out = use.outputAxes.find('z') != std::string::npos;
    if (in != out) refuse(std::string(kNotMapped) + "only one of input and output has an axis z");
    for (const ForeignAxis* axis : {&use.z, &use.y, &use.x})
        if (axis->step == 0 && axis->smallest - 2 * axis->lost <= 2 * axis->halo)
            refuse("its halo leaves nothing of its blocks");
}

std::vector<std::string> namesOf(const YAML::Node& axis) {
    std::vector<std::string> names;
    for (const YAML::Node& name : axis["channel_names"]) names.push_back(name.as<std::string>());
    return names;
}

/// The letter of an axis of spec 0.5.
char letterOf(const YAML::Node& axis) {
    const std::string type = axis["type"] ? axis["type"].as<std::string>() : "";
    if (type == "batch" || type == "channel") return axisLetter(type);
    if (type != "space") refuse(fmt::format("axes of the type {} are not known", type));
    return axisLetter(axis["id"] ? axis["id"].as<std::string>() : "x");
}

}  // namespace

void readAxes05(const YAML::Node& input, const YAML::Node& output, Description& description) {
    ForeignUse& use = description.use;
    use.inputAxes.clear();
    use.outputAxes.clear();
    for (const YAML::Node& axis : input["axes"]) {
        const char letter = letterOf(axis);
        use.inputAxes += letter;
        if (letter == 'c') {
            description.inputChannels = namesOf(axis);
            use.channels = std::max(1, static_cast<int>(description.inputChannels.size()));
        }
        if (!isSpace(letter)) continue;
        ForeignAxis& own = axisOf(use, letter);
        const YAML::Node size = axis["size"];
        const std::string what = fmt::format("the size of {}", letter);
        if (size && size.IsMap() && size["min"]) {
            own.smallest = whole(size["min"], 1, what + ", min");
            own.step = whole(size["step"], 1, what + ", step");
        } else if (size && size.IsMap()) {
            refuse(what + " is that of another tensor, which only one input cannot have");
        } else {
            own.smallest = whole(size, 1, what);
            own.step = 0;
        }
        const double unit = axis["unit"] && axis["unit"].IsScalar()
                                ? nanometres(axis["unit"].as<std::string>())
                                : 0;
        if (letter == 'x' && axis["scale"])
            description.pixelSize = unit * axis["scale"].as<double>();
    }
    for (const YAML::Node& axis : output["axes"]) {
        const char letter = letterOf(axis);
        use.outputAxes += letter;
        if (letter == 'c') description.outputChannels = namesOf(axis);
        if (!isSpace(letter)) continue;
        ForeignAxis& own = axisOf(use, letter);
        if (axis["halo"]) own.halo = whole(axis["halo"], 0, "a halo");
        const YAML::Node size = axis["size"];
        if (size && size.IsMap() && size["offset"]) {
            const int offset = size["offset"].as<int>();
            if (offset > 0 || offset % 2 != 0 || offset < -4096)
                refuse(
                    fmt::format("{}along {} the output is {} longer", kNotMapped, letter, offset));
            own.lost = -offset / 2;
        } else if (size && size.IsScalar()) {
            const int length = whole(size, 1, "the size of an output");
            if (own.step != 0 || length > own.smallest || (own.smallest - length) % 2 != 0)
                refuse(fmt::format("{}along {} the output has {} pixels whatever the input",
                                   kNotMapped, letter, length));
            own.lost = (own.smallest - length) / 2;
        }
    }
    if (input["data"] && input["data"].IsMap() && input["data"]["type"] && !input["preprocessing"])
        use.dtype = input["data"]["type"].as<std::string>();
    requireSame(use);
}

void readAxes04(const YAML::Node& input, const YAML::Node& output, Description& description) {
    ForeignUse& use = description.use;
    const auto letters = [](const YAML::Node& tensor, const char* which) {
        if (!tensor["axes"] || !tensor["axes"].IsScalar())
            refuse(fmt::format("the axes of the {} are missing", which));
        std::string axes = tensor["axes"].as<std::string>();
        for (const char letter : axes) (void)axisLetter(std::string(1, letter));
        return axes;
    };
    use.inputAxes = letters(input, "input");
    use.outputAxes = letters(output, "output");
    const YAML::Node shape = input["shape"];
    if (!shape) refuse("the shape of the input is missing");
    const bool free = shape.IsMap();
    for (std::size_t i = 0; i < use.inputAxes.size(); ++i) {
        const char letter = use.inputAxes[i];
        const int smallest = whole((free ? shape["min"] : shape)[i], 1, "the shape of the input");
        if (letter == 'c') use.channels = smallest;
        if (!isSpace(letter)) continue;
        ForeignAxis& own = axisOf(use, letter);
        own.smallest = smallest;
        own.step = free ? whole(shape["step"][i], 0, "a step of the input") : 0;
    }
    const YAML::Node outShape = output["shape"];
    if (!outShape) refuse("the shape of the output is missing");
    for (std::size_t i = 0; i < use.outputAxes.size(); ++i) {
        const char letter = use.outputAxes[i];
        if (!isSpace(letter)) {
            if (letter == 'c' && outShape.IsSequence() && outShape[i])
                description.outputChannels.resize(
                    static_cast<std::size_t>(whole(outShape[i], 1, "the output's channels")));
            continue;
        }
        ForeignAxis& own = axisOf(use, letter);
        if (outShape.IsMap()) {
            const double scale = outShape["scale"][i].as<double>();
            // Halves: the specification counts each side.
            const double offset = outShape["offset"] ? outShape["offset"][i].as<double>() : 0;
            if (scale != 1)
                refuse(fmt::format("{}along {} the output is {:g} times the input", kNotMapped,
                                   letter, scale));
            if (offset > 0 || offset != std::floor(offset))
                refuse(fmt::format("{}along {} the output is longer", kNotMapped, letter));
            own.lost = static_cast<int>(-offset);
        } else {
            const int length = whole(outShape[i], 1, "the shape of the output");
            if (own.step != 0 || length > own.smallest || (own.smallest - length) % 2 != 0)
                refuse(fmt::format("{}along {} the output has {} pixels whatever the input",
                                   kNotMapped, letter, length));
            own.lost = (own.smallest - length) / 2;
        }
        if (output["halo"]) own.halo = whole(output["halo"][i], 0, "a halo");
    }
    if (input["data_type"] && !input["preprocessing"])
        use.dtype = input["data_type"].as<std::string>();
    requireSame(use);
}

}  // namespace axolemma::zoo
