#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/proofreading/assertions.h"
#include "core/proofreading/derived_slice.h"

namespace axolemma {

/// Which places were said to be one neuron, and which of these groups different ones, before
/// anybody looks at components. Of statements that contradict each other those that come first in
/// the order of the links hold, "different" before "same".
class PlaceGroups {
  public:
    explicit PlaceGroups(const std::vector<LinkAssertion>& links);

    /// Indices of the links that contradict others.
    const std::vector<std::size_t>& contradictions() const { return contradictions_; }

    /// What has to be cut in slice z: the places in it of groups that are different from another
    /// with a place there. Sides are numbered from 0 in the order of their first places.
    struct Cuts {
        std::vector<CutSeed> seeds;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> apart;
    };
    Cuts cutsIn(int z) const;

  private:
    struct Member {
        Place place;
        std::uint32_t group = 0;
    };
    /// Ordered by place.
    std::vector<Member> members_;
    /// Pairs of groups, smaller first, ordered.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> apart_;
    std::vector<std::size_t> contradictions_;
};

}  // namespace axolemma
