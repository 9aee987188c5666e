#include "app/models_exchange.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/arguments.h"
#include "segmentation/library.h"
#include "segmentation/model_reference.h"
#include "segmentation/model_store.h"
#include "segmentation/zoo/package_export.h"
#include "segmentation/zoo/zip_archive.h"

namespace axolemma {

namespace {

/// Adds an option whose number is absent unless it is given.
template <typename T>
CLI::Option* addOptional(CLI::Option_group& group, const std::string& name, std::optional<T>& value,
                         const std::string& description) {
    return group.add_option_function<T>(
        name, [&value](const T& given) { value = given; }, description);
}

/// Adds an option that takes one of two names; the first means true.
void addEither(CLI::Option_group& group, const std::string& name, const std::string& yes,
               const std::string& no, std::optional<bool>& value, const std::string& description) {
    group
        .add_option_function<std::string>(
            name, [&value, yes](const std::string& given) { value = given == yes; }, description)
        ->type_name(yes + "|" + no)
        ->check(CLI::IsMember({yes, no}));
}

}  // namespace

void addImportOptions(CLI::App& command, ExchangeArguments& arguments) {
    zoo::ImportRequest& request = arguments.request;
    command
        .add_option("FILE", arguments.model,
                    "a model file (.axomodel), a package (.zip) or TorchScript (.pt)")
        ->type_name("")
        ->required();
    command.add_option("--name", arguments.name, "what it is to be called; default: as the file")
        ->type_name("NAME");
    CLI::Option_group* foreign = command.add_option_group("For models of others");
    foreign->add_flag("--trust", request.trusted,
                      "you trust where it comes from: it is a program, and is run");
    addOptional(*foreign, "--channel", request.channel,
                "the channel of its output to use, counted from 0")
        ->type_name("N")
        ->check(CLI::Range(0, 4096));
    addEither(*foreign, "--is", "membrane", "cell", request.membrane,
              "what high values of that channel mean");
    addOptional(*foreign, "--pixel-size", request.pixelSize, "that it was trained for, in nm")
        ->type_name("NM")
        ->check(CLI::PositiveNumber);
    addEither(*foreign, "--inputs", "slices", "copies", request.neighbours,
              "what several channels of its input are: neighbouring slices, or one");
    foreign
        ->add_option("--time-limit", request.limits.seconds,
                     "seconds after which it is stopped, to load and for each block")
        ->type_name("S")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    foreign
        ->add_option_function<double>(
            "--memory-limit",
            [&request](double gib) {
                request.limits.memory = static_cast<std::uint64_t>(gib * (std::uint64_t{1} << 30));
            },
            "that it may take, in GiB")
        ->type_name("GIB")
        ->check(CLI::Range(0.1, 1024.0))
        ->default_str("4");
    CLI::Option_group* plain = command.add_option_group("For plain TorchScript");
    plain->add_option("--axes", request.axes, "of its input and output, of b, c, z, y and x")
        ->capture_default_str();
    plain->add_option("--input-channels", request.channels, "how many channels its input has")
        ->type_name("N")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    plain
        ->add_option_function<std::string>(
            "--normalise",
            [&request](const std::string& name) { request.before = zoo::normalisationNamed(name); },
            "what it wants: mean 0 and deviation 1, the percentiles 1 and 99 at 0 and 1, 0 to 255 "
            "as 0 to 1, or nothing")
        ->type_name("mean-std|range|255|none")
        ->check(CLI::IsMember({"mean-std", "range", "255", "none"}))
        ->default_str("none");
    plain
        ->add_option_function<std::string>(
            "--then",
            [&request](const std::string& name) {
                request.after = {{.kind = operationFrom(name)}};
            },
            "what makes probabilities of its output")
        ->type_name("sigmoid|softmax")
        ->check(CLI::IsMember({"sigmoid", "softmax"}));
}

void addExportOptions(CLI::App& command, ExchangeArguments& arguments) {
    command.add_option("MODEL", arguments.model, "a name")->type_name("")->required();
    command
        .add_option("-o,--output", arguments.output,
                    "FILE.axomodel, or FILE.zip: a package of the BioImage Model Zoo (spec 0.5)")
        ->type_name("FILE")
        ->required();
    command.add_flag("--replace", arguments.replace, "replace a file that is there");
    CLI::Option_group* zoo = command.add_option_group("For a package of the Zoo");
    zoo->add_option("--author", arguments.authors, "who made the model; can be given again")
        ->type_name("NAME");
    zoo->add_option("--licence", arguments.licence,
                    "an SPDX identifier such as CC-BY-4.0, where the model's is none")
        ->type_name("ID");
    zoo->add_option("--doi", arguments.doi, "of what is to be cited")->type_name("DOI");
    zoo->add_option("--url", arguments.url, "of what is to be cited")->type_name("URL");
    zoo->add_option("--sample", arguments.sample,
                    "a stack for test tensors and cover, in place of a synthetic one")
        ->type_name("STACK");
}

namespace {

int importForeign(const ExchangeArguments& arguments, Session& session) {
    zoo::ImportRequest request = arguments.request;
    request.file = arguments.model;
    request.name = arguments.name;
    const zoo::ImportReport report = zoo::importPackage(request, session.stop);
    for (const std::string& warning : zoo::warningsOf(report)) session.console.note(warning);
    session.console.done(
        fmt::format("{} is kept as {}; {}; choose it with --model {}", arguments.model,
                    report.entry.name, zoo::outcomeOf(report), report.entry.name),
        {{"name", report.entry.name},
         {"file", report.entry.path.string()},
         {"tested", report.tested},
         {"mean_difference", report.meanDifference},
         {"largest_difference", report.largestDifference}});
    return kSuccess;
}

}  // namespace

int importForeignOrOwn(const ExchangeArguments& arguments, Session& session) {
    if (zoo::isZip(arguments.model)) return importForeign(arguments, session);
    const ModelEntry entry = importModel(arguments.model, arguments.name);
    session.console.done(fmt::format("{} is kept as {}; choose it with --model {}", arguments.model,
                                     entry.name, entry.name),
                         {{"name", entry.name}, {"file", entry.path.string()}});
    return kSuccess;
}

int exportModelOrPackage(const ExchangeArguments& arguments, Session& session) {
    requireWritable(arguments.output, false);
    const std::filesystem::path output = arguments.output;
    if (output.extension() != ".zip") {
        requireOtherFile(output, findModel(arguments.model));
        exportModel(arguments.model, output, arguments.replace);
        session.console.done(fmt::format("{} is written to {}", arguments.model, arguments.output),
                             {{"name", arguments.model}, {"output", arguments.output}});
        return kSuccess;
    }
    zoo::PackageRequest request{.model = findModel(arguments.model),
                                .file = output,
                                .authors = arguments.authors,
                                .licence = arguments.licence,
                                .doi = arguments.doi,
                                .url = arguments.url,
                                .sample = {},
                                .replace = arguments.replace};
    if (!arguments.sample.empty())
        request.sample = std::make_shared<const Stack>(readInput({arguments.sample}, {}, session));
    const zoo::PackageReport report = zoo::exportPackage(request, session.stop);
    session.console.done(
        fmt::format("{} is written to {}, {:.1f} MB; by the normalisation of the package its map "
                    "of the sample differs by {:.5f} on average, {:.4f} at most",
                    arguments.model, arguments.output, static_cast<double>(report.bytes) / 1e6,
                    report.meanDifference, report.largestDifference),
        {{"name", arguments.model},
         {"output", arguments.output},
         {"bytes", report.bytes},
         {"mean_difference", report.meanDifference},
         {"largest_difference", report.largestDifference}});
    return kSuccess;
}

}  // namespace axolemma
