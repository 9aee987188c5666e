#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "app/commands.h"
#include "segmentation/zoo/package_import.h"

namespace axolemma {

/// What `models import` and `models export` were told.
struct ExchangeArguments {
    std::string model;
    std::string name;
    std::string output;
    bool replace = false;
    /// What a package of the Zoo says besides.
    std::vector<std::string> authors;
    std::string licence;
    std::string doi;
    std::string url;
    std::string sample;
    /// What only a person can say of a model of others.
    zoo::ImportRequest request;
};

inline constexpr const char* kImportDescription =
    "Keep a model among yours: a model file, a package of the BioImage Model Zoo, or TorchScript.";
inline constexpr const char* kExportDescription =
    "Write a model to a file, or as a package of the BioImage Model Zoo.";

void addImportOptions(CLI::App& command, ExchangeArguments& arguments);
void addExportOptions(CLI::App& command, ExchangeArguments& arguments);

/// Throw `Error`, `Cancelled`.
int importForeignOrOwn(const ExchangeArguments& arguments, Session& session);
int exportModelOrPackage(const ExchangeArguments& arguments, Session& session);

}  // namespace axolemma
