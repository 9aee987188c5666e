#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <new>

namespace axolemma::detail {

/// Memory for feature maps that is used again as soon as nobody refers to it.
class MemoryPool : public std::enable_shared_from_this<MemoryPool> {
  public:
    using Block = std::shared_ptr<std::byte>;

    Block take(std::size_t size) {
        auto best = free_.lower_bound(size);
        std::byte* bytes = nullptr;
        if (best != free_.end() && best->first <= 2 * size) {
            size = best->first;
            bytes = best->second;
            free_.erase(best);
        } else {
            bytes = static_cast<std::byte*>(::operator new (size, std::align_val_t{64}));
        }
        return {bytes,
                [pool = shared_from_this(), size](std::byte* b) { pool->free_.emplace(size, b); }};
    }
    ~MemoryPool() {
        for (const auto& [size, bytes] : free_) ::operator delete (bytes, std::align_val_t{64});
    }

  private:
    std::multimap<std::size_t, std::byte*> free_;
};

}  // namespace axolemma::detail
