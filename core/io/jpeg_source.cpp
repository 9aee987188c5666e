#include "core/io/jpeg_source.h"

#include <fmt/format.h>
#include <turbojpeg.h>

#include "core/error.h"
#include "core/io/format_headers.h"

namespace axolemma {
namespace {

class JpegSource : public SliceSource {
  public:
    explicit JpegSource(const InputFile& file) : path_(file.path()) {
        header_ = readJpegHeader(file);
        bytes_ = file.head(file.size());
    }

    void read(std::int64_t, std::int64_t, std::byte* out) override {
        const std::unique_ptr<void, int (*)(void*)> decoder(tjInitDecompress(), tjDestroy);
        // A progressive file can repeat a scan for ever, which the limit ends.
        const int flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;
        if (!decoder ||
            tjDecompress2(decoder.get(), reinterpret_cast<const unsigned char*>(bytes_.data()),
                          bytes_.size(), reinterpret_cast<unsigned char*>(out),
                          static_cast<int>(header_.width), 0, static_cast<int>(header_.height),
                          header_.channels == 1 ? TJPF_GRAY : TJPF_RGB, flags) != 0) {
            throw Error(
                fmt::format("{} cannot be read as JPEG ({}): it is cut off or damaged. "
                            "Copy or save it again.",
                            path_, tjGetErrorStr2(decoder.get())));
        }
    }

  private:
    std::string path_;
    std::string bytes_;
};

}  // namespace

std::unique_ptr<SliceSource> openJpeg(const InputFile& file) {
    return std::make_unique<JpegSource>(file);
}

}  // namespace axolemma
