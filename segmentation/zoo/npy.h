#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "segmentation/operations.h"

namespace axolemma::zoo {

/// A file of numpy's format 1 to 3 as float32, with the shape as in the file; `axes` is left empty.
/// Types: whole numbers of 1 to 8 bytes, bool, float of 2 to 8 bytes, little-endian; in C order.
/// Throws `std::invalid_argument` that says what is wrong; allocates no more than the file's size
/// eightfold.
Tensor fromNpy(std::string_view bytes);

/// The tensor as a file of numpy's, as float32 or, where `asBytes`, as uint8 of the same values.
std::string toNpy(const Tensor& tensor, bool asBytes = false);

}  // namespace axolemma::zoo
