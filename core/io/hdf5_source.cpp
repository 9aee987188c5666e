#include "core/io/hdf5_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/error.h"
#include "core/io/hdf5_handles.h"
#include "core/io/voxel_size.h"

namespace axolemma {

std::recursive_mutex& hdf5Mutex() {
    static std::recursive_mutex mutex;
    return mutex;
}

void silenceHdf5() {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

namespace {

constexpr const char* kCremiRaw = "/volumes/raw";
/// Slices read at once where chunks are deep, at most.
constexpr std::size_t kMostBytesAtOnce = 256U << 20U;

hid_t memoryType(VoxelType type) {
    switch (type) {
        case VoxelType::UInt8:
            return H5T_NATIVE_UINT8;
        case VoxelType::Int8:
            return H5T_NATIVE_INT8;
        case VoxelType::UInt16:
            return H5T_NATIVE_UINT16;
        case VoxelType::Int16:
            return H5T_NATIVE_INT16;
        case VoxelType::UInt32:
            return H5T_NATIVE_UINT32;
        case VoxelType::Int32:
            return H5T_NATIVE_INT32;
        case VoxelType::UInt64:
            return H5T_NATIVE_UINT64;
        case VoxelType::Int64:
            return H5T_NATIVE_INT64;
        case VoxelType::Float32:
            return H5T_NATIVE_FLOAT;
        case VoxelType::Float64:
            return H5T_NATIVE_DOUBLE;
    }
    return -1;
}

/// The names of all datasets with three axes.
std::vector<std::string> stacksIn(hid_t file) {
    std::vector<std::string> names;
    const auto visit = [](hid_t root, const char* name, const H5O_info_t* info,
                          void* found) -> herr_t {
        if (info->type != H5O_TYPE_DATASET) return 0;
        const Hdf5Handle set(H5Dopen2(root, name, H5P_DEFAULT), H5Dclose);
        const Hdf5Handle space(set ? H5Dget_space(set) : -1, H5Sclose);
        if (space && H5Sget_simple_extent_ndims(space) == 3) {
            static_cast<std::vector<std::string>*>(found)->push_back(std::string("/") + name);
        }
        return 0;
    };
    H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_NATIVE, visit, &names, H5O_INFO_BASIC);
    return names;
}

class Hdf5Source : public SliceSource {
  public:
    Hdf5Source(const std::string& path, const std::string& dataset) : path_(path) {
        const std::scoped_lock lock(hdf5Mutex());
        silenceHdf5();
        file_ = Hdf5Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
        if (!file_) {
            fail(
                "it cannot be opened as HDF5: it is cut off, damaged, or still being written. "
                "Close the program that writes it, or copy it again.");
        }
        name_ = dataset.empty() ? chooseDataset() : dataset;
        set_ = Hdf5Handle(H5Dopen2(file_, name_.c_str(), H5P_DEFAULT), H5Dclose);
        if (!set_) {
            fail(fmt::format("it has no dataset {} that can be read. It has: {}.", name_,
                             fmt::join(stacksIn(file_), ", ")));
        }
        readHeader();
        takeVoxelSize();
    }
    ~Hdf5Source() override {
        const std::scoped_lock lock(hdf5Mutex());
        set_.reset();
        file_.reset();
    }

    std::int64_t step() const override { return step_; }

    void read(std::int64_t first, std::int64_t count, std::byte* out) override {
        const std::scoped_lock lock(hdf5Mutex());
        silenceHdf5();
        const Hdf5Handle space(H5Dget_space(set_), H5Sclose);
        const auto axes = isStack_ ? 3 : 2;
        const std::array<hsize_t, 3> start = {static_cast<hsize_t>(first), 0, 0};
        const std::array<hsize_t, 3> size = {static_cast<hsize_t>(count),
                                             static_cast<hsize_t>(header_.height),
                                             static_cast<hsize_t>(header_.width)};
        const auto* from = start.data() + (3 - axes);
        const auto* extent = size.data() + (3 - axes);
        const Hdf5Handle memory(H5Screate_simple(axes, extent, nullptr), H5Sclose);
        if (!space || !memory ||
            H5Sselect_hyperslab(space, H5S_SELECT_SET, from, nullptr, extent, nullptr) < 0 ||
            H5Dread(set_, memoryType(header_.type), memory, space, H5P_DEFAULT, out) < 0) {
            throw Error(
                fmt::format("{}, slice {}: its pixels cannot be read from dataset {}; the "
                            "file is damaged or packed in a way this computer's HDF5 does "
                            "not know. Save it with gzip or uncompressed.",
                            path_, first, name_));
        }
    }

  private:
    [[noreturn]] void fail(const std::string& what) const {
        throw Error(fmt::format("{}: {}", path_, what));
    }

    std::string chooseDataset() const {
        if (H5Lexists(file_, "/volumes", H5P_DEFAULT) > 0 &&
            H5Lexists(file_, kCremiRaw, H5P_DEFAULT) > 0) {
            return kCremiRaw;
        }
        const auto names = stacksIn(file_);
        if (names.empty()) fail("it holds no dataset with three axes. Choose another file.");
        if (names.size() > 1) {
            fail(fmt::format("it holds several stacks: {}. Open one of them as {}:{}.",
                             fmt::join(names, ", "), path_, names.front()));
        }
        return names.front();
    }

    void readHeader() {
        const Hdf5Handle type(H5Dget_type(set_), H5Tclose);
        const Hdf5Handle space(H5Dget_space(set_), H5Sclose);
        const Hdf5Handle layout(H5Dget_create_plist(set_), H5Pclose);
        const int axes = space ? H5Sget_simple_extent_ndims(space) : -1;
        if (!type || !layout || axes < 2 || axes > 3) {
            fail(fmt::format("dataset {} has {} axes. Choose one with three (z, y, x).", name_,
                             std::max(axes, 0)));
        }
        isStack_ = axes == 3;
        std::array<hsize_t, 3> size = {1, 1, 1};
        H5Sget_simple_extent_dims(space, size.data() + (3 - axes), nullptr);
        const int bits = static_cast<int>(H5Tget_size(type)) * 8;
        const auto kind = H5Tget_class(type);
        const auto voxel = kind == H5T_INTEGER ? integerType(bits, H5Tget_sign(type) == H5T_SGN_2)
                           : kind == H5T_FLOAT ? floatType(bits)
                                               : std::nullopt;
        if (!voxel) {
            fail(
                fmt::format("dataset {} holds neither integers of 8 to 64 bits nor floats of 32 "
                            "or 64. Save it as one of these.",
                            name_));
        }
        header_.format = "HDF5";
        header_.type = *voxel;
        const auto edge = [](hsize_t value) {
            return static_cast<std::int64_t>(std::min<hsize_t>(value, 1ULL << 62U));
        };
        header_.depth = edge(size[0]);
        header_.height = edge(size[1]);
        header_.width = edge(size[2]);
        const auto kindOfLayout = H5Pget_layout(layout);
        if (kindOfLayout == H5D_VIRTUAL || H5Pget_external_count(layout) > 0) {
            fail(
                fmt::format("dataset {} keeps its voxels in other files. Copy it into one file "
                            "(h5repack).",
                            name_));
        }
        std::error_code ignored;
        const auto bytes = std::filesystem::file_size(path_, ignored);
        checkHeader(header_, path_, bytes, kindOfLayout == H5D_CHUNKED ? kDeflateRatio : 1);
        step_ = 1;
        if (kindOfLayout == H5D_CHUNKED && isStack_) {
            std::array<hsize_t, 3> chunk = {1, 1, 1};
            H5Pget_chunk(layout, 3, chunk.data());
            const auto most = std::max<std::size_t>(kMostBytesAtOnce / header_.sliceBytes(), 1);
            step_ = static_cast<std::int64_t>(std::min<hsize_t>(chunk[0], most));
            step_ = std::clamp<std::int64_t>(step_, 1, header_.depth);
        }
    }

    bool readTriple(const char* name, std::array<double, 3>& values) const {
        if (H5Aexists(set_, name) <= 0) return false;
        const Hdf5Handle attribute(H5Aopen(set_, name, H5P_DEFAULT), H5Aclose);
        const Hdf5Handle space(attribute ? H5Aget_space(attribute) : -1, H5Sclose);
        return space && H5Sget_simple_extent_npoints(space) == 3 &&
               H5Aread(attribute, H5T_NATIVE_DOUBLE, values.data()) >= 0;
    }

    void takeVoxelSize() {
        std::array<double, 3> zyx = {};
        if (readTriple("resolution", zyx)) {
            setSpacing(header_, zyx[2], zyx[1], zyx[0]);
        } else if (readTriple("element_size_um", zyx)) {
            setSpacing(header_, zyx[2] * 1e3, zyx[1] * 1e3, zyx[0] * 1e3);
        }
    }

    std::string path_;
    std::string name_;
    Hdf5Handle file_;
    Hdf5Handle set_;
    bool isStack_ = true;
    std::int64_t step_ = 1;
};

}  // namespace

std::unique_ptr<SliceSource> openHdf5(const std::string& path, const std::string& dataset) {
    return std::make_unique<Hdf5Source>(path, dataset);
}

}  // namespace axolemma
