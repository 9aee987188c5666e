#include "core/proofreading/place_groups.h"

#include <algorithm>
#include <map>

#include "core/apart_sets.h"

namespace axolemma {

PlaceGroups::PlaceGroups(const std::vector<LinkAssertion>& links) {
    for (const LinkAssertion& link : links) {
        members_.push_back({link.a, 0});
        members_.push_back({link.b, 0});
    }
    std::ranges::sort(members_, {}, &Member::place);
    const auto repeated = std::ranges::unique(members_, {}, &Member::place);
    members_.erase(repeated.begin(), repeated.end());
    const auto indexOf = [this](Place place) {
        const auto at = std::ranges::lower_bound(members_, place, {}, &Member::place);
        return static_cast<std::uint32_t>(at - members_.begin());
    };
    ApartSets sets(members_.size());
    for (const LinkAssertion& link : links)
        if (link.relation == Relation::Different) sets.keepApart(indexOf(link.a), indexOf(link.b));
    for (std::size_t i = 0; i < links.size(); ++i)
        if (links[i].relation == Relation::Same &&
            !sets.join(indexOf(links[i].a), indexOf(links[i].b)))
            contradictions_.push_back(i);
    for (std::uint32_t i = 0; i < members_.size(); ++i) members_[i].group = sets.find(i);
    for (const LinkAssertion& link : links)
        if (link.relation == Relation::Different) {
            const auto [a, b] =
                std::minmax({sets.find(indexOf(link.a)), sets.find(indexOf(link.b))});
            apart_.emplace_back(a, b);
        }
    std::ranges::sort(apart_);
    apart_.erase(std::ranges::unique(apart_).begin(), apart_.end());
}

PlaceGroups::Cuts PlaceGroups::cutsIn(int z) const {
    const auto here = std::ranges::equal_range(members_, z, {},
                                               [](const Member& member) { return member.place.z; });
    std::map<std::uint32_t, bool> present;
    for (const Member& member : here) present.emplace(member.group, false);
    for (const auto& [a, b] : apart_) {
        const auto sideA = present.find(a);
        const auto sideB = present.find(b);
        if (sideA != present.end() && sideB != present.end()) sideA->second = sideB->second = true;
    }
    Cuts cuts;
    std::map<std::uint32_t, std::uint32_t> number;
    for (const Member& member : here) {
        if (!present[member.group]) continue;
        const auto next = static_cast<std::uint32_t>(number.size());
        const auto side = number.emplace(member.group, next).first->second;
        cuts.seeds.push_back({member.place.point(), side});
    }
    for (const auto& [a, b] : apart_)
        if (number.contains(a) && number.contains(b))
            cuts.apart.push_back(std::minmax({number[a], number[b]}));
    std::ranges::sort(cuts.apart);
    return cuts;
}

}  // namespace axolemma
