#include "core/io/snapshot.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/io/bytes.h"
#include "core/io/input_file.h"
#include "core/proofreading/packing.h"

namespace axolemma {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "AXOSNAP\n";
constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kSum = 4;

std::uint32_t checksum(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

std::string asBytes(std::uint32_t value) {
    std::string bytes;
    for (unsigned shift = 0; shift < 32; shift += 8)
        bytes += static_cast<char>((value >> shift) & 0xFFU);
    return bytes;
}

/// Of the bytes before `end`: by these a snapshot knows its journal.
std::uint32_t sumBefore(const fs::path& journal, std::uint64_t end) {
    if (end == 0) return 0;
    const std::uint64_t count = std::min<std::uint64_t>(end, 4096);
    std::string bytes(count, '\0');
    InputFile(journal.string()).read(end - count, bytes.data(), bytes.size());
    return checksum(bytes);
}

void pack(Packer& packer, const HistoryStep& step) {
    packer.number(step.sequence);
    packer.text(step.time);
    packer.text(step.author);
    packer.text(step.name);
    packer.place(step.place);
    packer.text(step.proposal);
    packer.text(step.proposalBefore);
    packer.number(step.stored.offset);
    packer.number(step.stored.length);
}

HistoryStep unpackStep(Unpacker& unpacker) {
    HistoryStep step;
    step.sequence = unpacker.number();
    step.time = unpacker.text();
    step.author = unpacker.text();
    step.name = unpacker.text();
    step.place = unpacker.place();
    step.proposal = unpacker.text();
    step.proposalBefore = unpacker.text();
    step.stored.offset = unpacker.number();
    step.stored.length = unpacker.number();
    return step;
}

JournalState unpack(Unpacker& unpacker, const StackExtent& extent) {
    JournalState state;
    state.sequence = unpacker.number();
    state.end = unpacker.number();
    state.history.proposal = unpacker.text();
    const auto said = unpacker.assertions();
    requireWithin(said, extent);
    (void)state.history.assertions.say(said);
    const std::size_t count = unpacker.count();
    state.history.steps.reserve(count);
    for (std::size_t i = 0; i < count; ++i) state.history.steps.push_back(unpackStep(unpacker));
    state.history.position = static_cast<std::size_t>(unpacker.number());
    for (std::size_t left = unpacker.count(); left > 0; --left) {
        const std::uint64_t id = unpacker.number();
        state.minted.push_back({id, unpacker.place()});
    }
    const auto outside = [&](const HistoryStep& step) {
        return step.stored.length > state.end ||
               step.stored.offset > state.end - step.stored.length;
    };
    if (state.history.position > count || !unpacker.atEnd() ||
        std::ranges::any_of(state.history.steps, outside))
        throw Error("it is damaged");
    return state;
}

}  // namespace

std::string packSnapshot(const HistoryState& history, const std::vector<MintedId>& minted,
                         std::uint64_t sequence, std::uint64_t journalEnd) {
    Packer packer;
    packer.number(sequence);
    packer.number(journalEnd);
    packer.text(history.proposal);
    packer.assertions(history.assertions.all());
    packer.number(history.steps.size());
    for (const HistoryStep& step : history.steps) pack(packer, step);
    packer.number(history.position);
    packer.number(minted.size());
    for (const MintedId& id : minted) {
        packer.number(id.id);
        packer.place(id.place);
    }
    return packer.take();
}

void writeSnapshot(const fs::path& path, std::string packed, const fs::path& journal) {
    Unpacker unpacker(packed);
    (void)unpacker.number();
    const std::uint64_t end = unpacker.number();
    Packer head;
    head.number(kVersion);
    head.number(sumBefore(journal, end));
    std::string bytes = std::string(kMagic) + head.bytes() + packed;
    bytes += asBytes(checksum(bytes));
    writeFileAtomically(path, bytes);
}

JournalState readSnapshot(const fs::path& path, const fs::path& journal,
                          const StackExtent& extent) {
    const InputFile file(path.string());
    const std::string bytes = file.head(static_cast<std::size_t>(file.size()));
    if (bytes.size() < kMagic.size() + kSum || !bytes.starts_with(kMagic))
        throw Error("it is no snapshot");
    const std::string_view body(bytes.data(), bytes.size() - kSum);
    if (littleEndian<std::uint32_t>(bytes, body.size()) != checksum(body))
        throw Error("it is damaged");
    Unpacker unpacker(body.substr(kMagic.size()));
    if (unpacker.number() != kVersion) throw Error("another version of Axolemma wrote it");
    const std::uint64_t sum = unpacker.number();
    JournalState state = unpack(unpacker, extent);
    std::error_code error;
    const auto size = fs::file_size(journal, error);
    if (error || size < state.end || sumBefore(journal, state.end) != sum)
        throw Error("it is not of this journal");
    return state;
}

}  // namespace axolemma
