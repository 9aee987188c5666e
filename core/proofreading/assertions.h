#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/geometry.h"
#include "core/proofreading/pixel_runs.h"

namespace axolemma {

// What an expert says of a stack. Every assertion is a fact in space and never about a number of a
// component or a neuron, so it holds whatever the network says next. Of the same pixels, the same
// two places, or the same kind of fact at a place only the last word counts, and `None` (or
// nothing) takes back what was said.

/// What pixels are, whatever the network says.
enum class PixelClaim : std::uint8_t { None, Boundary, Interior };

struct PixelAssertion {
    int z = 0;
    PixelRuns pixels;
    PixelClaim claim = PixelClaim::None;
    /// Of boundary: whether an expert has checked it together with the shapes that it parts, and
    /// not only painted it. So it is as wide as the membrane, and a stroke as wide as its brush.
    bool verified = false;
    bool operator==(const PixelAssertion&) const = default;
};

/// Whether two places are one neuron.
enum class Relation : std::uint8_t { None, Same, Different };

struct LinkAssertion {
    Place a;
    Place b;
    Relation relation = Relation::None;
    bool operator==(const LinkAssertion&) const = default;
};

/// In the slice of `place`, exactly these pixels are one neuron's. They are taken from other
/// profiles of the slice. No pixels: there is no profile of that place.
struct ProfileAssertion {
    /// By which the profile is known; one of its pixels when it is made.
    Place place;
    PixelRuns pixels;
    /// Whether an expert has checked it, and not only made it.
    bool verified = false;
    bool operator==(const ProfileAssertion&) const = default;
};

/// What a fact says of the neuron at a place (a comment: of the place itself). The value is a name,
/// a colour "#rrggbb", "1" for locked, any text, an id in decimal, or "1" for verified: the neuron
/// is as it should be and takes no more links from a proposal. Empty takes it back.
enum class FactKind : std::uint8_t { Name, Colour, Locked, Comment, Id, Verified };
inline constexpr int kFactKinds = 6;

struct FactAssertion {
    Place place;
    FactKind kind = FactKind::Name;
    std::string value;
    bool operator==(const FactAssertion&) const = default;
};

using Assertion = std::variant<PixelAssertion, LinkAssertion, ProfileAssertion, FactAssertion>;

/// A profile as a slice holds it.
struct Profile {
    Point place;
    PixelRuns pixels;
    bool verified = false;
    bool operator==(const Profile&) const = default;
};

/// What was said of the pixels of one slice. `boundary` and `interior` share no pixel, profiles
/// neither; profiles are ordered by place (row, column).
struct SliceAssertions {
    PixelRuns boundary;
    /// The part of `boundary` that was verified.
    PixelRuns verifiedBoundary;
    PixelRuns interior;
    std::vector<Profile> profiles;
    bool empty() const { return boundary.empty() && interior.empty() && profiles.empty(); }
    const Profile* profileAt(Point point) const;
    bool operator==(const SliceAssertions&) const = default;
};

/// All that was said and not taken back. A copy is cheap and may go to any thread: slices are
/// shared, and copied when something is said of them while another copy has them.
class Assertions {
  public:
    /// Says `said`, in its order, and returns what takes it back when it is said: the state of
    /// before, of what was changed alone. So saying twice what this returns is the identity.
    std::vector<Assertion> say(std::span<const Assertion> said);

    /// Null where nothing was said of the pixels of slice z.
    std::shared_ptr<const SliceAssertions> slice(int z) const;
    /// By slice; none is empty.
    const std::map<int, std::shared_ptr<const SliceAssertions>>& slices() const { return slices_; }
    /// Ordered by (a, b), a < b; none says `None`.
    const std::vector<LinkAssertion>& links() const { return *links_; }
    /// Ordered by place, then kind; none has an empty value.
    const std::vector<FactAssertion>& facts() const { return *facts_; }
    /// The value of a fact, empty if it was not said.
    const std::string& fact(Place place, FactKind kind) const;
    bool empty() const { return slices_.empty() && links_->empty() && facts_->empty(); }
    /// All that was said, so that `say` of it makes an empty one equal to this.
    std::vector<Assertion> all() const;

    /// Compares what is said, not where it is kept.
    bool operator==(const Assertions& other) const;

  private:
    void say(const PixelAssertion& said, std::vector<Assertion>& before);
    void say(const LinkAssertion& said, std::vector<Assertion>& before);
    void say(const ProfileAssertion& said, std::vector<Assertion>& before);
    void say(const FactAssertion& said, std::vector<Assertion>& before);
    SliceAssertions& sliceToChange(int z);
    void dropIfEmpty(int z);

    std::map<int, std::shared_ptr<const SliceAssertions>> slices_;
    std::shared_ptr<const std::vector<LinkAssertion>> links_ =
        std::make_shared<std::vector<LinkAssertion>>();
    std::shared_ptr<const std::vector<FactAssertion>> facts_ =
        std::make_shared<std::vector<FactAssertion>>();
};

}  // namespace axolemma
