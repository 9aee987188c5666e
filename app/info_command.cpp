#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/model_facts.h"
#include "core/io/stack_reader.h"
#include "segmentation/library.h"

namespace axolemma {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
    std::string file;
    bool json = false;
};

bool isModel(const std::string& file) {
    char magic[8] = {};
    std::ifstream(file, std::ios::binary).read(magic, sizeof magic);
    return std::string_view(magic, sizeof magic) == "AXOMODEL";
}

Json jsonOf(const StackInfo& info, const std::string& file) {
    return {{"file", file},
            {"format", info.format},
            {"type", info.type},
            {"width", info.width},
            {"height", info.height},
            {"depth", info.depth},
            {"voxel_size_nm", {info.spacing.x, info.spacing.y, info.spacing.z}},
            {"voxel_size_known", info.spacingKnown},
            {"notes", info.notes}};
}

void print(const StackInfo& info, const std::string& file) {
    fmt::print(
        "{}\n  format      {}\n  voxels      {} x {} x {} of {}\n"
        "  voxel size  {:g} x {:g} x {:g} nm{}\n",
        file, info.format, info.width, info.height, info.depth, info.type, info.spacing.x,
        info.spacing.y, info.spacing.z, info.spacingKnown ? "" : " (assumed)");
    for (const std::string& note : info.notes) fmt::print("  note        {}\n", note);
}

int inform(const Arguments& arguments, Session&) {
    if (isModel(arguments.file)) {
        const ModelInfo model = readModelInfo(arguments.file);
        if (arguments.json)
            fmt::print("{}\n", jsonOf(model, arguments.file).dump());
        else
            fmt::print("{}", describe(model, arguments.file));
        return kSuccess;
    }
    const StackInfo info = readStackInfo(arguments.file);
    if (arguments.json)
        fmt::print(
            "{}\n",
            jsonOf(info, arguments.file).dump(-1, ' ', false, Json::error_handler_t::replace));
    else
        print(info, arguments.file);
    return kSuccess;
}

}  // namespace

void addInfoCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command =
        commands.add("info", "Say what a stack or a model file holds.", "axolemma info stack.tif",
                     [arguments](Session& session) { return inform(*arguments, session); });
    command->add_option("FILE", arguments->file, "a stack, a folder of slices or a model")
        ->type_name("")
        ->required();
    command->add_flag("--json", arguments->json, "print one JSON object");
}

}  // namespace axolemma
