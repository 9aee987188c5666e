#include "core/io/block_source.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "core/io/inflate_reader.h"

namespace axolemma {
namespace {

/// The stored values as they are meant, in single precision.
template <typename T>
void scaleAll(const std::vector<std::byte>& stored, const VoxelBlock& block, std::byte* out) {
    for (std::size_t i = 0; i < stored.size() / sizeof(T); ++i) {
        T value;
        std::memcpy(&value, stored.data() + i * sizeof(T), sizeof(T));
        const auto scaled =
            static_cast<float>(static_cast<double>(value) * block.scale + block.offset);
        std::memcpy(out + i * sizeof(float), &scaled, sizeof(float));
    }
}

class BlockSource : public SliceSource {
  public:
    explicit BlockSource(const BlockHeader& header)
        : file_(header.block.path), block_(header.block) {
        header_ = header.image;
        if (!block_.isScaled) block_.storedType = header_.type;
        storedSliceBytes_ =
            header_.sliceBytes() / bytesOf(header_.type) * bytesOf(block_.storedType);
    }

    void read(std::int64_t first, std::int64_t count, std::byte* out) override {
        const auto bytes = storedSliceBytes_ * static_cast<std::size_t>(count);
        if (!block_.isScaled) return readStored(first, count, out);
        std::vector<std::byte> stored(bytes);
        readStored(first, count, stored.data());
        switch (block_.storedType) {
            case VoxelType::UInt8:
                return scaleAll<std::uint8_t>(stored, block_, out);
            case VoxelType::Int8:
                return scaleAll<std::int8_t>(stored, block_, out);
            case VoxelType::UInt16:
                return scaleAll<std::uint16_t>(stored, block_, out);
            case VoxelType::Int16:
                return scaleAll<std::int16_t>(stored, block_, out);
            case VoxelType::UInt32:
                return scaleAll<std::uint32_t>(stored, block_, out);
            case VoxelType::Int32:
                return scaleAll<std::int32_t>(stored, block_, out);
            case VoxelType::UInt64:
                return scaleAll<std::uint64_t>(stored, block_, out);
            case VoxelType::Int64:
                return scaleAll<std::int64_t>(stored, block_, out);
            case VoxelType::Float32:
                return scaleAll<float>(stored, block_, out);
            case VoxelType::Float64:
                return scaleAll<double>(stored, block_, out);
        }
    }

  private:
    void readStored(std::int64_t first, std::int64_t count, std::byte* out) {
        const auto bytes = storedSliceBytes_ * static_cast<std::size_t>(count);
        if (block_.isPacked) {
            // A packed stream has no places to jump to.
            if (!packed_ || first < next_) {
                packed_.emplace(file_, block_.begin);
                packed_->drop(block_.skip);
                next_ = 0;
            }
            packed_->drop(static_cast<std::uint64_t>(first - next_) * storedSliceBytes_);
            packed_->read(out, bytes);
            next_ = first + count;
        } else {
            file_.read(block_.begin + storedSliceBytes_ * static_cast<std::size_t>(first), out,
                       bytes);
        }
        const auto size = bytesOf(block_.storedType);
        if (block_.isSwapped) swapBytes(out, bytes / size, size);
    }

    InputFile file_;
    VoxelBlock block_;
    std::size_t storedSliceBytes_ = 0;
    std::optional<InflateReader> packed_;
    std::int64_t next_ = 0;
};

}  // namespace

std::unique_ptr<SliceSource> openBlock(const BlockHeader& header) {
    return std::make_unique<BlockSource>(header);
}

}  // namespace axolemma
