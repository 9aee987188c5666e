#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/io/label_writer.h"
#include "core/neurons.h"
#include "core/progress.h"
#include "core/stack.h"
#include "ui/segmentation_run.h"

namespace axolemma {

enum class ExportKind { Labels, Probability, Training };

/// What to write and how; all but `path` and `kind` concern labels only. Training masks are a
/// folder.
struct ExportRequest {
    std::filesystem::path path;
    ExportKind kind = ExportKind::Labels;
    LabelIds ids = LabelIds::Neurons;
    Boundary boundary = Boundary::Grown;
    LabelBits bits = LabelBits::ThirtyTwo;
};

/// What an export reads: the document as it was when the export began.
struct ExportInputs {
    std::shared_ptr<const Stack> stack;
    std::shared_ptr<const Segmentation> segmentation;
    std::shared_ptr<const Derived> derived;
    /// For the record that is written beside the file: the folder of the project, the last line of
    /// its journal, and how many steps each author made.
    std::string project{};
    std::optional<std::uint64_t> line{};
    std::map<std::string, std::size_t> edits{};
};

/// Writes the file and its record (`writeExport`); slices that are not segmented are 0. Labels are
/// those of `axolemma segment -o`, probabilities those of `--probabilities` in steps of 1/255,
/// training masks those of `axolemma export --training`. Throws `Error`, `Cancelled`; an old file
/// is then as it was. Any thread.
void runExport(const ExportRequest& request, const ExportInputs& inputs,
               const ProgressFunction& progress, std::stop_token stop);

/// The largest id that the labels would hold.
std::uint64_t largestLabel(const ExportInputs& inputs, LabelIds ids);

/// The file that tells whether an export would replace something: its path, the first of a PNG
/// series, or what tells that a folder holds training masks.
std::filesystem::path firstFileOf(const ExportRequest& request);

}  // namespace axolemma
