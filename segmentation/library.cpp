#include "segmentation/library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/error.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

fs::path programDirectory() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::current_path() : program.parent_path();
}

fs::path userModelDirectory() {
    if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data)
        return fs::path(data) / "axolemma" / "models";
    if (const char* home = std::getenv("HOME"); home && *home)
        return fs::path(home) / ".local" / "share" / "axolemma" / "models";
    return {};
}

std::vector<ModelEntry> modelsIn(const fs::path& folder, bool shipped) {
    std::vector<ModelEntry> entries;
    std::error_code error;
    for (const auto& file : fs::directory_iterator(folder, error))
        if (file.path().extension() == ".axomodel")
            entries.push_back({file.path().stem().string(), file.path(), shipped});
    std::sort(entries.begin(), entries.end(), [](const ModelEntry& a, const ModelEntry& b) {
        return std::pair(a.name != "default", a.name) < std::pair(b.name != "default", b.name);
    });
    return entries;
}

const SegmentationLibrary& openLibrary() {
    const char* named = std::getenv("AXOLEMMA_LIBRARY");
    std::vector<fs::path> candidates;
    if (named && *named) {
        candidates = {named};
    } else {
        constexpr const char* kFile = "libaxolemma_segmentation.so";
        const fs::path program = programDirectory();
        candidates = {program / "../lib" / kFile, program / "../lib/x86_64-linux-gnu" / kFile};
    }
    std::string reason;
    for (const fs::path& candidate : candidates) {
        std::error_code error;
        if (!fs::exists(candidate, error)) {
            if (reason.empty()) reason = candidate.lexically_normal().string() + " does not exist";
            continue;
        }
        // Never closed: LibTorch's threads and static objects do not survive it.
        void* handle = ::dlopen(candidate.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!handle) {
            reason = ::dlerror();
            continue;
        }
        using Entry = const SegmentationLibrary* (*)();
        if (const auto entry =
                reinterpret_cast<Entry>(::dlsym(handle, "axolemma_segmentation_library")))
            return *entry();
        reason = ::dlerror();
    }
    throw Error(
        fmt::format("The segmentation library cannot be loaded ({}). Install Axolemma "
                    "again, with LibTorch.",
                    reason));
}

}  // namespace

const SegmentationLibrary& segmentationLibrary() {
    static const SegmentationLibrary& library = openLibrary();
    return library;
}

fs::path resourceDirectory() {
    return (programDirectory() / "../share/axolemma").lexically_normal();
}

std::vector<ModelEntry> availableModels() {
    std::vector<ModelEntry> models = modelsIn(resourceDirectory() / "models", true);
    for (ModelEntry& entry : modelsIn(userModelDirectory(), false))
        models.push_back(std::move(entry));
    return models;
}

fs::path findModel(const std::string& nameOrPath) {
    const std::vector<ModelEntry> models = availableModels();
    for (const ModelEntry& entry : models)
        if (entry.name == nameOrPath) return entry.path;
    std::error_code error;
    if (fs::exists(nameOrPath, error)) return nameOrPath;
    std::string names;
    for (const ModelEntry& entry : models) names += (names.empty() ? "" : ", ") + entry.name;
    throw Error(fmt::format("{}: there is no model of this name and no such file. Models: {}.",
                            nameOrPath, names.empty() ? "none" : names));
}

}  // namespace axolemma
