#pragma once

#include <cstdint>

#include "core/synthetic_profiles.h"

namespace axolemma::synthetic {

/// A section and its truth before numbering.
struct Section {
    Image<std::uint8_t> image;
    /// 0 = membrane, otherwise 1 + the neurite's index in `Tissue::looks`.
    Image<std::uint32_t> neurites;
};

/// Cuts section z out of the tissue, stains it and takes its micrograph.
Section renderSection(const SyntheticSettings& settings, const Tissue& tissue, int z);

}  // namespace axolemma::synthetic
