#include "app/models_exchange.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/arguments.h"
#include "segmentation/model_store.h"

namespace axolemma {

void addImportOptions(CLI::App& command, ExchangeArguments& arguments) {
    command.add_option("FILE", arguments.model, "a model file (.axomodel)")
        ->type_name("")
        ->required();
    command.add_option("--name", arguments.name, "what it is to be called; default: as the file")
        ->type_name("NAME");
}

void addExportOptions(CLI::App& command, ExchangeArguments& arguments) {
    command.add_option("MODEL", arguments.model, "a name")->type_name("")->required();
    command.add_option("-o,--output", arguments.output, "where it goes: FILE.axomodel")
        ->type_name("FILE")
        ->required();
    command.add_flag("--replace", arguments.replace, "replace a file that is there");
}

int importForeignOrOwn(const ExchangeArguments& arguments, Session& session) {
    const ModelEntry entry = importModel(arguments.model, arguments.name);
    session.console.done(fmt::format("{} is kept as {}; choose it with --model {}", arguments.model,
                                     entry.name, entry.name),
                         {{"name", entry.name}, {"file", entry.path.string()}});
    return kSuccess;
}

int exportModelOrPackage(const ExchangeArguments& arguments, Session& session) {
    requireWritable(arguments.output, false);
    exportModel(arguments.model, arguments.output, arguments.replace);
    session.console.done(fmt::format("{} is written to {}", arguments.model, arguments.output),
                         {{"name", arguments.model}, {"output", arguments.output}});
    return kSuccess;
}

}  // namespace axolemma
