#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/io/block_source.h"
#include "core/io/text_header.h"
#include "core/io/voxel_size.h"

namespace axolemma {
namespace {

[[noreturn]] void fail(const InputFile& file, const std::string& what) {
    throw Error(fmt::format("{}: {}", file.path(), what));
}

VoxelType typeNamed(const InputFile& file, const std::string& name) {
    using V = VoxelType;
    static const std::map<std::string_view, VoxelType> kTypes = {
        {"MET_CHAR", V::Int8},         {"MET_UCHAR", V::UInt8},   {"MET_SHORT", V::Int16},
        {"MET_USHORT", V::UInt16},     {"MET_INT", V::Int32},     {"MET_UINT", V::UInt32},
        {"MET_LONG", V::Int32},        {"MET_ULONG", V::UInt32},  {"MET_LONG_LONG", V::Int64},
        {"MET_ULONG_LONG", V::UInt64}, {"MET_FLOAT", V::Float32}, {"MET_DOUBLE", V::Float64}};
    const auto found = kTypes.find(name);
    if (found == kTypes.end()) {
        fail(file, fmt::format("its voxels are of type '{}', which Axolemma does not read. Save it "
                               "as integers of 8 to 64 bits or as float.",
                               name));
    }
    return found->second;
}

}  // namespace

BlockHeader readMetaHeader(const InputFile& file) {
    std::map<std::string, std::string> fields;
    std::string dataFile;
    std::uint64_t end = 0;
    for (const auto& line : readTextLines(file)) {
        const auto equals = line.text.find('=');
        if (equals == std::string::npos) continue;
        const auto key = trimmed(line.text.substr(0, equals));
        const auto value = trimmed(line.text.substr(equals + 1));
        fields[key] = value;
        if (key == "ElementDataFile") {
            dataFile = value;
            end = line.end;
            break;
        }
    }
    if (end == 0) {
        fail(file,
             "its MetaImage header has no end ('ElementDataFile'): it is cut off. Copy or "
             "save it again.");
    }
    if (dataFile.empty() || dataFile == "LIST" || dataFile.starts_with("LIST ") ||
        dataFile.find('%') != std::string::npos) {
        fail(file,
             "its voxels are in many files. Save them in one, or open the slices as a folder.");
    }
    const auto isTrue = [&](const char* key) {
        const auto found = fields.find(key);
        return found != fields.end() &&
               (found->second.starts_with('T') || found->second.starts_with('t') ||
                found->second.starts_with('1'));
    };
    const auto dimensions = numbersIn(fields["NDims"]);
    const auto sizes = numbersIn(fields["DimSize"]);
    if (dimensions.empty() || dimensions[0] != static_cast<double>(sizes.size()) ||
        sizes.size() < 2 || sizes.size() > 3) {
        fail(file, fmt::format("it has {} axes of {}. Save it as a stack of 3 axes.",
                               fields["NDims"], fields["DimSize"]));
    }
    for (const double size : sizes) {
        if (!(std::abs(size) < 1e15) || size != std::floor(size)) {
            fail(file, "its header has sizes that are no sizes. Save it again.");
        }
    }
    if (fields.contains("BinaryData") && !isTrue("BinaryData")) {
        fail(file, "its voxels are written as text. Save it as binary data.");
    }
    ImageHeader header;
    header.format = "MetaImage";
    header.type = typeNamed(file, fields["ElementType"]);
    header.width = static_cast<std::int64_t>(sizes[0]);
    header.height = static_cast<std::int64_t>(sizes[1]);
    header.depth = sizes.size() > 2 ? static_cast<std::int64_t>(sizes[2]) : 1;
    if (const auto channels = numbersIn(fields["ElementNumberOfChannels"]); !channels.empty()) {
        if (!(channels[0] >= 1 && channels[0] <= 4)) {
            fail(file, fmt::format("it has {} values in a voxel. Save one channel.", channels[0]));
        }
        header.channels = static_cast<int>(channels[0]);
    }
    const auto skipped = numbersIn(fields["HeaderSize"]);
    if (!skipped.empty() && skipped[0] != 0 && skipped[0] != -1) {
        fail(file, "it skips a part of its data ('HeaderSize'). Save it as one MHA file.");
    }
    const bool isLocal = lowerCase(dataFile) == "local";
    auto block = voxelBlock(file, isLocal ? std::string() : dataFile, isLocal ? end : 0);
    const bool isCompressed = isTrue("CompressedData");
    checkHeader(header, block.path, block.bytes, isCompressed ? kDeflateRatio : 1);
    // -1: whatever stands before the voxels, they end with the file.
    if (!skipped.empty() && skipped[0] == -1 && !isCompressed) {
        block.begin += block.bytes - header.bytes();
    }
    const auto stored = numbersIn(fields["CompressedDataSize"]);
    if (isCompressed && !stored.empty() && stored[0] > static_cast<double>(block.bytes)) {
        fail(file, fmt::format("it says that {:.0f} compressed bytes follow, but there are {}: it "
                               "is cut off. Copy or save it again.",
                               stored[0], block.bytes));
    }
    auto spacing = numbersIn(fields["ElementSpacing"]);
    if (spacing.empty()) spacing = numbersIn(fields["ElementSize"]);
    if (spacing.size() >= 3) setSpacingWithoutUnit(header, spacing[0], spacing[1], spacing[2]);
    const bool isBig = isTrue("BinaryDataByteOrderMSB") || isTrue("ElementByteOrderMSB");
    block.isPacked = isCompressed;
    block.isSwapped = isBig == (std::endian::native == std::endian::little);
    return {header, block};
}

}  // namespace axolemma
