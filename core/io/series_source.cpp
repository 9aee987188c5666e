#include "core/io/series_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/error.h"

namespace axolemma {
namespace {

namespace fs = std::filesystem;

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
int lower(char c) {
    return std::tolower(static_cast<unsigned char>(c));
}

/// 0 TIFF, 1 PNG, 2 JPEG, -1 none of them.
int kindOf(const fs::path& path) {
    auto ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](char c) { return static_cast<char>(lower(c)); });
    constexpr std::array<std::pair<std::string_view, int>, 5> kEndings = {
        {{".tif", 0}, {".tiff", 0}, {".png", 1}, {".jpg", 2}, {".jpeg", 2}}};
    for (const auto& [known, kind] : kEndings) {
        if (ending == known) return kind;
    }
    return -1;
}

class SeriesSource : public SliceSource {
  public:
    explicit SeriesSource(std::vector<fs::path> files) : files_(std::move(files)) {
        const auto first = openSource(files_.front().string());
        header_ = first->header();
        checkOne(header_, 0);
        if (header_.channels > 1) header_.notes.push_back(kGreyNote);
        header_.channels = 1;
        header_.depth = static_cast<std::int64_t>(files_.size());
    }

    void read(std::int64_t first, std::int64_t count, std::byte* out) override {
        for (std::int64_t z = first; z < first + count; ++z, out += header_.sliceBytes()) {
            const auto source = openSource(files_[static_cast<std::size_t>(z)].string());
            checkOne(source->header(), z);
            readGrey(*source, 0, 1, out);
        }
    }

  private:
    void checkOne(const ImageHeader& slice, std::int64_t z) const {
        const auto& file = files_[static_cast<std::size_t>(z)];
        if (slice.depth != 1) {
            throw Error(
                fmt::format("{} (slice {} of the series) holds {} slices itself. Open it "
                            "alone, or take it out of the series.",
                            file.string(), z, slice.depth));
        }
        if (slice.width != header_.width || slice.height != header_.height ||
            slice.type != header_.type) {
            throw Error(fmt::format(
                "{} (slice {} of the series) has {} x {} {} pixels, but slice 0 ({}) has {} x {} "
                "{}. Save the slices in one size and type.",
                file.string(), z, slice.width, slice.height, nameOf(slice.type),
                files_.front().filename().string(), header_.width, header_.height,
                nameOf(header_.type)));
        }
    }

    std::vector<fs::path> files_;
};

}  // namespace

bool naturallyLess(std::string_view a, std::string_view b) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            const auto number = [](std::string_view text, std::size_t& at) {
                while (at < text.size() && text[at] == '0') ++at;
                const auto begin = at;
                while (at < text.size() && isDigit(text[at])) ++at;
                return text.substr(begin, at - begin);
            };
            const auto x = number(a, i);
            const auto y = number(b, j);
            if (x.size() != y.size()) return x.size() < y.size();
            if (x != y) return x < y;
        } else {
            if (lower(a[i]) != lower(b[j])) return lower(a[i]) < lower(b[j]);
            ++i;
            ++j;
        }
    }
    if (i < a.size() || j < b.size()) return i == a.size();
    return a < b;
}

std::vector<fs::path> slicesIn(const fs::path& folder, std::string& note) {
    std::array<std::vector<fs::path>, 3> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto& path = entry->path();
        const int kind = kindOf(path);
        std::error_code ignored;
        if (kind < 0 || path.filename().string().starts_with('.') || entry->is_directory(ignored)) {
            continue;
        }
        files[static_cast<std::size_t>(kind)].push_back(path);
    }
    if (error) {
        throw Error(
            fmt::format("The folder {} cannot be listed ({}). Ask its owner for permission "
                        "to read it.",
                        folder.string(), error.message()));
    }
    auto& chosen = *std::max_element(files.begin(), files.end(), [](const auto& a, const auto& b) {
        return a.size() < b.size();
    });
    if (chosen.empty()) {
        throw Error(
            fmt::format("The folder {} holds no TIFF, PNG or JPEG images. Choose a folder "
                        "of slices, or open a stack's file.",
                        folder.string()));
    }
    const auto others = files[0].size() + files[1].size() + files[2].size() - chosen.size();
    if (others > 0) {
        note = fmt::format("{} images of another format in the folder were left out.", others);
    }
    std::sort(chosen.begin(), chosen.end(), [](const fs::path& a, const fs::path& b) {
        return naturallyLess(a.filename().string(), b.filename().string());
    });
    return std::move(chosen);
}

std::unique_ptr<SliceSource> openSeries(std::vector<fs::path> files) {
    return std::make_unique<SeriesSource>(std::move(files));
}

}  // namespace axolemma
