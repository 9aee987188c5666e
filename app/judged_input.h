#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/arguments.h"
#include "core/stack.h"
#include "core/volume.h"
#include "segmentation/training.h"

namespace axolemma {

/// "a.tif, b.tif": the names alone, for folders of a machine are nobody's business.
std::string fileNames(const std::vector<std::string>& paths);

/// Throws `Error`, with what both are called, unless labels have as many voxels as their images:
/// learning from or scoring what overlaps would be nonsense.
void requireSameSize(const Stack& images, const std::string& imagesName, const Stack& labels,
                     const std::string& labelsName);

/// The slices of `range` (all without one) of what `file` held. Throws `Error` where the range ends
/// beyond the volume.
template <typename T>
Volume<T> slicesOf(Volume<T> volume, const std::optional<SliceRange>& range,
                   const std::string& file);

/// What labels say of slices that are scored.
struct JudgedTruth {
    /// Ids, 0 = membrane or unknown.
    Volume<std::uint32_t> labels;
    /// 1 where nothing is known, else 0; empty where all is known.
    Volume<std::uint8_t> unknown;
};

/// The slices of `range` (all without one) of labels, read as training reads them, whatever their
/// type: one value that is not 0 is a mask; else they are neurons by id, and what
/// `targetsFromLabels` takes for unknown is so here; `kind` decides it otherwise. Throws `Error`,
/// naming `file`, where a value is no label, a slice is not there or no pixel is a cell.
JudgedTruth truthIn(const Stack& truth, const std::optional<SliceRange>& range,
                    const std::string& file, LabelKind kind = LabelKind::Auto);

/// Says that pixels are not scored, where there are such.
void noteUnknown(const JudgedTruth& truth, const std::string& file, Session& session);

/// Makes a map or labels membrane where nothing is known (nowhere, where `unknown` is empty): the
/// truth is 0 there too, so that no score counts the pixel and nothing is joined there.
template <typename T>
void leaveOut(const Volume<std::uint8_t>& unknown, Volume<T>& scored);

/// A map of the probability of cell: float files hold it as it is, 8-bit files times 255. Nothing
/// for wider integers, which are labels. Moves the voxels out where it can.
std::optional<Volume<float>> mapOf(AnyVolume& voxels);

/// The same of a stack that has to be a map. Throws `Error`, naming `file`, where it holds labels,
/// a value that is not finite, or one outside of [0, 1].
Volume<float> requireMap(Stack& stack, const std::string& file);

}  // namespace axolemma
