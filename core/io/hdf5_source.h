#pragma once

#include <memory>
#include <string>

#include "core/io/slice_source.h"

namespace axolemma {

/// A dataset [depth, height, width] of an HDF5 file. Without a name: volumes/raw, else the only
/// dataset with three axes. The voxel size is CREMI's `resolution` (nm) or `element_size_um`, both
/// z, y, x. Throws `Error`.
std::unique_ptr<SliceSource> openHdf5(const std::string& path, const std::string& dataset);

}  // namespace axolemma
