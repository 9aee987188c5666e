#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <vector>

#include "core/error.h"
#include "core/io/format_writers.h"
#include "core/io/hdf5_handles.h"
#include "core/io/image_header.h"
#include "core/io/output_file.h"

namespace axolemma {
namespace {

struct Types {
    hid_t file;
    hid_t memory;
};

/// CREMI's types: labels 64 bit, images as they are. HDF5 converts while it writes.
Types typesOf(VoxelType type, bool areLabels) {
    if (areLabels) {
        return {H5T_STD_U64LE, type == VoxelType::UInt16   ? H5T_NATIVE_UINT16
                               : type == VoxelType::UInt32 ? H5T_NATIVE_UINT32
                                                           : H5T_NATIVE_UINT64};
    }
    switch (type) {
        case VoxelType::Int8:
            return {H5T_STD_I8LE, H5T_NATIVE_INT8};
        case VoxelType::Int16:
            return {H5T_STD_I16LE, H5T_NATIVE_INT16};
        case VoxelType::Int32:
            return {H5T_STD_I32LE, H5T_NATIVE_INT32};
        case VoxelType::Int64:
            return {H5T_STD_I64LE, H5T_NATIVE_INT64};
        case VoxelType::Float32:
            return {H5T_IEEE_F32LE, H5T_NATIVE_FLOAT};
        case VoxelType::Float64:
            return {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE};
        default:
            return {H5T_STD_U8LE, H5T_NATIVE_UINT8};
    }
}

void writeResolution(hid_t set, Spacing spacing) {
    const std::array<double, 3> zyx = {spacing.z, spacing.y, spacing.x};
    const hsize_t three = 3;
    const Hdf5Handle space(H5Screate_simple(1, &three, nullptr), H5Sclose);
    const Hdf5Handle attribute(
        H5Acreate2(set, "resolution", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    H5Awrite(attribute, H5T_NATIVE_DOUBLE, zyx.data());
}

}  // namespace

void writeHdf5(const std::filesystem::path& path, const Stack& stack, const BeforeSlice& before) {
    OutputFile output(path);
    const std::scoped_lock lock(hdf5Mutex());
    silenceHdf5();
    const auto type = voxelTypeOf(stack);
    const bool areLabels =
        type == VoxelType::UInt16 || type == VoxelType::UInt32 || type == VoxelType::UInt64;
    const auto check = [&](bool fine) {
        if (!fine) output.fail(ENOMEM);
    };
    // The file is made in memory and then written by us: where a disk is full HDF5 keeps what it
    // could not write and brings the program down when it ends.
    const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    constexpr std::size_t kGrowth = 16U << 20U;
    check(H5Pset_fapl_core(access, kGrowth, false) >= 0);
    Hdf5Handle file(H5Fcreate("axolemma", H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose);
    check(static_cast<bool>(file));
    const std::array<hsize_t, 3> size = {static_cast<hsize_t>(stack.depth()),
                                         static_cast<hsize_t>(stack.height()),
                                         static_cast<hsize_t>(stack.width())};
    const std::array<hsize_t, 3> slice = {1, size[1], size[2]};
    // Tiles of a slice: whoever looks at one slice, or at one place of it, reads little else.
    const std::array<hsize_t, 3> chunk = {1, std::min<hsize_t>(size[1], 512),
                                          std::min<hsize_t>(size[2], 512)};
    const Hdf5Handle space(H5Screate_simple(3, size.data(), nullptr), H5Sclose);
    const Hdf5Handle memory(H5Screate_simple(3, slice.data(), nullptr), H5Sclose);
    const Hdf5Handle layout(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    const Hdf5Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    H5Pset_chunk(layout, 3, chunk.data());
    H5Pset_deflate(layout, 4);
    H5Pset_create_intermediate_group(links, 1);
    const auto types = typesOf(type, areLabels);
    Hdf5Handle set(H5Dcreate2(file, areLabels ? "/volumes/labels/neuron_ids" : "/volumes/raw",
                              types.file, space, links, layout, H5P_DEFAULT),
                   H5Dclose);
    check(static_cast<bool>(set));
    if (stack.spacingKnown()) writeResolution(set, stack.spacing());
    const auto sliceBytes = static_cast<std::size_t>(size[1] * size[2]) * bytesOf(type);
    for (int z = 0; z < stack.depth(); ++z) {
        before(z);
        const std::array<hsize_t, 3> start = {static_cast<hsize_t>(z), 0, 0};
        H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, slice.data(), nullptr);
        check(H5Dwrite(set, types.memory, memory, space, H5P_DEFAULT,
                       bytesOf(stack.voxels()) + static_cast<std::size_t>(z) * sliceBytes) >= 0);
    }
    set.reset();
    check(H5Fflush(file, H5F_SCOPE_GLOBAL) >= 0);
    const auto length = H5Fget_file_image(file, nullptr, 0);
    check(length > 0);
    std::vector<std::byte> image(static_cast<std::size_t>(length));
    check(H5Fget_file_image(file, image.data(), image.size()) == length);
    file.reset();
    output.write(image.data(), image.size());
    output.commit();
}

}  // namespace axolemma
