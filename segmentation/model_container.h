#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace axolemma::detail {

/// A kind of file that is built as `model_file.h` describes: eight letters, format version and
/// header length (u32, little-endian), the header as JSON, the content, and the CRC-64 of all that.
struct ContainerFormat {
    std::string_view magic;
    std::uint32_t oldest = 1;
    std::uint32_t newest = 1;
};

/// Models of our own. 2 since there are ensembles, 3 since there are models without weights of
/// their own (model_reference.h); other models are still written as 1.
inline constexpr ContainerFormat kModelFormat{"AXOMODEL", 1, 3};
/// Models of others: a program, which is why they are not models of the format above.
inline constexpr ContainerFormat kForeignFormat{"AXOALIEN", 1, 1};

struct Container {
    std::string bytes;
    nlohmann::json header;
    /// What follows the header; lives as long as this.
    std::string_view content() const;
    /// The CRC-64 at its end, by which a file is told from another.
    std::uint64_t checksum() const;
    std::size_t contentAt = 0;
};

/// Whether the file begins with the letters of the format; false where it cannot be read.
bool hasMagic(const std::filesystem::path& path, const ContainerFormat& format);

/// Throws `Error` that names the file: not of this kind, truncated, damaged, newer, or a header
/// that is not JSON.
Container readContainer(const std::filesystem::path& path, const ContainerFormat& format);

/// Atomically. Throws `Error`.
void writeContainer(const std::filesystem::path& path, const ContainerFormat& format,
                    std::uint32_t version, std::string_view header, std::string_view content);

/// The `Error` for a header that says what cannot be.
[[noreturn]] void throwBadHeader(const std::filesystem::path& path, const std::exception& e);

}  // namespace axolemma::detail
