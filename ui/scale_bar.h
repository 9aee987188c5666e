#pragma once

#include <string>

namespace axolemma {

/// A scale bar of a round length (1, 2 or 5 times a power of ten).
struct ScaleBarLength {
    double nanometres = 0;
    std::string text;  ///< "200 nm", "1 µm", "2 mm"
};

/// The longest round length of at most `longest` nm, which must be positive.
ScaleBarLength roundScaleBar(double longest);

}  // namespace axolemma
