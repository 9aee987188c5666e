#pragma once

#include <filesystem>
#include <vector>

#include "segmentation/model_container.h"
#include "segmentation/model_file.h"

namespace axolemma {

/// Writes a model without weights of its own: the mean of the networks of `models`, which have to
/// lie in its folder and stay as they are. A few hundred bytes, read by `readModelFile` like any
/// other. `info` is what it says of itself; which networks it has comes from `models`. Throws
/// `Error` where one of them lies elsewhere, is itself without weights or is the file to be
/// written, where that cannot be written, and as `ensembleOf`.
void writeReference(const std::filesystem::path& path, ModelInfo info,
                    const std::vector<std::filesystem::path>& models);

/// Whether a model file has no weights of its own, so that a copy in another folder is none.
bool isReference(const std::filesystem::path& path);

/// Throws `Error` where a file that is to be written is this model, or one that it refers to, by
/// whatever path.
void requireOtherFile(const std::filesystem::path& output, const std::filesystem::path& model);

namespace detail {

/// Whether the header of a model file refers to others.
bool refersToOthers(const Container& file);
/// The model with the weights of those that it refers to. Throws `Error` that names the one that is
/// missing, has changed, or is not what the header says.
ModelFile resolved(const std::filesystem::path& path, const Container& file);

}  // namespace detail

}  // namespace axolemma
