#include "core/io/block_source.h"

#include <optional>

#include "core/io/inflate_reader.h"

namespace axolemma {
namespace {

class BlockSource : public SliceSource {
  public:
    explicit BlockSource(const BlockHeader& header)
        : file_(header.block.path), block_(header.block) {
        header_ = header.image;
    }

    void read(std::int64_t first, std::int64_t count, std::byte* out) override {
        const auto bytes = header_.sliceBytes() * static_cast<std::size_t>(count);
        if (block_.isPacked) {
            // A packed stream has no places to jump to.
            if (!packed_ || first < next_) {
                packed_.emplace(file_, block_.begin);
                next_ = 0;
            }
            for (; next_ < first; ++next_) packed_->read(out, header_.sliceBytes());
            packed_->read(out, bytes);
            next_ += count;
        } else {
            file_.read(block_.begin + header_.sliceBytes() * static_cast<std::size_t>(first), out,
                       bytes);
        }
        const auto size = bytesOf(header_.type);
        if (block_.isSwapped) swapBytes(out, bytes / size, size);
    }

  private:
    InputFile file_;
    VoxelBlock block_;
    std::optional<InflateReader> packed_;
    std::int64_t next_ = 0;
};

}  // namespace

std::unique_ptr<SliceSource> openBlock(const BlockHeader& header) {
    return std::make_unique<BlockSource>(header);
}

}  // namespace axolemma
