#include "segmentation/zoo/package_export.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>

#include "core/contrast.h"
#include "core/error.h"
#include "core/io/sha256.h"
#include "core/partition.h"
#include "core/synthetic_stack.h"
#include "segmentation/library.h"
#include "segmentation/model_store.h"
#include "segmentation/zoo/description.h"
#include "segmentation/zoo/npy.h"
#include "segmentation/zoo/picture.h"
#include "segmentation/zoo/zip_archive.h"

namespace axolemma::zoo {

namespace {

/// What the Zoo can show, and enough to see margins.
constexpr int kSide = 256;

/// The middle of the stack: one side of `kSide`, as many slices as there are up to five, 8 bit.
Stack middleOf(const Stack& stack, int slices) {
    if (!canBeSample(stack))
        throw Error(fmt::format("{}: a sample has at least {} x {} pixels; take another one.",
                                stack.name, kSide, kSide));
    const ContrastWindow window = robustWindow(stack);
    const int count = std::min(slices, stack.depth());
    const int z0 = (stack.depth() - count) / 2;
    const int x0 = (stack.width() - kSide) / 2, y0 = (stack.height() - kSide) / 2;
    Volume<std::uint8_t> middle(kSide, kSide, count);
    for (int z = 0; z < count; ++z) {
        const Image<std::uint8_t> slice =
            displayRegion(stack, z0 + z, {x0, y0, x0 + kSide, y0 + kSide}, window);
        std::copy(slice.begin(), slice.end(), middle.slice(z).data());
    }
    return Stack(std::move(middle), stack.spacing());
}

/// The slices around the middle one as the channels of the network, as in `inputFor`.
Tensor inputOf(const Stack& sample, int channels) {
    Tensor input{.axes = "bcyx", .shape = {1, channels, kSide, kSide}, .values = {}};
    for (int c = 0; c < channels; ++c) {
        const int z = std::clamp(sample.depth() / 2 + c - channels / 2, 0, sample.depth() - 1);
        const Image<float> slice = sample.sliceAsFloat(z);
        input.values.insert(input.values.end(), slice.begin(), slice.end());
    }
    return input;
}

/// As Axolemma runs it, in float32, on the sample's own pixels.
Image<float> ownMap(const std::filesystem::path& model, const std::shared_ptr<const Stack>& sample,
                    std::stop_token stop) {
    const auto segmenter = segmentationLibrary().open(
        model, {.device = "cpu", .precision = Precision::Float32, .rescale = false});
    PredictionRequest request;
    request.stack = sample;
    request.slices = {sample->depth() / 2};
    Image<float> map;
    const auto keep = [&](int, Image<float> slice) { map = std::move(slice); };
    if (!segmenter->predict(request, keep, {}, stop)) throw Cancelled();
    return map;
}

/// Letters, digits, spaces and _ - ( ), 5 to 128 of them: what the Zoo takes for a name.
std::string zooName(const std::string& name) {
    std::string text;
    for (const unsigned char c : name)
        text += std::isalnum(c) || c == '_' || c == '-' || c == '(' || c == ')' ? char(c) : ' ';
    text = "Axolemma " + text;
    return text.substr(0, 128);
}

void requireComplete(const PackageRequest& request, const std::string& licence) {
    const std::string model = request.model.stem().string();
    if (request.authors.empty())
        throw Error(
            fmt::format("{}: the Zoo wants to know who made a model; add --author NAME.", model));
    if (!isSpdx(licence))
        throw Error(
            fmt::format("{}: the Zoo wants the licence as an SPDX identifier, such as CC-BY-4.0, "
                        "and the model says '{}'; add --licence ID.",
                        model, licence));
    if (request.doi.empty() && request.url.empty())
        throw Error(
            fmt::format("{}: the Zoo wants a DOI or an address for what is to be cited; add --doi "
                        "DOI or --url URL.",
                        model));
}

}  // namespace

bool isSpdx(const std::string& licence) {
    return !licence.empty() && std::all_of(licence.begin(), licence.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '-' || c == '.' || c == '+';
    });
}

bool canBeSample(const Stack& stack) {
    return stack.width() >= kSide && stack.height() >= kSide;
}

PackageReport exportPackage(const PackageRequest& request, std::stop_token stop) {
    requireNoFile(request.file, request.replace);
    const ModelFile model = readModelFile(request.model);
    const std::string licence = request.licence.empty() ? model.info.licence : request.licence;
    requireComplete(request, licence);
    const int channels = model.info.architecture.inputSlices;
    for (const Architecture& network : model.info.furtherNetworks)
        if (network.inputSlices != channels)
            throw Error(
                fmt::format("{}: its networks see different numbers of slices, which a "
                            "package cannot say. Export its members one by one.",
                            request.model.string()));

    const Stack synthetic = request.sample ? Stack() : sampleStack();
    const auto sample = std::make_shared<const Stack>(
        middleOf(request.sample ? *request.sample : synthetic, channels));
    const Tensor raw = inputOf(*sample, channels);
    Tensor normalised = raw;
    applyOperations(normalisationOperations(), normalised);
    Volume<float> planes(kSide, kSide, channels);
    std::copy(normalised.values.begin(), normalised.values.end(), planes.begin());
    const TorchScript script =
        segmentationLibrary().torchScript(model, request.model.string(), planes);
    Tensor output{.axes = "bcyx", .shape = {1, 1, kSide, kSide}, .values = {}};
    output.values.assign(script.output.begin(), script.output.end());

    PackageReport report;
    const Image<float> own = ownMap(request.model, sample, stop);
    for (std::size_t i = 0; i < own.size(); ++i) {
        const double difference = std::abs(own.begin()[i] - script.output.begin()[i]);
        report.meanDifference += difference / static_cast<double>(own.size());
        report.largestDifference = std::max(report.largestDifference, difference);
    }

    PackageFacts facts{.info = model.info,
                       .name = zooName(model.info.name),
                       .authors = request.authors,
                       .licence = licence,
                       .doi = request.doi,
                       .url = request.url,
                       .torchVersion = script.version,
                       .meanDifference = report.meanDifference,
                       .largestDifference = report.largestDifference};
    std::vector<std::pair<std::string, std::string>> files{
        {kWeightsFile, script.file},
        {kTestInput, toNpy(raw, true)},
        {kTestOutput, toNpy(output)},
        {kCover, coverOf(*sample, script.output, model.info.partition)},
        {kDocumentation, documentationOf(facts)}};
    for (const auto& [name, bytes] : files) facts.hashes[name] = Sha256::of(bytes);
    files.insert(files.begin(), {"rdf.yaml", descriptionOf(facts)});
    if (stop.stop_requested()) throw Cancelled();
    writeZip(request.file, files);
    report.bytes = std::filesystem::file_size(request.file);
    return report;
}

}  // namespace axolemma::zoo
