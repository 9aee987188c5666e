#include "app/window_command.h"

#include <fmt/format.h>

#include <filesystem>

#include "core/error.h"
#include "segmentation/library.h"
#if AXOLEMMA_HAS_WINDOW
#include "ui/run_window.h"
#endif

namespace axolemma {

namespace fs = std::filesystem;

std::shared_ptr<WindowArguments> addWindowArguments(CLI::App& app) {
    auto arguments = std::make_shared<WindowArguments>();
    app.add_option("STACK", arguments->stacks,
                   "a stack to open in the window; several are the slices of one series")
        ->type_name("");
    app.add_flag("--sample", arguments->sample, "open the built-in sample stack and segment it");
    app.add_flag("--segment", arguments->segment, "segment what was opened");
    app.add_option("--model", arguments->model, "the model to segment with: a name or a file")
        ->type_name("NAME|FILE");
    app.add_option("--device", arguments->device, "auto, cpu, cuda or cuda:N")->type_name("DEVICE");
    // For the benchmark and for pictures of the documentation.
    app.add_flag("--quit-after-first-slice", arguments->quitAfterFirstSlice)->group("");
    app.add_option("--screenshot", arguments->screenshot)->group("");
    return arguments;
}

int openWindow(const WindowArguments& arguments, int& argc, char** argv) {
    std::vector<fs::path> stacks;
    for (const std::string& stack : arguments.stacks) {
        std::error_code error;
        // HDF5 names a data set after the file: volume.h5:/volumes/raw.
        const std::string file = stack.substr(0, stack.find(":/"));
        if (!fs::exists(stack, error) && !fs::exists(file, error))
            throw Error(
                fmt::format("{}: there is no such file, and no command of that name; check "
                            "the name or see axolemma --help.",
                            stack));
        stacks.emplace_back(stack);
    }
#if AXOLEMMA_HAS_WINDOW
    // Said here: the window would take its own choice instead.
    if (!arguments.model.empty()) (void)findModel(arguments.model);
    WindowOptions options;
    options.sample = arguments.sample && stacks.empty();
    options.segmentAtOnce = arguments.segment || options.sample;
    options.model = arguments.model;
    options.device = arguments.device;
    options.quitAfterFirstSlice = arguments.quitAfterFirstSlice;
    options.screenshot = arguments.screenshot;
    return runWindow(argc, argv, stacks, options);
#else
    throw Error("This program was built without the window; see axolemma --help for its commands.");
#endif
}

}  // namespace axolemma
