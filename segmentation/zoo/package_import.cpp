#include "segmentation/zoo/package_import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>

#include "core/error.h"
#include "core/io/sha256.h"
#include "core/synthetic_stack.h"
#include "segmentation/foreign_blocks.h"
#include "segmentation/foreign_process.h"
#include "segmentation/zoo/description.h"
#include "segmentation/zoo/npy.h"
#include "segmentation/zoo/rdf.h"
#include "segmentation/zoo/zip_archive.h"

namespace axolemma::zoo {

namespace fs = std::filesystem;

namespace {

std::string checked(const ZipReader& zip, const NamedFile& file) {
    std::string bytes = zip.read(file.source);
    std::string wanted = file.sha256;
    std::transform(wanted.begin(), wanted.end(), wanted.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    if (!wanted.empty() && Sha256::of(bytes) != wanted)
        throw Error(
            fmt::format("{}: the package is refused: the SHA-256 of {} is not what its description "
                        "says, so it is damaged or was changed. Get it again from its authors.",
                        zip.path().string(), file.source));
    return bytes;
}

bool isOneOf(const std::string& name, std::initializer_list<const char*> names) {
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    return std::any_of(names.begin(), names.end(), [&](const char* n) { return lower == n; });
}

/// What a person has to say, unless the package does. Throws `Error`.
void settle(const ImportRequest& request, Package& package) {
    ForeignUse& use = package.model.use;
    const std::string file = request.file.string();
    const std::vector<std::string>& names = package.outputChannels;
    if (!request.channel && names.size() > 1)
        throw Error(fmt::format(
            "{}: its output has {} channels ({}); say with --channel N, counted from 0, which one "
            "is the boundary or the cells, and which of both it is with --is membrane or --is "
            "cell.",
            file, names.size(),
            names.front().empty() ? "without names" : fmt::format("{}", fmt::join(names, ", "))));
    use.channel = request.channel.value_or(0);
    const bool known = !names.empty();
    if (known && use.channel >= static_cast<int>(names.size()))
        throw Error(fmt::format("{}: its output has no channel {}, only 0 to {}.", file,
                                use.channel, names.size() - 1));
    const std::string name = known ? names[use.channel] : "";
    const std::optional<bool> membrane = request.membrane ? request.membrane : meansMembrane(name);
    if (!membrane)
        throw Error(
            fmt::format("{}: say with --is membrane or --is cell what high values of its channel "
                        "{}{} mean.",
                        file, use.channel, name.empty() ? "" : " (" + name + ")"));
    use.membrane = *membrane;
    if (use.channels > 1) {
        if (asksForInputs(package) && !request.neighbours)
            throw Error(
                fmt::format("{}: its input has {} channels; say with --inputs slices or "
                            "--inputs copies what they are to be.",
                            file, use.channels));
        use.neighbours = request.neighbours.value_or(true);
    }
    ModelInfo& info = package.model.info;
    info.pixelSize = request.pixelSize.value_or(info.pixelSize);
    if (!(info.pixelSize > 0.01 && info.pixelSize < 1e6))
        throw Error(
            fmt::format("{}: it does not say for which pixels it was trained; say with "
                        "--pixel-size NM how large they are.",
                        file));
    info.foreign =
        fmt::format("TorchScript of others, {}, {} of channel {}", use.volumetric() ? "3-D" : "2-D",
                    use.membrane ? "membrane" : "cell", use.channel);
}

Package plainScript(const ImportRequest& request) {
    Package package;
    package.plain = true;
    std::ifstream in(request.file, std::ios::binary);
    package.model.program = std::string(std::istreambuf_iterator<char>(in), {});
    package.model.info.name = request.file.stem().string();
    package.model.info.pixelSize = 0;
    package.model.info.provenance["file"] = request.file.filename().string();
    ForeignUse& use = package.model.use;
    use.inputAxes = use.outputAxes = request.axes;
    use.channels = request.channels;
    use.before = request.before;
    use.after = request.after;
    // What most networks of this kind want, and none minds.
    for (ForeignAxis* axis : {&use.y, &use.x}) *axis = {.smallest = 64, .step = 32, .halo = 64};
    use.z = {.smallest = 8, .step = 8, .halo = 4};
    return package;
}

Tensor tensorFrom(const ZipReader& zip, const NamedFile& file, const std::string& axes) {
    Tensor tensor = fromNpy(checked(zip, file));
    tensor.axes = axes;
    if (tensor.shape.size() != axes.size())
        throw std::invalid_argument(fmt::format("the test tensor {} has {} axes instead of {}",
                                                file.source, tensor.shape.size(), axes.size()));
    return tensor;
}

}  // namespace

std::vector<Operation> normalisationNamed(const std::string& name) {
    if (name == "mean-std") return {{.kind = Operation::Kind::ZeroMeanUnitVariance}};
    if (name == "range")
        return {{.kind = Operation::Kind::ScaleRange, .first = {1}, .second = {99}}};
    if (name == "255")
        return {{.kind = Operation::Kind::ScaleLinear, .first = {1 / 255.0}, .second = {0}}};
    return {};
}

std::optional<bool> meansMembrane(const std::string& channel) {
    if (isOneOf(channel, {"membrane", "membranes", "boundary", "boundaries"})) return true;
    if (isOneOf(channel, {"cell", "cells"})) return false;
    return std::nullopt;
}

bool asksForInputs(const Package& package) {
    const int channels = package.model.use.channels;
    // Our own packages say it by the names of their channels.
    return channels > 1 && !(channels % 2 == 1 && package.inputChannels == sliceChannels(channels));
}

Package readPackage(const ImportRequest& request) {
    std::error_code error;
    if (!fs::is_regular_file(request.file, error))
        throw Error(
            fmt::format("{}: there is no such file. Check the name.", request.file.string()));
    const ZipReader zip(request.file);
    const char* const description = zip.has("rdf.yaml") ? "rdf.yaml" : "bioimageio.yaml";
    if (!zip.has(description)) {
        if (zip.holdsTorchScript()) return plainScript(request);
        throw Error(
            fmt::format("{}: neither a package of the BioImage Model Zoo (it has no rdf.yaml) nor "
                        "a TorchScript file. Choose one of these.",
                        request.file.string()));
    }
    try {
        Description read = parseDescription(zip.read(description));
        Package package;
        package.model.info = read.info;
        package.model.info.provenance["file"] = request.file.filename().string();
        package.model.info.provenance["weights_sha256"] = read.weights.sha256;
        package.model.use = read.use;
        package.model.info.pixelSize = read.pixelSize;
        package.inputChannels = read.inputChannels;
        package.outputChannels = read.outputChannels;
        package.model.program = checked(zip, read.weights);
        package.testInput = tensorFrom(zip, read.testInput, read.use.inputAxes);
        package.testOutput = tensorFrom(zip, read.testOutput, read.use.outputAxes);
        return package;
    } catch (const Error&) {
        throw;
    } catch (const std::exception& e) {
        throw Error(
            fmt::format("{}: the package is refused: {}. Get another one, or ask its "
                        "authors.",
                        request.file.string(), e.what()));
    }
}

namespace {

/// What has no test tensors has to get through this: a block of the synthetic stack.
Tensor syntheticInput(const ForeignUse& use) {
    const auto stack = makeSyntheticStack({.width = 256, .height = 256, .depth = 16});
    const auto length = [](int n, const ForeignAxis& axis) {
        return detail::blocksAlong(n, axis, n).length;
    };
    Tensor input{.axes = use.inputAxes, .shape = {}, .values = {}};
    for (const char axis : input.axes)
        input.shape.push_back(axis == 'x'   ? length(128, use.x)
                              : axis == 'y' ? length(96, use.y)
                              : axis == 'z' ? length(8, use.z)
                              : axis == 'c' ? use.channels
                                            : 1);
    const auto& voxels = std::get<Volume<std::uint8_t>>(stack.images.voxels());
    for (std::int64_t i = 0; i < input.size(); ++i)
        input.values.push_back(voxels.data()[static_cast<std::size_t>(i) % voxels.size()]);
    return input;
}

/// Runs the test tensors, or where there are none something else, through the model.
void test(const Package& package, detail::ForeignProcess& process, ImportReport& report,
          const std::stop_token& stop) {
    const ForeignUse& use = package.model.use;
    const Tensor raw = package.testInput ? *package.testInput : syntheticInput(use);
    Tensor input = raw;
    applyOperations(use.before, input);
    Tensor output = process.run(input, use.dtype, stop);
    detail::requirePixels(use, package.model.info.name, input, output);
    applyOperations(use.after, output, &raw);
    const auto [lowest, highest] = std::minmax_element(output.values.begin(), output.values.end());
    report.lowest = *lowest;
    report.highest = *highest;
    if (!package.testOutput) return;
    const Tensor& expected = *package.testOutput;
    if (expected.shape != output.shape)
        throw Error(fmt::format(
            "{}: the package is refused: its model gives [{}] for its test input, not [{}] as its "
            "test output. Ask its authors.",
            package.model.info.name, fmt::join(output.shape, ", "),
            fmt::join(expected.shape, ", ")));
    for (std::size_t i = 0; i < output.values.size(); ++i) {
        const double difference =
            std::abs(static_cast<double>(output.values[i]) - expected.values[i]);
        report.meanDifference += difference / static_cast<double>(output.values.size());
        // Written so that NaN counts.
        if (!(difference <= report.largestDifference)) report.largestDifference = difference;
    }
    report.tested = true;
}

}  // namespace

ImportReport importPackage(const ImportRequest& request, std::stop_token stop) {
    Package package = readPackage(request);
    settle(request, package);
    ForeignModel& model = package.model;
    model.limits = request.limits;
    const std::string name = request.name.empty() ? model.info.name : request.name;
    requireFreeName(name);
    if (!request.trusted)
        throw Error(fmt::format(
            "{}: this model is a program (TorchScript), which runs with limits and shut off from "
            "your files, but runs. Import it only if you trust where it comes from; say so with "
            "--trust.",
            request.file.string()));
    const auto start = std::chrono::steady_clock::now();
    ImportReport report{.entry = {name, pathInStore(name, true), false}, .use = model.use};
    constexpr int kThreads = 2;
    detail::ForeignProcess process(name, model.program, model.limits, kThreads, stop);
    try {
        test(package, process, report, stop);
    } catch (const std::invalid_argument& e) {
        throw Error(fmt::format("{}: the package is refused: {}. Ask its authors.",
                                request.file.string(), e.what()));
    }
    report.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    writeForeignModel(report.entry.path, model);
    return report;
}

std::string outcomeOf(const ImportReport& report) {
    if (!report.tested) return "it ran on a synthetic stack";
    return fmt::format(
        "its test output differs by {:.2g} on average, {:.2g} at most, from what it gives here",
        report.meanDifference, report.largestDifference);
}

std::vector<std::string> warningsOf(const ImportReport& report) {
    std::vector<std::string> warnings;
    if (report.lowest < -0.01 || report.highest > 1.01)
        warnings.push_back(fmt::format(
            "{}: its values reach from {:g} to {:g}, which no probabilities do; they are cut.",
            report.entry.name, report.lowest, report.highest));
    // Rounding differs from machine to machine, but not so much.
    constexpr double kSurprising = 0.01;
    if (!(report.largestDifference <= kSurprising))
        warnings.push_back(fmt::format(
            "{}: what it gives for its test input is not what its authors had. It may need another "
            "version of LibTorch; look at its maps before you rely on them.",
            report.entry.name));
    return warnings;
}

}  // namespace axolemma::zoo
