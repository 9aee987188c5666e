#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

#include "segmentation/foreign_model.h"
#include "segmentation/library.h"

namespace axolemma {

/// What is done with the models that can be chosen by name. Shipped ones are only read. Nothing is
/// ever replaced. All of it throws `Error`, which names the model, and changes nothing then. Any
/// thread, one process at a time.

/// The model of this name, not a path.
ModelEntry modelNamed(const std::string& name);

/// Throws `Error` unless a user's model may get this name: 1 to 64 bytes that can be a file's name,
/// not the name of a model that is there.
void requireFreeName(const std::string& name);

/// Where a model of the user's with this name is or would be. `foreign` ones are programs.
std::filesystem::path pathInStore(const std::string& name, bool foreign);

/// Copies a model file of ours into the user's folder, where it has `name`, or the file's stem
/// where that is empty; the whole file is checked first. The copy is the same byte for byte.
ModelEntry importModel(const std::filesystem::path& file, const std::string& name = {});

void renameModel(const std::string& name, const std::string& newName);
void removeModel(const std::string& name);

/// Copies the model file, shipped or not, to a place where there is none yet, or replaces what is
/// there.
void exportModel(const std::string& name, const std::filesystem::path& file, bool replace = false);

/// Throws `Error` where there is a file already, unless it may be replaced.
void requireNoFile(const std::filesystem::path& file, bool replace);

/// A model of others, to run it: only where it was imported to, for that is where the user agreed to
/// run it.
ForeignModel openForeignModel(const std::filesystem::path& path);

/// How long a slice of 512 x 512 pixels takes on this machine: the faster of two runs of the whole
/// model over a synthetic one, after a first. Throws `Cancelled`, and as `Segmenter::predict`.
double secondsPerSlice(Segmenter& segmenter, std::stop_token stop);

}  // namespace axolemma
