#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/arguments.h"
#include "app/commands.h"
#include "core/synthetic_stack.h"

namespace axolemma {

namespace {

struct Arguments {
    std::string output;
    std::string truth;
    std::vector<int> size;
    std::uint64_t seed = SyntheticSettings().seed;
};

int makeSample(const Arguments& arguments, Session& session) {
    requireWritable(arguments.output, true);
    if (!arguments.truth.empty()) requireWritable(arguments.truth, true);
    requireApart({arguments.output, arguments.truth}, {});
    SyntheticSettings settings;
    settings.seed = arguments.seed;
    if (!arguments.size.empty()) {
        settings.width = arguments.size[0];
        settings.height = arguments.size[1];
        settings.depth = arguments.size[2];
    }
    SyntheticStack sample = makeSyntheticStack(settings);
    const Spacing spacing = sample.images.spacing();
    writeOutput(arguments.output, sample.images, session);
    if (!arguments.truth.empty())
        writeOutput(arguments.truth, Stack(std::move(sample.truth), spacing), session);
    session.console.done(
        fmt::format("{}: a synthetic stack of {} voxels, {:g} x {:g} x {:g} nm{}", arguments.output,
                    sizeOf(sample.images), spacing.x, spacing.y, spacing.z,
                    arguments.truth.empty() ? "" : "; its truth is in " + arguments.truth),
        {{"output", arguments.output}, {"truth", arguments.truth}});
    return kSuccess;
}

}  // namespace

void addSampleCommand(Commands& commands) {
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command =
        commands.add("sample", "Make a synthetic stack whose true neurons are known.",
                     "axolemma sample stack.tif --truth truth.tif --size 512 512 16 --seed 1",
                     [arguments](Session& session) { return makeSample(*arguments, session); });
    command->add_option("OUT", arguments->output, "where the images go")->type_name("")->required();
    command
        ->add_option("--truth", arguments->truth,
                     "where the true neurons go: 32-bit ids, 0 = membrane")
        ->type_name("FILE");
    command->add_option("--size", arguments->size, "voxels, at least 64 x 64 x 1")
        ->type_name("X Y Z")
        ->expected(3)
        ->check(CLI::Range(1, 65536));
    command->add_option("--seed", arguments->seed, "the same seed gives the same bytes")
        ->type_name("N");
}

}  // namespace axolemma
