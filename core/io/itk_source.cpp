#include "core/io/itk_source.h"

#include <fmt/format.h>
#include <itkMRCImageIO.h>

#include "core/error.h"
#include "core/io/format_headers.h"
#include "core/io/tiff_image_io.h"

namespace axolemma {
namespace {

std::optional<VoxelType> typeOf(const itk::ImageIOBase& io) {
    using C = itk::IOComponentEnum;
    const int bits = static_cast<int>(io.GetComponentSize()) * 8;
    switch (io.GetComponentType()) {
        case C::UCHAR:
        case C::USHORT:
        case C::UINT:
        case C::ULONG:
        case C::ULONGLONG:
            return integerType(bits, false);
        case C::CHAR:
        case C::SHORT:
        case C::INT:
        case C::LONG:
        case C::LONGLONG:
            return integerType(bits, true);
        case C::FLOAT:
        case C::DOUBLE:
            return floatType(bits);
        default:
            return std::nullopt;
    }
}

class ItkSource : public SliceSource {
  public:
    ItkSource(itk::ImageIOBase::Pointer io, ImageHeader header, bool streams)
        : io_(std::move(io)), streams_(streams) {
        header_ = std::move(header);
    }

    /// For ITK's own readers: asks the reader what it sees, which must be what the check of the
    /// header saw. Only the type and the number of channels may differ, where it expands palettes
    /// and scales values.
    void agree(const std::string& path) {
        guarded(path, [&] {
            // Warnings would go to standard error; what matters is thrown.
            itk::Object::SetGlobalWarningDisplay(false);
            io_->SetFileName(path);
            io_->ReadImageInformation();
        });
        const auto edge = [&](unsigned axis) {
            return axis < io_->GetNumberOfDimensions()
                       ? static_cast<std::int64_t>(io_->GetDimensions(axis))
                       : 1;
        };
        const auto type = typeOf(*io_);
        bool same = edge(0) == header_.width && edge(1) == header_.height &&
                    edge(2) == header_.depth && type.has_value();
        for (unsigned axis = 3; axis < io_->GetNumberOfDimensions(); ++axis) {
            same = same && edge(axis) == 1;
        }
        header_.channels = static_cast<int>(io_->GetNumberOfComponents());
        if (!same || header_.channels < 1 || header_.channels > 4) {
            throw Error(fmt::format("{} has a {} header that contradicts itself. Save it again.",
                                    path, header_.format));
        }
        // MRC's bytes have a sign that ITK does not know of.
        if (bytesOf(*type) != 1 || bytesOf(header_.type) != 1) header_.type = *type;
    }

    std::int64_t step() const override { return streams_ ? 1 : header_.depth; }

    void read(std::int64_t first, std::int64_t count, std::byte* out) override {
        guarded(io_->GetFileName(), [&] {
            const auto dimensions = io_->GetNumberOfDimensions();
            itk::ImageIORegion region(dimensions);
            for (unsigned axis = 0; axis < dimensions; ++axis) region.SetSize(axis, 1);
            region.SetSize(0, static_cast<itk::SizeValueType>(header_.width));
            region.SetSize(1, static_cast<itk::SizeValueType>(header_.height));
            if (dimensions > 2) {
                region.SetSize(2, static_cast<itk::SizeValueType>(count));
                region.SetIndex(2, first);
            }
            io_->SetIORegion(region);
            io_->Read(out);
        });
    }

  private:
    template <typename Function>
    void guarded(const std::string& path, const Function& function) {
        try {
            function();
        } catch (const Error&) {
            throw;
        } catch (const std::bad_alloc&) {
            throw Error(
                fmt::format("There is not enough memory to read {}. Close other programs.", path));
        } catch (const std::exception& reason) {
            throw Error(
                fmt::format("{} cannot be read as {} ({}): it is cut off or damaged. Copy "
                            "or save it again.",
                            path, header_.format, brief(reason)));
        }
    }

    /// ITK's messages begin with where in its source they were thrown.
    static std::string brief(const std::exception& reason) {
        const auto* itks = dynamic_cast<const itk::ExceptionObject*>(&reason);
        std::string text = itks ? itks->GetDescription() : reason.what();
        if (const auto at = text.find("): "); at != std::string::npos) text = text.substr(at + 3);
        for (char& c : text) {
            if (c == '\n') c = ' ';
        }
        return text.substr(0, 160);
    }

    itk::ImageIOBase::Pointer io_;
    bool streams_;
};

template <typename ImageIO>
std::unique_ptr<SliceSource> open(const InputFile& file, ImageHeader header) {
    // Only our own ImageIO is read in parts: ITK 5.2's for MRC then swaps the bytes of the whole
    // image, far behind the end of a buffer for one slice.
    auto source =
        std::make_unique<ItkSource>(ImageIO::New().GetPointer(), std::move(header), false);
    source->agree(file.path());
    return source;
}

}  // namespace

std::unique_ptr<SliceSource> openTiff(const std::string& path) {
    const auto io = TiffImageIO::New();
    io->SetFileName(path);
    io->ReadImageInformation();
    return std::make_unique<ItkSource>(io.GetPointer(), io->header(), true);
}

std::unique_ptr<SliceSource> openMrc(const InputFile& file) {
    return open<itk::MRCImageIO>(file, readMrcHeader(file));
}
}  // namespace axolemma
