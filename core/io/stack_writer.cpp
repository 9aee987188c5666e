#include "core/io/stack_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/error.h"
#include "core/io/format_writers.h"
#include "core/io/output_file.h"

namespace axolemma {
namespace {

bool endsWith(const std::string& name, std::string_view ending) {
    return name.ends_with(ending);
}

}  // namespace

void writeStack(const std::filesystem::path& path, const Stack& stack,
                const ProgressFunction& progress, std::stop_token stop) {
    auto name = path.filename().string();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const BeforeSlice before = [&, percent = -1](int z) mutable {
        if (stop.stop_requested()) throw Cancelled();
        const int now = z * 100 / std::max(1, stack.depth());
        if (progress && now != percent) {
            progress({now / 100.0, fmt::format("slice {} of {}", z + 1, stack.depth())});
        }
        percent = now;
    };
    if (endsWith(name, ".tif") || endsWith(name, ".tiff")) return writeTiff(path, stack, before);
    throw Error(fmt::format("{} has no ending that names a format. Use .tif.", path.string()));
}

std::span<const WritableFormat> writableFormats() {
    static constexpr std::array<WritableFormat, 1> kFormats = {{{"TIFF stack", "*.tif"}}};
    return kFormats;
}

}  // namespace axolemma
