#include "core/io/journal_line.h"

#include <fmt/format.h>
#include <zlib.h>

#include <limits>
#include <stdexcept>
#include <utility>

#include "core/error.h"
#include "core/io/journal_json.h"

namespace axolemma {

using nlohmann::json;
using namespace journal_json;

namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();
constexpr std::string_view kCrcBegin = R"(,"crc":")";
constexpr std::size_t kCrcDigits = 8;
constexpr std::size_t kCrcSize = kCrcBegin.size() + kCrcDigits + 2;

std::string checksum(std::string_view bytes) {
    return fmt::format("{:08x}",
                       ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

void append(std::string& out, const Gesture& gesture) {
    out += R"(,"name":)" + quoted(gesture.name) + R"(,"place":)";
    appendPlace(out, gesture.place);
    out += R"(,"said":)";
    appendAssertions(out, gesture.said);
    out += R"(,"before":)";
    appendAssertions(out, gesture.before);
    if (gesture.proposal.empty()) return;
    out += R"(,"proposal":)" + quoted(gesture.proposal) + R"(,"proposal_before":)" +
           quoted(gesture.proposalBefore);
}
void append(std::string& out, const UndoOf& undo) {
    out += fmt::format(R"(,"undo":{})", undo.sequence);
}
void append(std::string& out, const RedoOf& redo) {
    out += fmt::format(R"(,"redo":{})", redo.sequence);
}
void append(std::string& out, const SkipFrom& skip) {
    out += fmt::format(R"(,"skip_from":{})", skip.from);
}
void append(std::string& out, const std::vector<MintedId>& ids) {
    out += R"(,"mint":[)";
    for (std::size_t i = 0; i < ids.size(); ++i)
        out += fmt::format("{}[{},{},{},{}]", i > 0 ? "," : "", ids[i].id, ids[i].place.x,
                           ids[i].place.y, ids[i].place.z);
    out += ']';
}

Gesture gestureFrom(const json& j, const JournalLine& line, const StackExtent& extent,
                    BeforeOf before) {
    Gesture gesture{.sequence = line.sequence,
                    .time = line.time,
                    .author = line.author,
                    .name = textFrom(j.at("name")),
                    .place = placeFrom(j.at("place"), extent),
                    .said = assertionsFrom(j.at("said"), extent),
                    .before = {},
                    .proposal = {},
                    .proposalBefore = {}};
    if (before == BeforeOf::Kept) gesture.before = assertionsFrom(j.at("before"), extent);
    if (j.contains("proposal")) {
        gesture.proposal = textFrom(j.at("proposal"));
        gesture.proposalBefore = textFrom(j.at("proposal_before"));
    }
    return gesture;
}

std::vector<MintedId> mintedFrom(const json& j, const StackExtent& extent) {
    if (!j.is_array()) throw std::invalid_argument("has minted ids that are no list");
    std::vector<MintedId> ids;
    for (const json& one : j) {
        if (!one.is_array() || one.size() != 4)
            throw std::invalid_argument("has a minted id that is not an id and a place");
        ids.push_back({numberFrom(one[0], 1, kLargest),
                       placeFrom(json::array({one[1], one[2], one[3]}), extent)});
    }
    return ids;
}

JournalLine lineFrom(const json& j, const StackExtent& extent, BeforeOf before) {
    if (!j.is_object()) throw std::invalid_argument("is no JSON object");
    JournalLine line{.sequence = numberFrom(j.at("seq"), 1, kLargest),
                     .time = textFrom(j.at("time")),
                     .author = textFrom(j.at("author")),
                     .what = {}};
    if (j.contains("said"))
        line.what = gestureFrom(j, line, extent, before);
    else if (j.contains("undo"))
        line.what = UndoOf{numberFrom(j.at("undo"), 1, kLargest)};
    else if (j.contains("redo"))
        line.what = RedoOf{numberFrom(j.at("redo"), 1, kLargest)};
    else if (j.contains("mint"))
        line.what = mintedFrom(j.at("mint"), extent);
    else if (j.contains("skip_from"))
        line.what = SkipFrom{numberFrom(j.at("skip_from"), 0, kLargest)};
    else
        throw std::invalid_argument("is of a kind that this version does not know");
    return line;
}

}  // namespace

std::string encodeLine(const JournalLine& line) {
    std::string out = fmt::format(R"({{"seq":{},"time":{},"author":{})", line.sequence,
                                  quoted(line.time), quoted(line.author));
    std::visit([&](const auto& what) { append(out, what); }, line.what);
    const std::string crc = checksum(out);
    out.append(kCrcBegin).append(crc).append("\"}\n");
    return out;
}

bool isWholeLine(std::string_view text) {
    if (text.size() < kCrcSize) return false;
    const std::string_view body = text.substr(0, text.size() - kCrcSize);
    return text.substr(body.size()) == std::string(kCrcBegin) + checksum(body) + "\"}";
}

JournalLine decodeLine(std::string_view text, const StackExtent& extent, BeforeOf before) {
    if (!isWholeLine(text)) throw Error("is damaged: its checksum is not that of its bytes");
    try {
        return lineFrom(json::parse(text), extent, before);
    } catch (const json::exception&) {
        // Where the checksum is right, a program wrote it so.
        throw Error("is not written as this version writes lines");
    } catch (const std::invalid_argument& wrong) {
        throw Error(wrong.what());
    }
}

void requireWithin(const std::vector<Assertion>& said, const StackExtent& extent) {
    try {
        for (const Assertion& one : said) check(one, extent);
    } catch (const std::invalid_argument& wrong) {
        throw Error(fmt::format("This step {}. Nothing was changed.", wrong.what()));
    }
}

}  // namespace axolemma
