#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/geometry.h"
#include "core/image.h"
#include "core/proofreading/held_out.h"
#include "core/stack.h"
#include "segmentation/normalisation.h"
#include "segmentation/training.h"

namespace axolemma {

/// Slices to train on, with their targets: the place where crops are cut. Refers to the stack and
/// the targets, which must outlive it; holds no copy of either. Immutable; any number of threads.
class TrainingSet {
  public:
    /// A pixel whose target is known.
    struct Place {
        int z = 0;
        Point pixel;
    };

    /// `slices` are those whose targets count, but for what is held out; neighbouring slices
    /// (inputSlices of them, odd) come from the whole stack. Throws `Error` if sizes differ, a
    /// slice is not there, or nothing is known.
    TrainingSet(const Stack& images, const TargetVolume& targets, std::vector<int> slices,
                int inputSlices, std::optional<HeldOut> heldOut = {});

    int inputSlices() const { return inputSlices_; }
    int width() const { return targets_->width(); }
    int height() const { return targets_->height(); }
    const Normalisation& normalisation() const { return normalisation_; }

    /// How many pixels have a known target, and the i-th of them.
    std::uint64_t knownPixels() const { return firstOfRow_.back(); }
    Place knownPixel(std::uint64_t i) const;

    /// The normalised image around slice z: channel c is slice z + c - inputSlices / 2, beyond the
    /// first and last slice that slice again. Mirrored outside of the slice.
    void image(int z, int channel, const Rect& rect, ImageView<float> out) const;
    /// Targets, mirrored in the same way; what is held out is unknown.
    void target(int z, const Rect& rect, ImageView<std::uint8_t> out) const;

  private:
    Rect excludedIn(int z) const;
    bool isKnown(int z, int x, int y) const;

    const Stack* images_;
    const TargetVolume* targets_;
    std::vector<int> slices_;
    int inputSlices_;
    std::optional<HeldOut> heldOut_;
    Normalisation normalisation_;
    /// Number of known pixels before each row of each slice of slices_, and of all.
    std::vector<std::uint64_t> firstOfRow_;
};

}  // namespace axolemma
