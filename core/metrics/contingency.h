#pragma once

#include <cstdint>
#include <vector>

#include "core/image.h"

namespace axolemma::detail {

/// The labels of one slice with a frame of one pixel around them, [height + 2, width + 2], so that
/// every pixel has four neighbours. The frame holds `kOutside`.
struct FramedLabels {
    static constexpr std::uint32_t kOutside = 0xFFFFFFFFU;

    FramedLabels(int width, int height);
    /// The slice without its frame.
    ImageView<std::uint32_t> inside() {
        return pixels.view().cropped({1, 1, pixels.width() - 1, pixels.height() - 1});
    }
    Image<std::uint32_t> pixels;
};

/// Grows the labels of a slice into its 0 pixels by the 4-connected watershed of Vincent and Soille
/// (1991) on two levels, in the pixel order of DOMAIN section 3. What stays 0 are the lines on
/// which regions meet. A slice without any label becomes one region, as a constant image does.
void floodWithLines(FramedLabels& labels);

/// The regions of the truth in one slice: the pixels of all of them, one region after another.
class TruthSlice {
  public:
    /// `regions`: numbered from 1, 0 = membrane.
    explicit TruthSlice(ImageView<const std::uint32_t> regions);

    std::uint64_t cells() const { return pixels_.size(); }

  private:
    friend struct Contingency contingencyOf(const TruthSlice&, const FramedLabels&);
    std::vector<std::uint32_t> pixels_;
    std::vector<std::size_t> start_ = {0};
};

/// Sums over the contingency table of truth regions i and proposal components j, counted in the
/// n cell pixels of the truth. A proposal pixel of 0 is a component of its own.
struct Contingency {
    std::uint64_t n = 0;
    /// Sums of squared counts: n^2 times A, B and AB of DOMAIN section 3.
    std::uint64_t squaresTruth = 0;
    std::uint64_t squaresProposal = 0;
    std::uint64_t squaresBoth = 0;
    /// Entropies in nats.
    double entropyTruth = 0;
    double entropyProposal = 0;
    double entropyBoth = 0;
};

Contingency contingencyOf(const TruthSlice& truth, const FramedLabels& proposal);

}  // namespace axolemma::detail
