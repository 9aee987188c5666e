#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "segmentation/segmenter.h"
#include "segmentation/training.h"

namespace axolemma {

/// A place where a network can run.
struct Device {
    std::string id;    ///< "cpu", "cuda:0"
    std::string name;  ///< for people
};

/// A network as TorchScript.
struct TorchScript {
    std::string file;     ///< the bytes of the file
    Image<float> output;  ///< what it makes of an example
    std::string version;  ///< of LibTorch
};

/// The door to the network. It lives in two shared libraries that are opened when first needed and
/// never closed: a small one that runs networks on the processor, and one with LibTorch, which
/// takes 0.6 s and 140 MB to load, for training and graphics processors.
class SegmentationLibrary {
  public:
    virtual ~SegmentationLibrary() = default;
    virtual std::vector<Device> devices() const = 0;
    /// The version of LibTorch.
    virtual std::string version() const = 0;
    /// Throws `Error` for a bad model file or a device that is not there.
    virtual std::unique_ptr<Segmenter> open(const std::filesystem::path& model,
                                            const SegmenterOptions& options) const = 0;
    /// Trains and writes `request.output`. Throws `Error`.
    virtual TrainingResult train(const TrainingRequest& request, const TrainingFunction& progress,
                                 std::stop_token stop) const = 0;
    /// A model of ours for others, from [n, inputSlices, h, w], normalised, to the probability of
    /// cell. Throws `Error` (naming `source`).
    virtual TorchScript torchScript(const ModelFile& model, const std::string& source,
                                    const Volume<float>& example) const = 0;
    /// The far end of `ForeignProcess`: reads a program of others and its inputs from one file
    /// descriptor and writes outputs to another, shut off from the system, until the first is
    /// closed. Then it ends the process, without coming back.
    virtual int serveForeignModel(int requests, int replies) const = 0;
};

/// Its functions throw `Error` where a library that they need cannot be loaded from ../lib beside
/// the program. Any thread.
const SegmentationLibrary& segmentationLibrary();

/// How the files of models end: ours, and those of others, which are programs (foreign_model.h).
inline constexpr const char* kModelExtension = ".axomodel";
inline constexpr const char* kForeignExtension = ".axoforeign";

/// A model that can be chosen by name.
struct ModelEntry {
    std::string name;  ///< the file's stem; "default" is the one used when nothing is said
    std::filesystem::path path;
    bool shipped = false;
};
/// The shipped models, then those in the user's data folder; "default" first.
std::vector<ModelEntry> availableModels();
/// A name of `availableModels` or a path. Throws `Error` that lists the names there are.
std::filesystem::path findModel(const std::string& nameOrPath);
/// Where a user's models are, whether it exists or not; empty where the system says no place.
std::filesystem::path userModelDirectory();
/// Where the program's read-only resources are.
std::filesystem::path resourceDirectory();

}  // namespace axolemma
