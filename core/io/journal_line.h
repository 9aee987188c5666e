#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/proofreading/gesture.h"
#include "core/proofreading/minted_id.h"

namespace axolemma {

/// The voxels of a stack: what assertions must lie within.
struct StackExtent {
    int width = 0;
    int height = 0;
    int depth = 0;
    bool contains(Place place) const {
        return place.x >= 0 && place.y >= 0 && place.z >= 0 && place.x < width &&
               place.y < height && place.z < depth;
    }
};

/// The gesture of that number was undone, or done again.
struct UndoOf {
    std::uint64_t sequence = 0;
    bool operator==(const UndoOf&) const = default;
};
struct RedoOf {
    std::uint64_t sequence = 0;
    bool operator==(const RedoOf&) const = default;
};

/// The line that begins at byte `from` is damaged; it and all that follow, up to this line, do not
/// count.
struct SkipFrom {
    std::uint64_t from = 0;
    bool operator==(const SkipFrom&) const = default;
};

/// One line of a journal. Number, time and author of a gesture are those of the line.
struct JournalLine {
    std::uint64_t sequence = 0;
    std::string time;
    std::string author;
    std::variant<Gesture, UndoOf, RedoOf, std::vector<MintedId>, SkipFrom> what;
    bool operator==(const JournalLine&) const = default;
};

/// What a line's `before` is needed for: undo, but not to apply lines in their order.
enum class BeforeOf { Kept, LeftOut };

/// The line with its checksum and the newline: one JSON object. Text that is not UTF-8 is replaced.
std::string encodeLine(const JournalLine& line);

/// Reads a line (without its newline). Throws `Error` that says what is wrong with it, in words
/// that follow "line 12": a wrong checksum, an assertion of a kind that this version does not know,
/// pixels that are not in order or not in the stack, ...
JournalLine decodeLine(std::string_view text, const StackExtent& extent,
                       BeforeOf before = BeforeOf::Kept);

/// Whether the line is one that `encodeLine` may have written: its checksum is right.
bool isWholeLine(std::string_view text);

/// Throws `Error` where a gesture says what no line may: places or pixels outside of the stack, a
/// colour that is none, ...
void requireWithin(const std::vector<Assertion>& said, const StackExtent& extent);

}  // namespace axolemma
