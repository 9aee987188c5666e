#pragma once

#include <cstdint>
#include <vector>

#include "core/image.h"

namespace axolemma {

/// Where two regions of a slice meet, and how much membrane is between them.
struct Contact {
    /// The numbers of the two, a < b.
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    /// Length, in pixels of the line between them.
    std::uint32_t pixels = 0;
    /// Sum of the probability of membrane over them.
    double membrane = 0;

    /// The mean probability of membrane between the two, in [0, 1].
    double strength() const { return membrane / pixels; }
};

/// The contacts of a watershed, ordered by (a, b): a pixel of 0 is on the line between all regions
/// that are its 4-neighbours. `membrane`: its probability, of the same size. Any thread.
std::vector<Contact> contactsOf(ImageView<const std::uint32_t> regions,
                                ImageView<const float> membrane);

}  // namespace axolemma
