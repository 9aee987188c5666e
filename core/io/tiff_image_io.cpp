#include "core/io/tiff_image_io.h"

#include "core/error.h"

namespace axolemma {
namespace {

itk::IOComponentEnum componentOf(VoxelType type) {
    using C = itk::IOComponentEnum;
    switch (type) {
        case VoxelType::UInt8:
            return C::UCHAR;
        case VoxelType::Int8:
            return C::CHAR;
        case VoxelType::UInt16:
            return C::USHORT;
        case VoxelType::Int16:
            return C::SHORT;
        case VoxelType::UInt32:
            return C::UINT;
        case VoxelType::Int32:
            return C::INT;
        case VoxelType::UInt64:
            return C::ULONG;
        case VoxelType::Int64:
            return C::LONG;
        case VoxelType::Float32:
            return C::FLOAT;
        case VoxelType::Float64:
            return C::DOUBLE;
    }
    return C::UNKNOWNCOMPONENTTYPE;
}

}  // namespace

bool TiffImageIO::CanReadFile(const char* path) {
    try {
        const auto head = InputFile(path).head(4);
        return head.size() == 4 &&
               (head.starts_with("II*") || head == std::string("MM\0*", 4) ||
                head == std::string("II+\0", 4) || head == std::string("MM\0+", 4));
    } catch (const Error&) {
        return false;
    }
}

void TiffImageIO::ReadImageInformation() {
    file_ = std::make_unique<TiffFile>(GetFileName());
    const ImageHeader& h = file_->header();
    SetNumberOfDimensions(3);
    SetDimensions(0, static_cast<itk::SizeValueType>(h.width));
    SetDimensions(1, static_cast<itk::SizeValueType>(h.height));
    SetDimensions(2, static_cast<itk::SizeValueType>(h.depth));
    // ITK counts in millimetres.
    SetSpacing(0, h.spacing.x * 1e-6);
    SetSpacing(1, h.spacing.y * 1e-6);
    SetSpacing(2, h.spacing.z * 1e-6);
    SetComponentType(componentOf(h.type));
    SetNumberOfComponents(static_cast<unsigned>(h.channels));
    SetPixelType(h.channels == 1   ? itk::IOPixelEnum::SCALAR
                 : h.channels == 3 ? itk::IOPixelEnum::RGB
                 : h.channels == 4 ? itk::IOPixelEnum::RGBA
                                   : itk::IOPixelEnum::VECTOR);
}

itk::ImageIORegion TiffImageIO::GenerateStreamableReadRegionFromRequestedRegion(
    const itk::ImageIORegion& requested) const {
    itk::ImageIORegion region(3);
    for (unsigned axis = 0; axis < 2; ++axis) region.SetSize(axis, GetDimensions(axis));
    const bool is3d = requested.GetImageDimension() > 2;
    region.SetIndex(2, is3d ? requested.GetIndex(2) : 0);
    region.SetSize(2, is3d ? requested.GetSize(2) : 1);
    return region;
}

void TiffImageIO::Read(void* buffer) {
    const auto& region = GetIORegion();
    const bool is3d = region.GetImageDimension() > 2;
    const auto first = is3d ? region.GetIndex(2) : 0;
    const auto count = is3d ? region.GetSize(2) : 1;
    auto* out = static_cast<std::byte*>(buffer);
    for (itk::SizeValueType i = 0; i < count; ++i) {
        file_->readSlice(first + static_cast<std::int64_t>(i), out);
        out += header().sliceBytes();
    }
}

void TiffImageIO::WriteImageInformation() {
    Write(nullptr);
}
void TiffImageIO::Write(const void*) {
    throw Error("TIFF files are written by writeStack, not through ITK.");
}

}  // namespace axolemma
