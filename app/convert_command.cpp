#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/arguments.h"
#include "app/commands.h"

namespace axolemma {

namespace {

struct Arguments {
    std::vector<std::string> paths;
    std::vector<double> voxelSize;
};

int convert(const Arguments& arguments, Session& session) {
    const std::string& output = arguments.paths.back();
    const std::vector<std::string> inputs(arguments.paths.begin(), arguments.paths.end() - 1);
    requireWritable(output, true);
    requireApart({output}, inputs);
    const Stack stack = readInput(inputs, arguments.voxelSize, session);
    writeOutput(output, stack, session);
    session.console.done(fmt::format("{}: {} voxels of {}, values unchanged", output, sizeOf(stack),
                                     stack.typeName()),
                         {{"output", output}, {"type", stack.typeName()}});
    return kSuccess;
}

}  // namespace

void addConvertCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command = commands.add(
        "convert", "Write a stack in another format; values, order and voxel size stay.",
        "axolemma convert labels.tif labels.nrrd",
        [arguments](Session& session) { return convert(*arguments, session); });
    command
        ->add_option("FILES", arguments->paths,
                     "IN...: a stack, or the slices of a series; OUT: .tif, .nrrd, .mha, .nii, .h5 "
                     "or .png")
        ->type_name("IN... OUT")
        ->required()
        ->expected(2, -1);
    addVoxelSize(*command, arguments->voxelSize);
}

}  // namespace axolemma
