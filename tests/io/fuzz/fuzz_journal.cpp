// libFuzzer: any bytes are a journal, of which some first lines count; nothing else may happen.
// Most changes get a right checksum, or no line would be looked at.
#include <unistd.h>
#include <zlib.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/error.h"
#include "core/io/journal_replay.h"
#include "core/proofreading/packing.h"
#include "tests/support/random_gestures.h"

using namespace axolemma;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

constexpr StackExtent kExtent{60, 40, 5};

std::string makeFolder() {
    char name[] = "/tmp/axolemma-fuzz-XXXXXX";
    return ::mkdtemp(name) ? name : "/tmp";
}

std::string someJournal() {
    test::RandomGestures random(1, kExtent.width, kExtent.height, kExtent.depth);
    History history;
    std::string text;
    std::uint64_t sequence = 0;
    const auto add = [&](auto what) {
        text += encodeLine({++sequence, "2026-11-26T09:30:15.123Z", "me", std::move(what)});
    };
    for (int n = 0; n < 6; ++n) {
        auto gesture = random.gesture();
        gesture.sequence = sequence + 1;
        add(history.commit(gesture));
        if (n % 3 == 1) add(UndoOf{history.undo().sequence});
        if (n == 4) add(RedoOf{history.redo().sequence});
        if (n == 2) add(std::vector<MintedId>{{~std::uint64_t{0}, {1, 2, 3}}});
    }
    add(SkipFrom{100});
    return text;
}

/// Every line that ends with a checksum gets the right one.
std::string resealed(const std::string& text) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string line = text.substr(begin, end - begin);
        if (const auto crc = line.rfind(",\"crc\""); crc != std::string::npos) {
            char digits[9];
            std::snprintf(digits, sizeof digits, "%08lx",
                          ::crc32_z(0, reinterpret_cast<const Bytef*>(line.data()), crc));
            line = line.substr(0, crc) + ",\"crc\":\"" + digits + "\"}";
        }
        out += line;
        if (end < text.size()) out += '\n';
        begin = end + 1;
    }
    return out;
}

}  // namespace

/// The first folder holds what was found, seeds are put into the second.
extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    if (*count < 3 || !std::filesystem::is_directory((*arguments)[2])) return 0;
    std::ofstream((*arguments)[2] + std::string("/journal.jsonl")) << someJournal();
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    const std::size_t changed = LLVMFuzzerMutate(data, size, most);
    if (seed % 16 == 0) return changed;
    const std::string text = resealed({reinterpret_cast<const char*>(data), changed});
    if (text.size() > most) return changed;
    std::memcpy(data, text.data(), text.size());
    return text.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string path = makeFolder() + "/journal.jsonl";
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    std::ofstream(path, std::ios::binary) << bytes;
    const JournalState state = replay(path, kExtent);
    if (state.end + state.torn > size || state.history.position > state.history.steps.size())
        std::abort();
    // What counts is within the stack, and can be undone to the first step.
    requireWithin(state.history.assertions.all(), kExtent);
    if (state.damage) (void)recoverLines(path, kExtent, state.damage->from, state.end, {});
    if (replay(path, kExtent).history.assertions != state.history.assertions) std::abort();
    try {
        Unpacker unpacker(bytes);
        (void)unpacker.assertions();
    } catch (const Error&) {
        return 0;
    }
    return 0;
}
