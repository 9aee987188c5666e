#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/io/label_writer.h"
#include "core/partition.h"
#include "core/progress.h"
#include "core/proofreading/derivation.h"
#include "core/stack.h"

namespace axolemma {

/// What a file that was exported is made of, so that it can be made again: written beside it.
struct ExportRecord {
    /// As `Stack::path`, voxels, and nm in the order x, y, z.
    std::string stack;
    int width = 0;
    int height = 0;
    int depth = 0;
    Spacing spacing;
    bool spacingKnown = false;
    /// Where it comes from a project: its folder and, where that is known, the number of the last
    /// line that counts.
    std::string project;
    std::optional<std::uint64_t> line;
    /// Empty where no network was used, or its file is not there any more.
    std::string model;
    std::string modelHash;
    std::string device;
    /// Nothing for imported labels.
    std::optional<PartitionRule> rule;
    /// Nothing where the file holds the probability of cell.
    std::optional<LabelChoice> labels;
    /// `editsByAuthor` of what is done.
    std::map<std::string, std::size_t> edits;
    std::size_t neurons = 0;
    std::size_t neuronsVerified = 0;
    /// Pixels of neurons, and those of them that are in verified profiles.
    std::uint64_t pixels = 0;
    std::uint64_t pixelsVerified = 0;
    /// Ids of neurons that were said to be right and closed to edits.
    std::vector<std::uint64_t> locked;
};

/// Sets what the record says of the stack.
void tellStack(ExportRecord& record, const Stack& stack);

/// Sets what the record says of neurons.
void tellNeurons(ExportRecord& record, const NeuronTable& neurons, const Assertions& said = {});

/// Where the record of an export to `path` goes: "labels.tif" and "labels.nii.gz" have
/// "labels.json".
std::filesystem::path recordPath(const std::filesystem::path& path);

/// Throws `Error` where the record of an export to `path` cannot be written, before what takes
/// long: a file of its name is somebody's own, or may not be replaced.
void requireWritableRecord(const std::filesystem::path& path);

/// Writes `stack` to `path` (`writeStack`) and the record beside it. Throws `Error`, `Cancelled`;
/// both files are then as they were, as they are where a file of the record's name is none.
void writeExport(const std::filesystem::path& path, const Stack& stack, const ExportRecord& record,
                 const ProgressFunction& progress = {}, std::stop_token stop = {});

/// The SHA-256 of a file's bytes. Throws `Error`.
std::string hashOfFile(const std::filesystem::path& path);

}  // namespace axolemma
