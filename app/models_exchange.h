#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/commands.h"

namespace axolemma {

/// What `models import` and `models export` were told.
struct ExchangeArguments {
    std::string model;
    std::string name;
    std::string output;
    bool replace = false;
};

inline constexpr const char* kImportDescription =
    "Keep a model file under a name among your models.";
inline constexpr const char* kExportDescription = "Write a model to a file.";

void addImportOptions(CLI::App& command, ExchangeArguments& arguments);
void addExportOptions(CLI::App& command, ExchangeArguments& arguments);

/// Throw `Error`, `Cancelled`.
int importForeignOrOwn(const ExchangeArguments& arguments, Session& session);
int exportModelOrPackage(const ExchangeArguments& arguments, Session& session);

}  // namespace axolemma
