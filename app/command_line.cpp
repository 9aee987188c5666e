#include "app/command_line.h"

#include <fmt/format.h>

#include <clocale>
#include <filesystem>
#include <iostream>
#include <memory>
#include <new>
#include <vector>

#include "app/arguments.h"
#include "app/commands.h"
#include "app/interruption.h"
#include "app/window_command.h"
#include "core/error.h"
#include "core/version.h"

namespace axolemma {

namespace {

constexpr int kHelpColumn = 32;

constexpr const char* kExamples =
    "Examples:\n"
    "  axolemma stack.tif                          open a stack in the window\n"
    "  axolemma segment stack.tif -o neurons.tif   segment it without a display\n"
    "  axolemma COMMAND --help                     more about a command, with an example\n"
    "\n"
    "Exit codes: 0 success, 1 failure, 2 wrong usage, 130 cancelled.";

/// Help without the constraints that CLI11 writes between a name and its description.
class HelpFormatter : public CLI::Formatter {
  public:
    std::string make_option_opts(const CLI::Option* option) const override {
        const std::string type = option->get_type_name();
        return type.empty() ? "" : ' ' + type.substr(0, type.find(':'));
    }
    std::string make_option_desc(const CLI::Option* option) const override {
        std::string description = option->get_description();
        if (option->get_required()) description += " (required)";
        const std::string usual = option->get_default_str();
        if (!usual.empty()) description += fmt::format(" (default: {})", usual);
        return description;
    }
};

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
    addChoice<Console::Style>(
        *command, "--progress",
        {{"auto", Console::Style::Auto},
         {"json", Console::Style::Json},
         {"none", Console::Style::None}},
        [this](Console::Style style) { console_.setStyle(style); },
        "a bar on a terminal, or one JSON object a line on stderr");
    command->callback([this, action = std::move(action)] { chosen_ = action; });
    return command;
}

int runCommandLine(int argc, char** argv) {
    Console console;
    CLI::App app("Axolemma segments neurons in serial-section electron microscopy.", "axolemma");
    app.set_version_flag("--version", fmt::format("axolemma {}", kVersion));
    app.footer(kExamples);
    app.require_subcommand(0, 1);
    const auto formatter = std::make_shared<HelpFormatter>();
    formatter->column_width(kHelpColumn);
    app.formatter(formatter);

    Commands commands(app, console);
    addSegmentCommand(commands);
    addTrainCommand(commands);
    addRefineCommand(commands);
    addEvaluateCommand(commands);
    addReproduceCommand(commands);
    addProjectCommand(commands);
    addApplyCommand(commands);
    addResegmentCommand(commands);
    addRetrainCommand(commands);
    addReplayCommand(commands);
    addExportCommand(commands);
    addSampleCommand(commands);
    addInfoCommand(commands);
    addConvertCommand(commands);
    addModelsCommand(commands);
    addForeignCommand(commands);
    const std::shared_ptr<WindowArguments> window = addWindowArguments(app);

    try {
        app.parse(argc, argv);
        if (commands.chosen() && !window->stacks.empty())
            throw CLI::ExtrasError({window->stacks.front()});
    } catch (const CLI::Success& request) {
        return app.exit(request, std::cout, std::cerr) == 0 ? kSuccess : kFailure;
    } catch (const CLI::ParseError& error) {
        const std::vector<CLI::App*> command = app.get_subcommands();
        console.error(fmt::format("{}; see axolemma {}--help", error.what(),
                                  command.empty() ? "" : command.front()->get_name() + ' '));
        return kUsage;
    }
    if (commands.chosen()) return runAction(commands.chosen(), console, callOf(argc, argv));
    return runGuarded(console, [&] { return openWindow(*window, argc, argv); });
}

}  // namespace axolemma
