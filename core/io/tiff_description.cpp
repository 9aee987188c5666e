#include "core/io/tiff_description.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "core/io/voxel_size.h"

namespace axolemma {
namespace {

constexpr std::int64_t kMostPlanes = 1 << 30;

std::int64_t count(std::string_view text, std::int64_t otherwise) {
    std::int64_t value = otherwise;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && value > 0 && value < kMostPlanes ? value : otherwise;
}

double number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && std::isfinite(value) ? std::abs(value) : 0;
}

std::string_view line(std::string_view text, std::string_view key) {
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto row = text.substr(at, end - at);
        if (row.starts_with(key)) return row.substr(key.size());
        at = end + 1;
    }
    return {};
}

std::map<std::string, std::string> factsIn(std::string_view text) {
    constexpr std::size_t kMost = 64;
    std::map<std::string, std::string> facts;
    for (std::size_t at = 0; at < text.size() && facts.size() < kMost;) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto row = text.substr(at, end - at);
        at = end + 1;
        const auto equals = row.find('=');
        if (!row.starts_with(kFactPrefix) || equals == std::string_view::npos) continue;
        facts.emplace(row.substr(kFactPrefix.size(), equals - kFactPrefix.size()),
                      row.substr(equals + 1));
    }
    return facts;
}

TiffDescription parseImageJ(std::string_view text) {
    TiffDescription d;
    d.writer = TiffDescription::Writer::ImageJ;
    d.facts = factsIn(text);
    d.images = count(line(text, "images="), 0);
    d.channels = count(line(text, "channels="), 1);
    d.slices = count(line(text, "slices="), 0);
    d.frames = count(line(text, "frames="), 1);
    if (d.slices == 0) {
        d.slices = d.channels > 1 || d.frames > 1 ? 1 : d.images;
    }
    const auto unit = nanometresIn(line(text, "unit="));
    if (!unit) return d;
    d.resolutionUnit = *unit;
    // z may have a unit of its own, written only where it differs from that of x.
    const auto zUnit = nanometresIn(line(text, "zunit="));
    d.z = number(line(text, "spacing=")) * zUnit.value_or(*unit);
    return d;
}

std::string_view attribute(std::string_view element, std::string_view name) {
    for (std::size_t at = 0; (at = element.find(name, at)) != std::string_view::npos; ++at) {
        const auto after = element.substr(at + name.size());
        if (at == 0 || element[at - 1] > ' ' || after.size() < 2 || after[0] != '=') continue;
        const char quote = after[1];
        if (quote != '"' && quote != '\'') continue;
        const auto end = after.find(quote, 2);
        if (end != std::string_view::npos) return after.substr(2, end - 2);
    }
    return {};
}

TiffDescription parseOme(std::string_view text) {
    TiffDescription d;
    const auto begin = text.find("Pixels ");
    if (begin == std::string_view::npos) return d;
    const auto pixels = text.substr(begin, text.find('>', begin) - begin);
    d.writer = TiffDescription::Writer::Ome;
    d.channels = count(attribute(pixels, "SizeC"), 1);
    d.slices = count(attribute(pixels, "SizeZ"), 1);
    d.frames = count(attribute(pixels, "SizeT"), 1);
    const auto order = attribute(pixels, "DimensionOrder");
    if (order.size() == 5 && order.starts_with("XY")) d.order = order.substr(2);
    const auto size = [&](std::string_view value, std::string_view unit) {
        const auto named = attribute(pixels, unit);
        return number(attribute(pixels, value)) *
               (named.empty() ? 1e3 : nanometresIn(named).value_or(0));
    };
    d.x = size("PhysicalSizeX", "PhysicalSizeXUnit");
    d.y = size("PhysicalSizeY", "PhysicalSizeYUnit");
    d.z = size("PhysicalSizeZ", "PhysicalSizeZUnit");
    return d;
}

}  // namespace

std::vector<std::int64_t> TiffDescription::slicePlanes(std::int64_t planes,
                                                       std::string& note) const {
    std::vector<std::int64_t> chosen;
    constexpr std::string_view kAxes = "CZT";
    const bool fits =
        std::is_permutation(order.begin(), order.end(), kAxes.begin(), kAxes.end()) && slices > 0 &&
        channels * static_cast<double>(slices) * frames == static_cast<double>(planes);
    if (!fits || (channels == 1 && frames == 1)) {
        chosen.resize(static_cast<std::size_t>(planes));
        std::iota(chosen.begin(), chosen.end(), 0);
        return chosen;
    }
    const auto stride = [&](char axis) {
        std::int64_t step = 1;
        for (const char faster : order.substr(0, order.find(axis))) {
            step *= faster == 'C' ? channels : faster == 'Z' ? slices : frames;
        }
        return step;
    };
    const bool timeIsDepth = slices == 1 && frames > 1;
    const auto step = stride(timeIsDepth ? 'T' : 'Z');
    const auto depth = timeIsDepth ? frames : slices;
    for (std::int64_t i = 0; i < depth; ++i) chosen.push_back(i * step);
    if (channels > 1) note = fmt::format("The first of {} channels is read. ", channels);
    if (timeIsDepth) {
        note += fmt::format("{} time points are taken as slices.", frames);
    } else if (frames > 1) {
        note += fmt::format("The first of {} time points is read.", frames);
    }
    return chosen;
}

TiffDescription parseTiffDescription(std::string_view text) {
    if (text.starts_with("ImageJ=")) return parseImageJ(text);
    if (text.find("<OME") != std::string_view::npos) return parseOme(text);
    return {};
}

}  // namespace axolemma
