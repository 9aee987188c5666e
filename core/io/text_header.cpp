#include "core/io/text_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "core/error.h"

namespace axolemma {

std::vector<TextLine> readTextLines(const InputFile& file) {
    const auto head = file.head(64U << 10U);
    std::vector<TextLine> lines;
    for (std::size_t at = 0; at < head.size();) {
        const auto end = head.find('\n', at);
        if (end == std::string::npos) break;
        auto text = head.substr(at, end - at);
        if (text.ends_with('\r')) text.pop_back();
        lines.push_back({std::move(text), end + 1});
        at = end + 1;
    }
    return lines;
}

std::string trimmed(std::string_view text) {
    const auto isSpace = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
    while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
    return std::string(text);
}

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

std::vector<double> numbersIn(std::string_view text) {
    std::vector<double> numbers;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    while (at < end) {
        while (at < end && (std::isspace(static_cast<unsigned char>(*at)) || *at == ',')) ++at;
        if (at < end && *at == '+') ++at;
        double value = 0;
        const auto [next, error] = std::from_chars(at, end, value);
        if (next == at) break;
        numbers.push_back(error == std::errc() && std::isfinite(value) ? value : 0);
        at = next;
    }
    return numbers;
}

VoxelBlock voxelBlock(const InputFile& header, const std::string& name, std::uint64_t begin) {
    if (name.empty()) {
        return {.path = header.path(),
                .begin = begin,
                .bytes = header.size() - std::min(begin, header.size())};
    }
    const auto path = (std::filesystem::path(header.path()).parent_path() / name).string();
    try {
        const InputFile file(path);
        return {.path = path, .begin = begin, .bytes = file.size() - std::min(begin, file.size())};
    } catch (const Error& error) {
        throw Error(
            fmt::format("{} is only a header; its voxels should be in another file, but: "
                        "{}",
                        header.path(), error.what()));
    }
}

}  // namespace axolemma
