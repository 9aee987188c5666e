#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "core/colours.h"
#include "core/image.h"
#include "core/neurons.h"
#include "core/proofreading/pixel_runs.h"

namespace axolemma {

class NeuronVisibility;

/// One pixel of the overlay as the scene reads it. `a` says what the pixel is, not how opaque: see
/// `OverlayBuffer::kNothing` and the others; the scene's opacity applies to all alike.
struct Rgba {
    std::uint8_t r = 0;
    std::uint8_t g = 0;
    std::uint8_t b = 0;
    std::uint8_t a = 0;
    bool operator==(const Rgba&) const = default;
};

/// The colours that lie over a slice: [height, width], x fastest. Recolouring can be limited to the
/// rectangle that changed.
class OverlayBuffer {
  public:
    static constexpr std::uint8_t kNothing = 0;
    static constexpr std::uint8_t kColoured = 128;
    static constexpr std::uint8_t kSelected = 255;

    /// Fits the buffer to a slice; its pixels are kNothing where the size changed.
    void resize(int width, int height);
    void clear();
    /// Colours `rect` by component: `table[c]` is the colour of component c; what lies beyond the
    /// table is kNothing.
    void colourComponents(ImageView<const std::uint32_t> labels, std::span<const Rgba> table,
                          const Rect& rect);
    /// Gives pixels one colour; those outside are left out.
    void paint(const PixelRuns& pixels, Rgba colour);
    /// Colours `rect` by value.
    void colourMap(ImageView<const std::uint8_t> values, std::span<const Rgba, 256> table,
                   const Rect& rect);

    ImageView<const Rgba> pixels() const { return pixels_; }
    Rect bounds() const { return pixels_.bounds(); }
    bool empty() const { return pixels_.empty(); }

  private:
    Image<Rgba> pixels_;
};

/// The colours of neurons as overlays need them. Remembers them, because making one takes about a
/// microsecond and a large slice has thousands.
class NeuronColours {
  public:
    /// The colours of the components of a slice, [0] nothing: those of their neurons (`ids` by
    /// component), those that are `picked` marked.
    std::vector<Rgba> ofComponents(std::span<const std::uint64_t> ids,
                                   const std::set<std::uint64_t>& picked);
    /// The same for slice z: neurons have the colours that were chosen for them, and those that are
    /// hidden none.
    std::vector<Rgba> ofSlice(const NeuronTable& neurons, int z,
                              const std::set<std::uint64_t>& picked,
                              const NeuronVisibility& visibility);

  private:
    Rgb of(std::uint64_t id);
    /// By id, as far as it was asked for.
    std::vector<Rgb> known_;
};
/// The colours of a probability of cell x 255: membrane glows, cell is nearly black.
std::span<const Rgba, 256> probabilityColours();
/// The colours of a `SegmentationError` a pixel: merge dark, split brighter, missing boundary
/// brightest, so that they are told apart without colour vision; nothing where there is no error.
std::span<const Rgba, 256> errorColours();

}  // namespace axolemma
