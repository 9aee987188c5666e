#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>

#include "core/io/export_record.h"
#include "core/progress.h"
#include "core/proofreading/taught.h"
#include "core/stack.h"
#include "core/volume.h"

namespace axolemma {

/// What a network can be trained on, as a folder of plain files that any program reads:
///   images.tif   the slices
///   labels.tif   neurons by id, 0 = membrane, as the window shows them
///   ignore.tif   255 = nobody has verified or painted this pixel: nothing may be learnt from it
///   weights.tif  float32, the weight of each pixel in the loss: 1, or 0 where it is ignored
///   labels.json  what they are made of (`ExportRecord`): project, line, model, w_f, authors
///   training.json  which file is what, which slices these are, and the share that counts
/// Slices without a known pixel are left out before the first and behind the last that has one,
/// but for two, which networks see that look at neighbouring slices.
struct TrainingMasks {
    Stack images;
    Stack labels;
    /// Non-zero where nothing may be learnt.
    Volume<std::uint8_t> ignored;
};

/// Writes such a folder, which must be new, empty or one of these. `labels` has the slices of
/// `images`; `taught` is not empty. Throws `Error`, `Cancelled`: files that were written stay, but
/// without training.json the folder is not taken for a whole one.
void writeTrainingMasks(const std::filesystem::path& folder, const Stack& images,
                        const Stack& labels, const TaughtSlices& taught, const ExportRecord& record,
                        const ProgressFunction& progress = {}, std::stop_token stop = {});

/// Reads one. Throws `Error` that names the file: none, a newer version, files that do not belong
/// together; `Cancelled`.
TrainingMasks readTrainingMasks(const std::filesystem::path& folder,
                                const ProgressFunction& progress = {}, std::stop_token stop = {});

}  // namespace axolemma
