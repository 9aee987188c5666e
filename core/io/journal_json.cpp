#include "core/io/journal_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string_view>

namespace axolemma::journal_json {

using nlohmann::json;

namespace {

constexpr std::array<std::string_view, 3> kClaims = {"none", "boundary", "interior"};
constexpr std::array<std::string_view, 3> kRelations = {"none", "same", "different"};
constexpr std::array<std::string_view, 6> kFacts = {"name",    "colour", "locked",
                                                    "comment", "id",     "verified"};
static_assert(kFacts.size() == kFactKinds);

template <typename Enum, std::size_t N>
std::string_view nameOf(Enum value, const std::array<std::string_view, N>& names) {
    return names.at(static_cast<std::size_t>(value));
}

template <typename Enum, std::size_t N>
Enum valueOf(const json& j, const std::array<std::string_view, N>& names, const char* what) {
    const auto at = std::ranges::find(names, textFrom(j));
    if (at == names.end())
        throw std::invalid_argument(
            fmt::format("has {}, which is no {} that this version knows", j.dump(), what));
    return static_cast<Enum>(at - names.begin());
}

void append(std::string& out, const PixelRuns& pixels) {
    out += '[';
    const char* comma = "";
    for (const PixelRun& run : pixels.runs()) {
        fmt::format_to(std::back_inserter(out), "{}{},{},{}", comma, run.y, run.x0, run.x1);
        comma = ",";
    }
    out += ']';
}

/// In which slices a profile is verified: boundary that is said beside one is taken as verified
/// with it where its line does not tell, as scripts leave it out.
std::set<int> slicesVerified(const std::vector<Assertion>& said) {
    std::set<int> slices;
    for (const Assertion& one : said)
        if (const auto* profile = std::get_if<ProfileAssertion>(&one); profile && profile->verified)
            slices.insert(profile->place.z);
    return slices;
}

void append(std::string& out, const PixelAssertion& said, bool besideVerified) {
    fmt::format_to(std::back_inserter(out), R"({{"kind":"pixels","claim":"{}","z":{},)",
                   nameOf(said.claim, kClaims), said.z);
    if (said.claim == PixelClaim::Boundary && (said.verified || besideVerified))
        fmt::format_to(std::back_inserter(out), R"("verified":{},)", said.verified);
    out += R"("runs":)";
    append(out, said.pixels);
    out += '}';
}

void append(std::string& out, const LinkAssertion& said) {
    fmt::format_to(std::back_inserter(out), R"({{"kind":"link","relation":"{}","a":)",
                   nameOf(said.relation, kRelations));
    appendPlace(out, said.a);
    out += R"(,"b":)";
    appendPlace(out, said.b);
    out += '}';
}

void append(std::string& out, const ProfileAssertion& said) {
    out += R"({"kind":"profile","place":)";
    appendPlace(out, said.place);
    fmt::format_to(std::back_inserter(out), R"(,"verified":{},"runs":)", said.verified);
    append(out, said.pixels);
    out += '}';
}

void append(std::string& out, const FactAssertion& said) {
    fmt::format_to(std::back_inserter(out), R"({{"kind":"fact","fact":"{}","place":)",
                   nameOf(said.kind, kFacts));
    appendPlace(out, said.place);
    out += R"(,"value":)" + quoted(said.value) + '}';
}

int coordinateFrom(const json& j, int lowest, int highest) {
    if (highest < lowest) throw std::invalid_argument("has a place in a stack that has none");
    return static_cast<int>(
        numberFrom(j, static_cast<std::uint64_t>(lowest), static_cast<std::uint64_t>(highest)));
}

PixelRuns runsFrom(const json& j, const StackExtent& extent) {
    if (!j.is_array() || j.size() % 3 != 0)
        throw std::invalid_argument("has runs that are not three numbers each");
    std::vector<PixelRun> runs(j.size() / 3);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const int y = coordinateFrom(j[3 * i], 0, extent.height - 1);
        const int x0 = coordinateFrom(j[3 * i + 1], 0, extent.width - 1);
        runs[i] = {y, x0, coordinateFrom(j[3 * i + 2], x0 + 1, extent.width)};
        if (i > 0 && (y < runs[i - 1].y || (y == runs[i - 1].y && x0 <= runs[i - 1].x1)))
            throw std::invalid_argument("has runs that are not in order");
    }
    return PixelRuns(std::move(runs));
}

bool verifiedFrom(const json& j) {
    if (!j.at("verified").is_boolean())
        throw std::invalid_argument("has a shape that is neither verified nor not");
    return j.at("verified").get<bool>();
}

Assertion assertionFrom(const json& j, const StackExtent& extent) {
    if (!j.is_object()) throw std::invalid_argument("has an assertion that is no object");
    const std::string kind = textFrom(j.at("kind"));
    if (kind == "pixels") {
        const auto claim = valueOf<PixelClaim>(j.at("claim"), kClaims, "claim");
        const bool verified = j.contains("verified") && verifiedFrom(j);
        if (verified && claim != PixelClaim::Boundary)
            throw std::invalid_argument("has verified pixels that are no boundary");
        return PixelAssertion{coordinateFrom(j.at("z"), 0, extent.depth - 1),
                              runsFrom(j.at("runs"), extent), claim, verified};
    }
    if (kind == "link")
        return LinkAssertion{placeFrom(j.at("a"), extent), placeFrom(j.at("b"), extent),
                             valueOf<Relation>(j.at("relation"), kRelations, "relation")};
    if (kind == "profile")
        return ProfileAssertion{placeFrom(j.at("place"), extent), runsFrom(j.at("runs"), extent),
                                verifiedFrom(j)};
    if (kind == "fact")
        return FactAssertion{placeFrom(j.at("place"), extent),
                             valueOf<FactKind>(j.at("fact"), kFacts, "fact"),
                             textFrom(j.at("value"))};
    throw std::invalid_argument(fmt::format(
        "says something of the kind {}, which this version does not know", j.at("kind").dump()));
}

void checkPlace(Place place, const StackExtent& extent) {
    if (!extent.contains(place))
        throw std::invalid_argument(fmt::format(
            "has the place {}, {}, {}, which is not in the stack of {} x {} x {} voxels", place.x,
            place.y, place.z, extent.width, extent.height, extent.depth));
}

void checkPixels(const PixelRuns& pixels, const StackExtent& extent) {
    const Rect box = pixels.bounds();
    if (box.intersected({0, 0, extent.width, extent.height}) != box)
        throw std::invalid_argument("has pixels that are not in the stack");
}

bool isColour(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
    return text.size() == 7 && text[0] == '#' &&
           text.substr(1).find_first_not_of(kDigits) == std::string_view::npos;
}

bool isId(std::string_view text) {
    std::uint64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    return error == std::errc() && end == text.data() + text.size() && id > 0;
}

void checkFact(const FactAssertion& fact) {
    if (fact.value.empty()) return;
    const bool fine = fact.kind == FactKind::Colour ? isColour(fact.value)
                      : fact.kind == FactKind::Id   ? isId(fact.value)
                      : fact.kind == FactKind::Locked || fact.kind == FactKind::Verified
                          ? fact.value == "1"
                          : true;
    if (!fine)
        throw std::invalid_argument(fmt::format("says that the {} of a neuron is {}",
                                                nameOf(fact.kind, kFacts), quoted(fact.value)));
}

}  // namespace

std::string quoted(const std::string& text) {
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

void appendPlace(std::string& out, Place place) {
    fmt::format_to(std::back_inserter(out), "[{},{},{}]", place.x, place.y, place.z);
}

void appendAssertions(std::string& out, const std::vector<Assertion>& said) {
    const std::set<int> verified = slicesVerified(said);
    out += '[';
    for (std::size_t i = 0; i < said.size(); ++i) {
        if (i > 0) out += ',';
        if (const auto* pixels = std::get_if<PixelAssertion>(&said[i])) {
            append(out, *pixels, verified.contains(pixels->z));
        } else if (const auto* link = std::get_if<LinkAssertion>(&said[i])) {
            append(out, *link);
        } else if (const auto* profile = std::get_if<ProfileAssertion>(&said[i])) {
            append(out, *profile);
        } else {
            append(out, std::get<FactAssertion>(said[i]));
        }
    }
    out += ']';
}

std::uint64_t numberFrom(const json& j, std::uint64_t lowest, std::uint64_t highest) {
    // What is read is unsigned where it has no sign.
    if (!j.is_number_unsigned() || j.get<std::uint64_t>() < lowest ||
        j.get<std::uint64_t>() > highest)
        throw std::invalid_argument(fmt::format("has {} where a whole number from {} to {} belongs",
                                                j.dump(), lowest, highest));
    return j.get<std::uint64_t>();
}

std::string textFrom(const json& j) {
    if (!j.is_string())
        throw std::invalid_argument(fmt::format("has {} where a text belongs", j.dump()));
    return j.get<std::string>();
}

Place placeFrom(const json& j, const StackExtent& extent) {
    if (!j.is_array() || j.size() != 3)
        throw std::invalid_argument("has a place that is not three numbers");
    return {coordinateFrom(j[0], 0, extent.width - 1), coordinateFrom(j[1], 0, extent.height - 1),
            coordinateFrom(j[2], 0, extent.depth - 1)};
}

std::vector<Assertion> assertionsFrom(const json& j, const StackExtent& extent) {
    if (!j.is_array()) throw std::invalid_argument("has assertions that are no list");
    std::vector<Assertion> said;
    said.reserve(j.size());
    for (const json& one : j) {
        said.push_back(assertionFrom(one, extent));
        if (const auto* fact = std::get_if<FactAssertion>(&said.back())) checkFact(*fact);
    }
    const std::set<int> verified = slicesVerified(said);
    for (std::size_t i = 0; i < said.size(); ++i)
        if (auto* pixels = std::get_if<PixelAssertion>(&said[i]);
            pixels && !j[i].contains("verified"))
            pixels->verified =
                pixels->claim == PixelClaim::Boundary && verified.contains(pixels->z);
    return said;
}

void check(const Assertion& said, const StackExtent& extent) {
    if (const auto* pixels = std::get_if<PixelAssertion>(&said)) {
        checkPlace({0, 0, pixels->z}, extent);
        checkPixels(pixels->pixels, extent);
    } else if (const auto* link = std::get_if<LinkAssertion>(&said)) {
        checkPlace(link->a, extent);
        checkPlace(link->b, extent);
    } else if (const auto* profile = std::get_if<ProfileAssertion>(&said)) {
        checkPlace(profile->place, extent);
        checkPixels(profile->pixels, extent);
    } else if (const auto* fact = std::get_if<FactAssertion>(&said)) {
        checkPlace(fact->place, extent);
        checkFact(*fact);
    }
}

}  // namespace axolemma::journal_json
