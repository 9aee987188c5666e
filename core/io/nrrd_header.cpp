#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "core/error.h"
#include "core/io/block_source.h"
#include "core/io/bytes.h"
#include "core/io/text_header.h"
#include "core/io/voxel_size.h"

namespace axolemma {
namespace {

using Fields = std::map<std::string, std::string>;

[[noreturn]] void fail(const InputFile& file, const std::string& what) {
    throw Error(fmt::format("{}: {}", file.path(), what));
}

VoxelType typeNamed(const InputFile& file, const std::string& name) {
    using V = VoxelType;
    static const std::map<std::string_view, VoxelType> kTypes = {
        {"signed char", V::Int8},
        {"int8", V::Int8},
        {"int8_t", V::Int8},
        {"uchar", V::UInt8},
        {"unsigned char", V::UInt8},
        {"uint8", V::UInt8},
        {"uint8_t", V::UInt8},
        {"short", V::Int16},
        {"short int", V::Int16},
        {"signed short", V::Int16},
        {"signed short int", V::Int16},
        {"int16", V::Int16},
        {"int16_t", V::Int16},
        {"ushort", V::UInt16},
        {"unsigned short", V::UInt16},
        {"unsigned short int", V::UInt16},
        {"uint16", V::UInt16},
        {"uint16_t", V::UInt16},
        {"int", V::Int32},
        {"signed int", V::Int32},
        {"int32", V::Int32},
        {"int32_t", V::Int32},
        {"uint", V::UInt32},
        {"unsigned int", V::UInt32},
        {"uint32", V::UInt32},
        {"uint32_t", V::UInt32},
        {"longlong", V::Int64},
        {"long long", V::Int64},
        {"long long int", V::Int64},
        {"signed long long", V::Int64},
        {"signed long long int", V::Int64},
        {"int64", V::Int64},
        {"int64_t", V::Int64},
        {"ulonglong", V::UInt64},
        {"unsigned long long", V::UInt64},
        {"unsigned long long int", V::UInt64},
        {"uint64", V::UInt64},
        {"uint64_t", V::UInt64},
        {"float", V::Float32},
        {"double", V::Float64}};
    const auto found = kTypes.find(lowerCase(name));
    if (found == kTypes.end()) {
        fail(file, fmt::format("its voxels are of type '{}', which Axolemma does not read. Save it "
                               "as integers of 8 to 64 bits or as float.",
                               name));
    }
    return found->second;
}

/// The lengths of the columns of "(4,0,0) (0,4,0) (0,0,50)", none for "none".
std::vector<double> lengths(std::string_view directions) {
    std::vector<double> out;
    for (std::size_t at = 0; (at = directions.find('(', at)) != std::string_view::npos; ++at) {
        double sum = 0;
        for (const double part : numbersIn(directions.substr(at + 1))) sum += part * part;
        out.push_back(std::sqrt(sum));
    }
    return out;
}

/// The units of '"um" "um" "um"'; a vector axis has "" or none.
std::vector<std::string> quoted(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; (at = text.find('"', at)) != std::string_view::npos;) {
        const auto end = text.find('"', at + 1);
        if (end == std::string_view::npos) break;
        out.emplace_back(text.substr(at + 1, end - at - 1));
        at = end + 1;
    }
    return out;
}

void takeVoxelSize(ImageHeader& header, const Fields& fields, std::size_t spatial) {
    const auto get = [&](const char* key) {
        const auto found = fields.find(key);
        return found == fields.end() ? std::string() : found->second;
    };
    auto sizes = lengths(get("space directions"));
    if (sizes.empty()) sizes = numbersIn(get("spacings"));
    if (sizes.size() > spatial) sizes.erase(sizes.begin());
    if (sizes.size() != spatial || spatial < 2) return;
    const double z = spatial > 2 ? sizes[2] : 0;
    auto units = quoted(get("space units"));
    if (units.empty()) units = quoted(get("units"));
    while (units.size() > spatial) units.erase(units.begin());
    const auto unit = units.empty() ? std::nullopt : nanometresIn(units.back());
    if (unit) {
        setSpacing(header, sizes[0] * *unit, sizes[1] * *unit, z * *unit);
    } else if (spatial > 2) {
        setSpacingWithoutUnit(header, sizes[0], sizes[1], z);
    }
}

}  // namespace

BlockHeader readNrrdHeader(const InputFile& file) {
    Fields fields;
    std::uint64_t end = 0;
    for (const auto& line : readTextLines(file)) {
        if (line.text.empty()) {
            end = line.end;
            break;
        }
        if (line.text.starts_with('#')) continue;
        const auto colon = line.text.find(':');
        if (colon == std::string::npos) continue;
        // "key:=value" is a remark of the program that wrote it.
        if (line.text.substr(colon).starts_with(":=")) continue;
        fields[lowerCase(trimmed(line.text.substr(0, colon)))] =
            trimmed(line.text.substr(colon + 1));
    }
    auto dataFile = fields.contains("data file") ? fields["data file"] : fields["datafile"];
    if (end == 0 && dataFile.empty()) {
        fail(file, "its NRRD header has no end: it is cut off. Copy or save it again.");
    }
    const auto dimension = numbersIn(fields["dimension"]);
    const auto sizes = numbersIn(fields["sizes"]);
    if (dimension.empty() || sizes.empty() || dimension[0] != static_cast<double>(sizes.size())) {
        fail(file, "its NRRD header does not say how large it is. Save it again.");
    }
    const auto encoding = lowerCase(fields["encoding"]);
    const bool isGzip = encoding == "gzip" || encoding == "gz";
    if (!isGzip && encoding != "raw") {
        fail(file, fmt::format("its encoding is '{}', which Axolemma does not read. Save it with "
                               "encoding raw or gzip.",
                               encoding));
    }
    if (dataFile.starts_with("LIST") || dataFile.find('%') != std::string::npos) {
        fail(file,
             "its voxels are in many files. Save them in one, or open the slices as a folder.");
    }
    ImageHeader header;
    header.format = "NRRD";
    header.type = typeNamed(file, fields["type"]);
    const auto kinds = lowerCase(fields["kinds"]);
    const bool isVector = sizes.size() > 2 && !kinds.empty() && !kinds.starts_with("domain") &&
                          !kinds.starts_with("space");
    const std::size_t first = isVector ? 1 : 0;
    const auto spatial = sizes.size() - first;
    const auto edge = [&](std::size_t axis) {
        const double size = axis < spatial ? sizes[first + axis] : 1;
        if (!(std::abs(size) < 1e15) || size != std::floor(size)) {
            fail(file, "its header has sizes that are no sizes. Save it again.");
        }
        return static_cast<std::int64_t>(size);
    };
    if (spatial < 2 || spatial > 3 || (isVector && !(sizes[0] >= 1 && sizes[0] <= 4))) {
        fail(file, fmt::format("it has {} axes of {}. Save one channel as a stack of 3 axes.",
                               sizes.size(), fields["sizes"]));
    }
    header.width = edge(0);
    header.height = edge(1);
    header.depth = edge(2);
    header.channels = isVector ? static_cast<int>(sizes[0]) : 1;
    if (bytesOf(header.type) > 1 && fields["endian"].empty()) {
        fail(file, "its header does not say which byte order it has ('endian'). Save it again.");
    }
    for (const char* skip : {"byte skip", "byteskip", "line skip", "lineskip"}) {
        const auto value = numbersIn(fields[skip]);
        if (!value.empty() && value[0] != 0) {
            fail(file, "it skips a part of its data ('byte skip'). Save it as one NRRD file.");
        }
    }
    auto block = voxelBlock(file, dataFile, dataFile.empty() ? end : 0);
    checkHeader(header, block.path, block.bytes, isGzip ? kDeflateRatio : 1);
    block.isPacked = isGzip;
    const bool isBig = lowerCase(fields["endian"]) == "big";
    block.isSwapped = isBig == (std::endian::native == std::endian::little);
    takeVoxelSize(header, fields, spatial);
    return {header, block};
}

}  // namespace axolemma
