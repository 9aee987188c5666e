#include "segmentation/model_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <memory>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/synthetic_stack.h"
#include "segmentation/model_reference.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestName = 64;

std::string bytesOf(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in) throw Error(fmt::format("{}: cannot be read. Check its permissions.", path.string()));
    return bytes;
}

/// One without weights of its own gets them on the way.
void copyModel(const fs::path& from, const fs::path& to) {
    if (isReference(from)) return writeModelFile(to, readModelFile(from));
    writeFileAtomically(to, bytesOf(from));
}

void requireOwn(const ModelEntry& entry, const char* what) {
    if (entry.shipped)
        throw Error(
            fmt::format("{}: this model came with Axolemma and cannot be {}; make a copy under "
                        "another name with: axolemma models import {} --name NAME",
                        entry.name, what, entry.path.string()));
}

bool canBeName(const std::string& name) {
    const auto bad = [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '/' || c == '\\'; };
    return !name.empty() && name.size() <= kLongestName && name.front() != '.' &&
           name.front() != '-' && name.front() != ' ' && name.back() != ' ' &&
           std::none_of(name.begin(), name.end(), bad);
}

}  // namespace

ModelEntry modelNamed(const std::string& name) {
    std::string names;
    for (ModelEntry& entry : availableModels()) {
        if (entry.name == name) return std::move(entry);
        names += (names.empty() ? "" : ", ") + entry.name;
    }
    throw Error(fmt::format("{}: there is no model of this name. Models: {}.", name,
                            names.empty() ? "none" : names));
}

void requireFreeName(const std::string& name) {
    if (!canBeName(name))
        throw Error(
            fmt::format("'{}' cannot be the name of a model: take 1 to {} letters, without / and "
                        "\\, that do not begin with a dot, a dash or a space.",
                        name, kLongestName));
    for (const ModelEntry& entry : availableModels())
        if (entry.name == name)
            throw Error(
                fmt::format("{}: there is a model of this name already; choose another name{}.",
                            name, entry.shipped ? "" : ", or remove that one first"));
}

fs::path pathInStore(const std::string& name, bool foreign) {
    const fs::path folder = userModelDirectory();
    if (folder.empty())
        throw Error(
            "There is no folder for your models, because neither XDG_DATA_HOME nor HOME is set. "
            "Set one of them.");
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw Error(
            fmt::format("{}: this folder for your models cannot be made ({}). Check who "
                        "may write there.",
                        folder.string(), error.message()));
    return folder / (name + (foreign ? kForeignExtension : kModelExtension));
}

ModelEntry importModel(const fs::path& file, const std::string& name) {
    const std::string chosen = name.empty() ? file.stem().string() : name;
    (void)readModelFile(file);
    requireFreeName(chosen);
    const fs::path target = pathInStore(chosen, false);
    copyModel(file, target);
    return {chosen, target, false};
}

void renameModel(const std::string& name, const std::string& newName) {
    const ModelEntry entry = modelNamed(name);
    requireOwn(entry, "renamed");
    requireFreeName(newName);
    const fs::path target =
        pathInStore(newName, entry.path.extension().string() == kForeignExtension);
    std::error_code error;
    fs::rename(entry.path, target, error);
    if (error)
        throw Error(fmt::format("{}: the model cannot be renamed ({}). Check who may write in {}.",
                                name, error.message(), target.parent_path().string()));
}

void removeModel(const std::string& name) {
    const ModelEntry entry = modelNamed(name);
    requireOwn(entry, "removed");
    std::error_code error;
    fs::remove(entry.path, error);
    if (error)
        throw Error(fmt::format("{}: the model cannot be removed ({}). Check who may write in {}.",
                                name, error.message(), entry.path.parent_path().string()));
}

void requireNoFile(const fs::path& file, bool replace) {
    std::error_code error;
    if (!replace && fs::exists(fs::symlink_status(file, error)))
        throw Error(
            fmt::format("{}: there is such a file already; name another one, or add --replace.",
                        file.string()));
}

void exportModel(const std::string& name, const fs::path& file, bool replace) {
    const ModelEntry entry = modelNamed(name);
    requireNoFile(file, replace);
    copyModel(entry.path, file);
}

ForeignModel openForeignModel(const fs::path& path) {
    std::error_code error;
    if (!fs::equivalent(fs::absolute(path).parent_path(), userModelDirectory(), error))
        throw Error(
            fmt::format("{}: a model of others is a program, and runs only once you agreed to it. "
                        "Import its package with: axolemma models import PACKAGE --trust",
                        path.string()));
    return readForeignModel(path);
}

double secondsPerSlice(Segmenter& segmenter, std::stop_token stop) {
    SyntheticStack synthetic = makeSyntheticStack({.width = 512, .height = 512, .depth = 1});
    // Of the model's own pixel size, so that nothing is resampled.
    const double pixel = segmenter.model().pixelSize;
    synthetic.images.setSpacing({pixel, pixel, synthetic.images.spacing().z});
    PredictionRequest request;
    request.stack = std::make_shared<const Stack>(std::move(synthetic.images));
    request.slices = {0};
    constexpr int kRuns = 2;
    double best = 0;
    for (int run = 0; run <= kRuns; ++run) {
        const auto start = std::chrono::steady_clock::now();
        if (!segmenter.predict(
                request, [](int, Image<float>) {}, {}, stop))
            throw Cancelled();
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        // The first run lays out weights and memory.
        if (run == 1 || (run > 1 && taken.count() < best)) best = taken.count();
    }
    return best;
}

}  // namespace axolemma
