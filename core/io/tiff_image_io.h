#pragma once

#include <itkImageIOBase.h>

#include <memory>

#include "core/io/tiff_file.h"

namespace axolemma {

/// TIFF for ITK: by libtiff instead of ITK 5.2's own reader, which delivers uninitialised memory
/// for 32-bit integers, ignores ImageJ's units and refuses tiles. Streams by slice; does not write.
class TiffImageIO : public itk::ImageIOBase {
  public:
    using Self = TiffImageIO;
    using Superclass = itk::ImageIOBase;
    using Pointer = itk::SmartPointer<Self>;
    // clang-format off
    itkNewMacro(Self)
    itkTypeMacro(TiffImageIO, itk::ImageIOBase)
        // clang-format on

        bool CanReadFile(const char* path) override;
    void ReadImageInformation() override;
    void Read(void* buffer) override;
    bool CanStreamRead() override { return true; }
    itk::ImageIORegion GenerateStreamableReadRegionFromRequestedRegion(
        const itk::ImageIORegion& requested) const override;

    bool CanWriteFile(const char*) override { return false; }
    void WriteImageInformation() override;
    void Write(const void* buffer) override;

    /// After `ReadImageInformation`.
    const ImageHeader& header() const { return file_->header(); }

  private:
    std::unique_ptr<TiffFile> file_;
};

}  // namespace axolemma
