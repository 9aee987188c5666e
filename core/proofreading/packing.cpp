#include "core/proofreading/packing.h"

#include <limits>
#include <utility>

#include "core/error.h"

namespace axolemma {

namespace {

enum Tag : std::uint8_t { kPixels, kLink, kProfile, kFact, kTags };

/// In place of a claim.
constexpr std::uint64_t kVerifiedBoundary = 3;

[[noreturn]] void throwDamaged() {
    throw Error("What was packed of a step is damaged; open the project again.");
}

}  // namespace

void Packer::number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) bytes_ += static_cast<char>((value & 0x7FU) | 0x80U);
    bytes_ += static_cast<char>(value);
}

void Packer::difference(std::int64_t value) {
    // The sign comes last, so that small numbers of either are few bytes.
    const auto bits = static_cast<std::uint64_t>(value);
    number((bits << 1U) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void Packer::text(std::string_view text) {
    number(text.size());
    bytes_ += text;
}

void Packer::place(Place place) {
    difference(place.x);
    difference(place.y);
    difference(place.z);
}

void Packer::runs(const PixelRuns& pixels) {
    number(pixels.runs().size());
    PixelRun last;
    PixelRun first;
    for (const PixelRun& run : pixels.runs()) {
        difference(std::int64_t{run.y} - last.y);
        // A row begins about where the one above began.
        difference(std::int64_t{run.x0} - (run.y == last.y ? last.x1 : first.x0));
        number(static_cast<std::uint64_t>(std::int64_t{run.x1} - run.x0));
        if (run.y != last.y) first = run;
        last = run;
    }
}

void Packer::add(const PixelAssertion& said) {
    number(kPixels);
    number(said.verified ? kVerifiedBoundary : static_cast<std::uint64_t>(said.claim));
    difference(said.z);
    runs(said.pixels);
}

void Packer::add(const LinkAssertion& said) {
    number(kLink);
    number(static_cast<std::uint64_t>(said.relation));
    place(said.a);
    place(said.b);
}

void Packer::add(const ProfileAssertion& said) {
    number(kProfile);
    number(said.verified ? 1 : 0);
    place(said.place);
    runs(said.pixels);
}

void Packer::add(const FactAssertion& said) {
    number(kFact);
    number(static_cast<std::uint64_t>(said.kind));
    place(said.place);
    text(said.value);
}

void Packer::assertions(std::span<const Assertion> said) {
    number(said.size());
    for (const Assertion& one : said) std::visit([&](const auto& a) { add(a); }, one);
}

std::uint64_t Unpacker::number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (bytes_.empty()) throwDamaged();
        const auto byte = static_cast<std::uint8_t>(bytes_.front());
        bytes_.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7FU} << shift;
        if (byte < 0x80) return value;
    }
    throwDamaged();
}

std::int64_t Unpacker::difference() {
    const std::uint64_t bits = number();
    return static_cast<std::int64_t>((bits >> 1U) ^ ((bits & 1U) != 0 ? ~std::uint64_t{0} : 0));
}

std::size_t Unpacker::count() {
    const std::uint64_t count = number();
    if (count > bytes_.size()) throwDamaged();
    return static_cast<std::size_t>(count);
}

std::string Unpacker::text() {
    const std::size_t size = count();
    std::string text(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return text;
}

int Unpacker::coordinate() {
    const std::int64_t value = difference();
    if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max())
        throwDamaged();
    return static_cast<int>(value);
}

std::uint64_t Unpacker::below(std::uint64_t limit) {
    const std::uint64_t value = number();
    if (value >= limit) throwDamaged();
    return value;
}

Place Unpacker::place() {
    const int x = coordinate();
    const int y = coordinate();
    return {x, y, coordinate()};
}

PixelRuns Unpacker::runs() {
    std::vector<PixelRun> all(count());
    std::int64_t y = 0;
    std::int64_t end = 0;
    std::int64_t first = 0;
    constexpr std::int64_t kMost = std::numeric_limits<int>::max();
    const auto within = [](std::int64_t from, std::int64_t step) {
        // Both may be anything: no sum before it is known to be small.
        if (step < -2 * kMost - 1 || step > 2 * kMost + 1) throwDamaged();
        const std::int64_t value = from + step;
        if (value < -kMost - 1 || value > kMost) throwDamaged();
        return value;
    };
    for (PixelRun& run : all) {
        const std::int64_t row = within(y, difference());
        const std::int64_t begin = within(row == y ? end : first, difference());
        end = within(begin, static_cast<std::int64_t>(below(2 * kMost + 2)));
        if (row != y) first = begin;
        y = row;
        run = {static_cast<int>(y), static_cast<int>(begin), static_cast<int>(end)};
    }
    return PixelRuns(std::move(all));
}

Assertion Unpacker::assertion() {
    const auto tag = static_cast<Tag>(below(kTags));
    if (tag == kPixels) {
        const std::uint64_t said = below(kVerifiedBoundary + 1);
        const bool verified = said == kVerifiedBoundary;
        const auto claim = verified ? PixelClaim::Boundary : static_cast<PixelClaim>(said);
        const int z = coordinate();
        return PixelAssertion{z, runs(), claim, verified};
    }
    if (tag == kLink) {
        const auto relation = static_cast<Relation>(below(3));
        const Place a = place();
        return LinkAssertion{a, place(), relation};
    }
    if (tag == kProfile) {
        const bool verified = below(2) == 1;
        const Place at = place();
        return ProfileAssertion{at, runs(), verified};
    }
    const auto kind = static_cast<FactKind>(below(kFactKinds));
    const Place at = place();
    return FactAssertion{at, kind, text()};
}

std::vector<Assertion> Unpacker::assertions() {
    std::vector<Assertion> said;
    for (std::size_t left = count(); left > 0; --left) said.push_back(assertion());
    return said;
}

}  // namespace axolemma
