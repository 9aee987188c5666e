// 1 GB of uncompressed TIFF (64 slices of 4096 x 4096, 8 bit) by readStack against a plain read()
// of the same file into a fresh buffer, warm (in the page cache) and cold (dropped from it).
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "core/io/stack_reader.h"
#include "tests/support/bench.h"

using namespace axolemma;

namespace {

constexpr std::uint32_t kEdge = 4096;
constexpr std::uint32_t kSlices = 64;

void put(std::ofstream& file, std::uint32_t value, int bytes) {
    file.write(reinterpret_cast<const char*>(&value), bytes);
}

/// Each page is its directory and one strip behind it, as most programs write them.
void writeTiff(const std::filesystem::path& path) {
    constexpr std::uint32_t kEntries = 9;
    constexpr std::uint32_t kDirectoryBytes = 2 + kEntries * 12 + 4;
    constexpr std::uint32_t kSliceBytes = kEdge * kEdge;
    std::ofstream file(path, std::ios::binary);
    file.write("II*\0", 4);
    put(file, 8, 4);
    std::vector<char> pixels(kSliceBytes);
    for (std::uint32_t page = 0; page < kSlices; ++page) {
        const std::uint32_t begin = 8 + page * (kDirectoryBytes + kSliceBytes);
        const std::uint32_t strip = begin + kDirectoryBytes;
        put(file, kEntries, 2);
        const std::uint32_t entries[kEntries][2] = {{256, kEdge}, {257, kEdge}, {258, 8},
                                                    {259, 1},     {262, 1},     {273, strip},
                                                    {277, 1},     {278, kEdge}, {279, kSliceBytes}};
        for (const auto& [tag, value] : entries) {
            put(file, tag, 2);
            put(file, 4, 2);
            put(file, 1, 4);
            put(file, value, 4);
        }
        put(file, page + 1 < kSlices ? strip + kSliceBytes : 0, 4);
        for (std::uint32_t i = 0; i < kSliceBytes; ++i)
            pixels[i] = static_cast<char>(i * 31 + page);
        file.write(pixels.data(), kSliceBytes);
    }
}

void plainRead(const std::filesystem::path& path) {
    const auto size = std::filesystem::file_size(path);
    const auto buffer = std::make_unique_for_overwrite<char[]>(size);
    const int file = ::open(path.c_str(), O_RDONLY);
    for (std::size_t done = 0; done < size;) {
        const auto got = ::read(file, buffer.get() + done, size - done);
        if (got <= 0) break;
        done += static_cast<std::size_t>(got);
    }
    ::close(file);
}

void dropFromCache(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY);
    ::fsync(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
}

}  // namespace

int main(int argc, char** argv) {
    const auto path = std::filesystem::path(argc > 1 ? argv[1] : "/tmp") / "axolemma-bench.tif";
    writeTiff(path);
    // In turns, so that neither has the quieter machine.
    std::array<std::array<double, 5>, 4> runs;
    plainRead(path);
    for (std::size_t i = 0; i < 5; ++i) {
        runs[0][i] = bench::seconds([&] { plainRead(path); });
        runs[1][i] = bench::seconds([&] { readStack(path, [](const Progress&) {}); });
    }
    for (std::size_t i = 0; i < 5; ++i) {
        dropFromCache(path);
        runs[2][i] = bench::seconds([&] { plainRead(path); });
        dropFromCache(path);
        runs[3][i] = bench::seconds([&] { readStack(path, [](const Progress&) {}); });
    }
    std::filesystem::remove(path);
    for (auto& times : runs) std::sort(times.begin(), times.end());
    bench::report("reading", 1,
                  {{"gigabytes", 1.0737},
                   {"plain_read_warm_s", runs[0][2]},
                   {"read_stack_warm_s", runs[1][2]},
                   {"ratio_warm", runs[1][2] / runs[0][2]},
                   {"plain_read_cold_s", runs[2][2]},
                   {"read_stack_cold_s", runs[3][2]},
                   {"ratio_cold", runs[3][2] / runs[2][2]},
                   {"limit", 1.3}});
}
