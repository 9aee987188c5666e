#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <new>
#include <stop_token>

#include "core/error.h"

namespace axolemma::detail {

/// Memory for feature maps that is used again as soon as nobody refers to it.
class MemoryPool : public std::enable_shared_from_this<MemoryPool> {
  public:
    using Block = std::shared_ptr<std::byte>;

    /// Memory of at least `size` bytes. New memory is touched here, because the system takes long
    /// to give it, and a layer that met it first could not be stopped meanwhile. Throws
    /// `Cancelled`.
    Block take(std::size_t size, const std::stop_token& stop) {
        auto best = free_.lower_bound(size);
        std::byte* bytes = nullptr;
        if (best != free_.end() && best->first <= 2 * size) {
            size = best->first;
            bytes = best->second;
            free_.erase(best);
        } else {
            bytes = static_cast<std::byte*>(::operator new (size, std::align_val_t{64}));
            if (!touch(bytes, size, stop)) {
                ::operator delete (bytes, std::align_val_t{64});
                throw Cancelled();
            }
        }
        return {bytes,
                [pool = shared_from_this(), size](std::byte* b) { pool->free_.emplace(size, b); }};
    }
    ~MemoryPool() {
        for (const auto& [size, bytes] : free_) ::operator delete (bytes, std::align_val_t{64});
    }

  private:
    static bool touch(std::byte* bytes, std::size_t size, const std::stop_token& stop) {
        constexpr std::size_t kPage = 4096;
        constexpr std::size_t kBetweenLooks = std::size_t{4} << 20;
        for (std::size_t i = 0; i < size; i += kPage) {
            if (i % kBetweenLooks == 0 && stop.stop_requested()) return false;
            bytes[i] = std::byte{0};
        }
        return true;
    }

    std::multimap<std::size_t, std::byte*> free_;
};

}  // namespace axolemma::detail
