#include "core/io/itk_source.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/io/tiff_image_io.h"

namespace axolemma {
namespace {

class ItkSource : public SliceSource {
  public:
    ItkSource(itk::ImageIOBase::Pointer io, ImageHeader header) : io_(std::move(io)) {
        header_ = std::move(header);
    }

    std::int64_t step() const override { return io_->CanStreamRead() ? 1 : header_.depth; }

    void read(std::int64_t first, std::int64_t count, std::byte* out) override {
        itk::ImageIORegion region(3);
        region.SetSize(0, static_cast<itk::SizeValueType>(header_.width));
        region.SetSize(1, static_cast<itk::SizeValueType>(header_.height));
        region.SetSize(2, static_cast<itk::SizeValueType>(count));
        region.SetIndex(2, first);
        io_->SetIORegion(region);
        io_->Read(out);
    }

  private:
    itk::ImageIOBase::Pointer io_;
};

}  // namespace

std::unique_ptr<SliceSource> openTiff(const std::string& path) {
    const auto io = TiffImageIO::New();
    io->SetFileName(path);
    io->ReadImageInformation();
    return std::make_unique<ItkSource>(io.GetPointer(), io->header());
}

}  // namespace axolemma
