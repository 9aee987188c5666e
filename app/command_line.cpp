#include "app/command_line.h"

#include <fmt/format.h>

#include <clocale>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <new>
#include <vector>

#include "app/commands.h"
#include "app/interruption.h"
#include "app/window_command.h"
#include "core/error.h"
#include "core/version.h"

namespace axolemma {

namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  axolemma stack.tif                          open a stack in the window\n"
    "  axolemma segment stack.tif -o neurons.tif   segment it without a display\n"
    "  axolemma COMMAND --help                     more about a command, with an example\n"
    "\n"
    "Exit codes: 0 success, 1 failure, 2 wrong usage, 130 cancelled.";

// Folders of the machine that trained a model are nobody's business, so only file names are kept.
std::string callOf(int argc, char** argv) {
    std::string call = "axolemma";
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        const bool isPath = argument.find('/') != std::string::npos;
        call += ' ' + (isPath ? std::filesystem::path(argument).filename().string() : argument);
    }
    return call;
}

int runGuarded(Console& console, const std::function<int()>& work) {
    try {
        return work();
    } catch (const Cancelled&) {
        console.error("cancelled");
        return kCancelled;
    } catch (const Error& error) {
        console.error(error.what());
    } catch (const std::bad_alloc&) {
        console.error("there is not enough memory for this; use a smaller stack or close programs");
    } catch (const std::exception& error) {
        console.error(
            fmt::format("something unexpected went wrong ({}); please report this", error.what()));
    }
    return kFailure;
}

int runAction(const Action& action, Console& console, const std::string& call) {
    return runGuarded(console, [&] {
        const Interruption interruption;
        Session session{console, interruption.token(), call};
        return action(session);
    });
}

}  // namespace

CLI::App* Commands::add(const std::string& name, const std::string& description,
                        const std::string& example, Action action) {
    CLI::App* command = app_.add_subcommand(name, description);
    command->footer("Example:\n  " + example);
    command->add_flag_callback(
        "-q,--quiet", [this] { console_.setQuiet(true); }, "say nothing but errors");
    const std::map<std::string, Console::Style> styles{{"auto", Console::Style::Auto},
                                                       {"json", Console::Style::Json},
                                                       {"none", Console::Style::None}};
    command
        ->add_option_function<std::string>(
            "--progress",
            [this, styles](const std::string& style) { console_.setStyle(styles.at(style)); },
            "auto: a bar on a terminal; json: one JSON object a line on stderr; none")
        ->check(CLI::IsMember(styles))
        ->type_name("auto|json|none");
    command->callback([this, action = std::move(action)] { chosen_ = action; });
    return command;
}

int runCommandLine(int argc, char** argv) {
    Console console;
    CLI::App app("Axolemma segments neurons in serial-section electron microscopy.", "axolemma");
    app.set_version_flag("--version", fmt::format("axolemma {}", kVersion));
    app.footer(kExamples);
    app.require_subcommand(0, 1);
    app.get_formatter()->column_width(34);

    Commands commands(app, console);
    addSegmentCommand(commands);
    addTrainCommand(commands);
    addEvaluateCommand(commands);
    addSampleCommand(commands);
    addInfoCommand(commands);
    addConvertCommand(commands);
    addModelsCommand(commands);
    const std::shared_ptr<WindowArguments> window = addWindowArguments(app);

    try {
        app.parse(argc, argv);
        if (commands.chosen() && !window->stacks.empty())
            throw CLI::ExtrasError({window->stacks.front()});
    } catch (const CLI::Success& request) {
        return app.exit(request, std::cout, std::cerr) == 0 ? kSuccess : kFailure;
    } catch (const CLI::ParseError& error) {
        console.error(fmt::format("{}; see axolemma --help", error.what()));
        return kUsage;
    }
    if (commands.chosen()) return runAction(commands.chosen(), console, callOf(argc, argv));
    return runGuarded(console, [&] { return openWindow(*window, argc, argv); });
}

}  // namespace axolemma
