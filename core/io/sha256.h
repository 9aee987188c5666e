#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace axolemma {

/// SHA-256 (FIPS 180-4), by which content is named.
class Sha256 {
  public:
    void add(std::string_view bytes);
    void add(const void* bytes, std::size_t count) {
        add({static_cast<const char*>(bytes), count});
    }
    /// 64 hexadecimal digits. Nothing may be added afterwards.
    std::string finish();

    static std::string of(std::string_view bytes);
    /// Whether `text` is that many of the digits that `finish` makes: safe as the name of a file.
    static bool isPart(std::string_view text, std::size_t digits = 64);

  private:
    void block(const unsigned char* bytes);

    std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<unsigned char, 64> pending_{};
    std::uint64_t size_ = 0;
};

}  // namespace axolemma
