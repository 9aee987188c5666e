#pragma once

#include <cstdint>

#include "core/geometry.h"
#include "core/image.h"
#include "core/proofreading/pixel_runs.h"

namespace axolemma {

/// The Euclidean distance from the centre of each pixel to that of the nearest non-zero pixel of
/// `mask`, in pixels; infinite if there is none. Exact, in time linear in the pixels (Felzenszwalb
/// and Huttenlocher 2012). Any thread.
Image<float> distanceTo(ImageView<const std::uint8_t> mask);

/// How far each pixel of `area` is from the outline of `profile`, in pixels: negative inside,
/// positive outside, half a pixel on both sides of the outline. Whatever `profile` has outside of
/// `area` does not count, nor does the edge of `area`; infinite where there is no outline. Any
/// thread.
Image<float> signedDistance(const PixelRuns& profile, const Rect& area);

/// The profile between two: where the mean of both signed distances, weighted by (1 - t) and t, is
/// negative (Raya and Udupa 1990, shape-based interpolation). t = 0 gives `before`, t = 1 gives
/// `after`. They are laid over each other by their centroids first where they share more pixels
/// then, and the result lies on the way between them. Empty if one of them is. Any thread.
PixelRuns interpolated(const PixelRuns& before, const PixelRuns& after, double t = 0.5);

/// A profile that is about right, moved onto the membranes of the map of its slice: its outline
/// goes where the watershed has its line between what is deep inside of the profile and what is
/// `reach` pixels outside of it, and boundary (membrane of one half or more) is left out. Sections
/// are never quite in register, so this is what makes an interpolated profile right. `map`: the
/// probability of cell in steps of 1/255; without one, or where nothing would be left, the profile
/// as it is. Any thread.
PixelRuns fittedToMembrane(const PixelRuns& profile, ImageView<const std::uint8_t> map,
                           int reach = 7);

}  // namespace axolemma
