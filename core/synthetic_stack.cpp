#include "core/synthetic_stack.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/synthetic_neurites.h"
#include "core/synthetic_section.h"
#include "core/synthetic_truth.h"

namespace axolemma {

namespace {

constexpr auto kSampleName = "Sample stack";

}  // namespace
namespace {

constexpr int smallestSide = 64;
constexpr int largestSide = 16384;
constexpr int largestDepth = 4096;

void check(const SyntheticSettings& settings) {
    const auto sideFits = [](int side) { return side >= smallestSide && side <= largestSide; };
    if (!sideFits(settings.width) || !sideFits(settings.height) || settings.depth < 1 ||
        settings.depth > largestDepth) {
        throw Error(
            fmt::format("A sample stack of {} x {} x {} cannot be made: choose a width and height "
                        "of {} to {} pixels and 1 to {} slices.",
                        settings.width, settings.height, settings.depth, smallestSide, largestSide,
                        largestDepth));
    }
}

}  // namespace

SyntheticStack makeSyntheticStack(const SyntheticSettings& settings) {
    check(settings);
    const synthetic::Tissue tissue = synthetic::growTissue(settings);
    Volume<std::uint8_t> images(settings.width, settings.height, settings.depth);
    Volume<std::uint32_t> truth(settings.width, settings.height, settings.depth);
    for (int z = 0; z < settings.depth; ++z) {
        auto section = synthetic::renderSection(settings, tissue, z);
        synthetic::separateProfiles(section.neurites);
        std::copy(section.image.begin(), section.image.end(), images.slice(z).data());
        std::copy(section.neurites.begin(), section.neurites.end(), truth.slice(z).data());
    }
    synthetic::numberPieces(truth);
    SyntheticStack stack{Stack(std::move(images), Spacing{4.0, 4.0, 50.0}), std::move(truth)};
    stack.images.name = "sample";
    return stack;
}

Stack sampleStack() {
    Stack sample = std::move(makeSyntheticStack().images);
    sample.name = kSampleName;
    return sample;
}

bool isSample(const Stack& stack) {
    return stack.path.empty() && stack.name == kSampleName;
}

}  // namespace axolemma
