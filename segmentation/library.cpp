#include "segmentation/library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/error.h"
#include "segmentation/backend.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

fs::path programDirectory() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::current_path() : program.parent_path();
}

std::vector<ModelEntry> modelsIn(const fs::path& folder, bool shipped) {
    std::vector<ModelEntry> entries;
    std::error_code error;
    for (const auto& file : fs::directory_iterator(folder, error)) {
        const std::string extension = file.path().extension().string();
        // What is shipped is ours; a program among it would not run with anybody's agreement.
        if (extension == kModelExtension || (extension == kForeignExtension && !shipped))
            entries.push_back({file.path().stem().string(), file.path(), shipped});
    }
    std::sort(entries.begin(), entries.end(), [](const ModelEntry& a, const ModelEntry& b) {
        return std::pair(a.name != "default", a.name) < std::pair(b.name != "default", b.name);
    });
    return entries;
}

/// The exported function of a library beside the program, which is opened now if it was not yet and
/// never closed: LibTorch's and OpenMP's threads do not survive that.
template <typename Function>
Function exported(const char* file, const char* symbol) {
    const fs::path program = programDirectory();
    std::string reason;
    for (const char* folder : {"../lib", "../lib/x86_64-linux-gnu"}) {
        const fs::path path = (program / folder / file).lexically_normal();
        std::error_code error;
        if (!fs::exists(path, error)) {
            if (reason.empty()) reason = path.string() + " does not exist";
            continue;
        }
        void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        void* function = handle ? ::dlsym(handle, symbol) : nullptr;
        if (function) return reinterpret_cast<Function>(function);
        reason = ::dlerror();
    }
    throw Error(
        fmt::format("The library {} cannot be loaded ({}). Install Axolemma again, with the "
                    "packages that it depends on.",
                    file, reason));
}

const SegmentationLibrary& torchLibrary() {
    static const SegmentationLibrary& library =
        *exported<detail::TorchLibrary>("libaxolemma_segmentation.so", detail::kTorchLibrary)();
    return library;
}

/// Whether it is worth loading LibTorch to ask for graphics processors.
bool hasGraphicsDriver() {
    std::error_code error;
    return fs::exists("/dev/nvidiactl", error);
}

/// Sends everything that the processor can do alone to the library without LibTorch.
class Libraries final : public SegmentationLibrary {
  public:
    std::vector<Device> devices() const override {
        if (hasGraphicsDriver()) return torchLibrary().devices();
        return {{"cpu", "Processor"}};
    }
    std::string version() const override { return torchLibrary().version(); }
    std::unique_ptr<Segmenter> open(const fs::path& model,
                                    const SegmenterOptions& options) const override {
        if (options.device == "cpu" || (options.device == "auto" && !hasGraphicsDriver())) {
            static const auto open = exported<detail::OpenOnProcessor>("libaxolemma_processor.so",
                                                                       detail::kOpenOnProcessor);
            return std::unique_ptr<Segmenter>(open(model, options));
        }
        return torchLibrary().open(model, options);
    }
    TrainingResult train(const TrainingRequest& request, const TrainingFunction& progress,
                         std::stop_token stop) const override {
        return torchLibrary().train(request, progress, std::move(stop));
    }
    TorchScript torchScript(const ModelFile& model, const std::string& source,
                            const Volume<float>& example) const override {
        return torchLibrary().torchScript(model, source, example);
    }
    int serveForeignModel(int requests, int replies) const override {
        return torchLibrary().serveForeignModel(requests, replies);
    }
};

}  // namespace

const SegmentationLibrary& segmentationLibrary() {
    static const Libraries libraries;
    return libraries;
}

fs::path userModelDirectory() {
    if (const char* data = std::getenv("XDG_DATA_HOME"); data && *data)
        return fs::path(data) / "axolemma" / "models";
    if (const char* home = std::getenv("HOME"); home && *home)
        return fs::path(home) / ".local" / "share" / "axolemma" / "models";
    return {};
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
