#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/geometry.h"
#include "core/proofreading/assertions.h"

namespace axolemma {

/// Makes few bytes of numbers, texts and assertions. Small numbers take one byte, a run of a
/// stroke about four.
class Packer {
  public:
    void number(std::uint64_t value);
    /// Of any sign.
    void difference(std::int64_t value);
    void text(std::string_view text);
    void place(Place place);
    void assertions(std::span<const Assertion> said);

    const std::string& bytes() const { return bytes_; }
    std::string take() { return std::move(bytes_); }

  private:
    void runs(const PixelRuns& pixels);
    void add(const PixelAssertion& said);
    void add(const LinkAssertion& said);
    void add(const ProfileAssertion& said);
    void add(const FactAssertion& said);

    std::string bytes_;
};

/// Reads in the same order what a `Packer` was given. Throws `Error` where the bytes are not such;
/// takes no more memory than they justify.
class Unpacker {
  public:
    explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t number();
    std::int64_t difference();
    std::string text();
    Place place();
    std::vector<Assertion> assertions();
    /// Of entries that take a byte or more each.
    std::size_t count();
    bool atEnd() const { return bytes_.empty(); }

  private:
    int coordinate();
    std::uint64_t below(std::uint64_t limit);
    PixelRuns runs();
    Assertion assertion();

    std::string_view bytes_;
};

}  // namespace axolemma
