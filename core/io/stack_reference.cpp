#include "core/io/stack_reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/error.h"
#include "core/io/sha256.h"
#include "core/io/stack_reader.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

/// The slices that are looked at; fewer where the stack has fewer.
std::vector<int> sampledSlices(int depth) {
    std::vector<int> slices = {0, depth / 2, depth - 1};
    slices.erase(std::ranges::unique(slices).begin(), slices.end());
    return slices;
}

void addRows(Sha256& sum, const Stack& stack, int z) {
    constexpr int kRows = 16;
    std::visit(
        [&](const auto& voxels) {
            const auto slice = voxels.slice(z);
            const int step = std::max(1, slice.height() / kRows);
            for (int y = step / 2; y < slice.height(); y += step)
                sum.add(slice.row(y),
                        static_cast<std::size_t>(slice.width()) * sizeof(*slice.row(y)));
        },
        stack.voxels());
}

std::string sampleOf(const Stack& stack) {
    Sha256 sum;
    for (const int z : sampledSlices(stack.depth())) addRows(sum, stack, z);
    return sum.finish();
}

std::string shapeOf(const StackReference& r) {
    return fmt::format("{} x {} x {} voxels of type {}", r.width, r.height, r.depth, r.type);
}

/// What is wrong with what `found` says, in words that follow "it"; empty where nothing is.
std::string difference(const StackReference& expected, const StackReference& found) {
    if (shapeOf(found) != shapeOf(expected)) return "has " + shapeOf(found);
    return found.sample == expected.sample ? "" : "has other values";
}

/// The reference without its place, from three slices of what is there. Throws `Error`.
StackReference lookAt(const std::vector<fs::path>& files) {
    const StackInfo info = readStackInfo(files);
    StackReference found;
    found.width = info.width;
    found.height = info.height;
    found.depth = info.depth;
    found.type = info.type;
    Sha256 sum;
    for (const int z : sampledSlices(info.depth)) addRows(sum, readSlice(files, z), 0);
    found.sample = sum.finish();
    return found;
}

/// The file or folder of a path that may name a dataset in it: "file.h5:/volumes/raw".
std::pair<std::string, std::string> split(const std::string& path) {
    std::error_code ignored;
    const auto colon = path.rfind(':');
    if (colon == std::string::npos || fs::exists(path, ignored)) return {path, ""};
    return {path.substr(0, colon), path.substr(colon)};
}

fs::path normalised(const fs::path& path) {
    return path.empty() ? path : fs::absolute(path).lexically_normal();
}

}  // namespace

StackReference movedTo(StackReference reference, const fs::path& folder) {
    if (reference.path.empty()) return reference;
    reference.relative = fs::path(reference.path).lexically_relative(normalised(folder)).string();
    return reference;
}

StackReference referenceTo(const Stack& stack, const fs::path& folder) {
    StackReference reference;
    if (!stack.path.empty()) reference.path = normalised(stack.path).string();
    reference.width = stack.width();
    reference.height = stack.height();
    reference.depth = stack.depth();
    reference.type = stack.typeName();
    for (const std::string& file : stack.files)
        reference.files.push_back(
            normalised(file).lexically_relative(normalised(stack.path)).string());
    reference.sample = sampleOf(stack);
    if (stack.spacingKnown()) reference.spacing = stack.spacing();
    return movedTo(std::move(reference), folder);
}

std::string findStack(const StackReference& reference, const fs::path& folder) {
    if (reference.path.empty()) return {};
    const fs::path base = normalised(folder);
    const fs::path name = fs::path(split(reference.path).first).filename();
    std::vector<std::string> places = {reference.path};
    const auto consider = [&](const fs::path& place) {
        const std::string text = place.lexically_normal().string();
        if (std::ranges::find(places, text) == places.end()) places.push_back(text);
    };
    if (!reference.relative.empty()) consider(base / reference.relative);
    consider(base.parent_path() / (name.string() + split(reference.path).second));
    std::string looked;
    for (const std::string& place : places) {
        std::error_code ignored;
        if (!fs::exists(split(place).first, ignored)) {
            looked += fmt::format(" There is no {}.", place);
            continue;
        }
        try {
            const std::string wrong = difference(reference, lookAt(filesOf(reference, place)));
            if (wrong.empty()) return place;
            looked += fmt::format(" {} {}.", place, wrong);
        } catch (const Error& error) {
            looked += fmt::format(" {}", error.what());
        }
    }
    throw StackNotFound(
        fmt::format("{}: its stack was not found.{} Expected are {}. Choose where it is in the "
                    "window, or put it beside the project.",
                    folder.string(), looked, shapeOf(reference)));
}

std::vector<fs::path> filesOf(const StackReference& reference, const std::string& place) {
    if (reference.files.empty()) {
        const bool named = !split(place).second.empty();
        return {named ? place : place + split(reference.path).second};
    }
    std::error_code ignored;
    const fs::path folder =
        fs::is_directory(place, ignored) ? fs::path(place) : fs::path(place).parent_path();
    std::vector<fs::path> files;
    for (const std::string& file : reference.files)
        files.push_back((folder / file).lexically_normal());
    return files;
}

StackNotFound::~StackNotFound() = default;

void requireSameStack(const StackReference& reference, const Stack& stack) {
    const std::string wrong = difference(reference, referenceTo(stack, {}));
    if (wrong.empty()) return;
    throw Error(fmt::format(
        "{} is not the stack of this project: it {}, expected are {} with the values of {}. Choose "
        "that one, or make a new project for this stack.",
        stack.path.empty() ? "This stack" : stack.path, wrong, shapeOf(reference),
        reference.path.empty() ? "the one it was made of" : reference.path));
}

}  // namespace axolemma
