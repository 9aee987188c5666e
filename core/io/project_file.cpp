#include "core/io/project_file.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/io/input_file.h"
#include "core/io/journal_json.h"
#include "core/io/sha256.h"
#include "core/version.h"

namespace axolemma {

namespace fs = std::filesystem;
using journal_json::numberFrom;
using journal_json::textFrom;
using nlohmann::json;

namespace {

constexpr const char* kFormat = "axolemma project";

json toJson(const StackReference& stack) {
    json j{{"path", stack.path},     {"relative", stack.relative}, {"width", stack.width},
           {"height", stack.height}, {"depth", stack.depth},       {"type", stack.type},
           {"sample", stack.sample}};
    if (!stack.files.empty()) j["files"] = stack.files;
    if (stack.spacing) j["spacing"] = {stack.spacing->x, stack.spacing->y, stack.spacing->z};
    return j;
}

Spacing spacingFrom(const json& j) {
    const std::array<double, 3> size = j;
    for (const double side : size)
        if (!(std::isfinite(side) && side > 0))
            throw std::invalid_argument("has a voxel size that is none");
    return {size[0], size[1], size[2]};
}

StackReference stackFrom(const json& j) {
    const auto length = [&](const char* name) {
        return static_cast<int>(numberFrom(j.at(name), 1, std::numeric_limits<int>::max()));
    };
    StackReference stack{.path = textFrom(j.at("path")),
                         .relative = textFrom(j.at("relative")),
                         .files = {},
                         .width = length("width"),
                         .height = length("height"),
                         .depth = length("depth"),
                         .type = textFrom(j.at("type")),
                         .sample = textFrom(j.at("sample")),
                         .spacing = {}};
    if (!Sha256::isPart(stack.sample)) throw std::invalid_argument("has no sample of the stack");
    if (j.contains("files"))
        for (const json& file : j.at("files")) stack.files.push_back(textFrom(file));
    if (j.contains("spacing")) stack.spacing = spacingFrom(j.at("spacing"));
    return stack;
}

ProjectFile fileFrom(const json& j) {
    ProjectFile file;
    file.stack = stackFrom(j.at("stack"));
    for (const auto& [name, value] : j.at("settings").items())
        file.settings[name] = textFrom(value);
    return file;
}

}  // namespace

ProjectFile readProjectFile(const fs::path& folder) {
    const fs::path path = folder / project_layout::kProject;
    std::error_code ignored;
    if (!fs::exists(path, ignored))
        throw Error(
            fmt::format("{} is no project of Axolemma: there is no {} in it. Choose a "
                        "folder whose name ends with .axo.",
                        folder.string(), project_layout::kProject));
    const InputFile input(path.string());
    const json j = json::parse(input.head(static_cast<std::size_t>(input.size())), nullptr, false);
    std::string reason = "is not written as JSON";
    try {
        if (j.is_object() && j.at("format") != kFormat)
            throw std::invalid_argument("is not that of a project");
        if (j.is_object() && numberFrom(j.at("version"), 1, 1U << 30U) > ProjectFile::kVersion)
            throw Error(fmt::format(
                "{}: was made by a newer version of Axolemma (its layout has version {}, this one "
                "knows {}). Update Axolemma; nothing was changed.",
                folder.string(), j.at("version").dump(), ProjectFile::kVersion));
        if (j.is_object()) return fileFrom(j);
    } catch (const json::exception&) {
        reason = "lacks what belongs in it";
    } catch (const std::invalid_argument& wrong) {
        reason = wrong.what();
    }
    throw Error(
        fmt::format("{}: the file of the project {}. Take it from a copy of the project; "
                    "the journal beside it is not affected.",
                    path.string(), reason));
}

void writeProjectFile(const fs::path& folder, const ProjectFile& file) {
    const json j = {{"format", kFormat},
                    {"version", ProjectFile::kVersion},
                    {"program", fmt::format("axolemma {}", axolemma::kVersion)},
                    {"stack", toJson(file.stack)},
                    {"settings", file.settings}};
    writeFileAtomically(folder / project_layout::kProject,
                        j.dump(1, ' ', false, json::error_handler_t::replace) + '\n');
}

}  // namespace axolemma
