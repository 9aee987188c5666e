#include "segmentation/foreign_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/error.h"
#include "segmentation/model_container.h"
#include "segmentation/model_header.h"

namespace axolemma {

namespace {

using nlohmann::json;

constexpr int kLongest = 1 << 16;

json toJson(const ForeignAxis& axis) {
    return {
        {"smallest", axis.smallest}, {"step", axis.step}, {"halo", axis.halo}, {"lost", axis.lost}};
}

ForeignAxis axisFrom(const json& j) {
    const auto number = [&](const char* key, int lowest) {
        return static_cast<int>(detail::wholeNumber(j.at(key), lowest, kLongest));
    };
    return {number("smallest", 1), number("step", 0), number("halo", 0), number("lost", 0)};
}

json toJson(const std::vector<Operation>& operations) {
    json list = json::array();
    for (const Operation& o : operations)
        list.push_back({{"name", nameOf(o.kind)},
                        {"first", o.first},
                        {"second", o.second},
                        {"axes", o.axes},
                        {"eps", o.eps},
                        {"dtype", o.dtype}});
    return list;
}

std::vector<Operation> operationsFrom(const json& list) {
    std::vector<Operation> operations;
    for (const json& j : list)
        operations.push_back({.kind = operationFrom(j.at("name")),
                              .first = j.at("first"),
                              .second = j.at("second"),
                              .axes = j.at("axes"),
                              .eps = j.at("eps"),
                              .dtype = j.at("dtype")});
    return operations;
}

std::string axesFrom(const json& j) {
    const std::string axes = j;
    for (const char axis : axes)
        if (std::string_view("bczyx").find(axis) == std::string_view::npos ||
            std::count(axes.begin(), axes.end(), axis) > 1)
            throw std::invalid_argument("the axes " + axes + " cannot be");
    if (axes.find('y') == std::string::npos || axes.find('x') == std::string::npos)
        throw std::invalid_argument("the axes " + axes + " have no y and x");
    return axes;
}

json toJson(const ForeignUse& use) {
    return {{"input_axes", use.inputAxes},  {"output_axes", use.outputAxes},
            {"z", toJson(use.z)},           {"y", toJson(use.y)},
            {"x", toJson(use.x)},           {"channels", use.channels},
            {"neighbours", use.neighbours}, {"dtype", use.dtype},
            {"before", toJson(use.before)}, {"after", toJson(use.after)},
            {"channel", use.channel},       {"membrane", use.membrane}};
}

ForeignUse useFrom(const json& j) {
    return {.inputAxes = axesFrom(j.at("input_axes")),
            .outputAxes = axesFrom(j.at("output_axes")),
            .z = axisFrom(j.at("z")),
            .y = axisFrom(j.at("y")),
            .x = axisFrom(j.at("x")),
            .channels = static_cast<int>(detail::wholeNumber(j.at("channels"), 1, 64)),
            .neighbours = j.at("neighbours"),
            .dtype = j.at("dtype"),
            .before = operationsFrom(j.at("before")),
            .after = operationsFrom(j.at("after")),
            .channel = static_cast<int>(detail::wholeNumber(j.at("channel"), 0, 4096)),
            .membrane = j.at("membrane")};
}

}  // namespace

bool isForeignModel(const std::filesystem::path& path) {
    return detail::hasMagic(path, detail::kForeignFormat);
}

ForeignModel readForeignModel(const std::filesystem::path& path) {
    const detail::Container file = detail::readContainer(path, detail::kForeignFormat);
    ForeignModel model;
    try {
        const json& foreign = file.header.at("foreign");
        model.info = detail::infoFrom(file.header);
        model.info.foreign = foreign.at("words");
        model.use = useFrom(foreign.at("use"));
        model.limits.seconds = foreign.at("seconds");
        model.limits.memory = foreign.at("memory");
    } catch (const std::exception& e) {
        detail::throwBadHeader(path, e);
    }
    model.program = file.content();
    return model;
}

void writeForeignModel(const std::filesystem::path& path, const ForeignModel& model) {
    json header = detail::toJson(model.info);
    header["foreign"] = {{"words", model.info.foreign},
                         {"use", toJson(model.use)},
                         {"seconds", model.limits.seconds},
                         {"memory", model.limits.memory}};
    detail::writeContainer(path, detail::kForeignFormat, 1,
                           header.dump(-1, ' ', false, json::error_handler_t::replace),
                           model.program);
}

}  // namespace axolemma
