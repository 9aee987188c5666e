#pragma once

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <vector>

#include "core/partition.h"
#include "core/proofreading/derivation.h"
#include "core/proofreading/edits.h"

namespace axolemma::test {

using Map = Image<std::uint8_t>;

/// Characters are pixels of the probability of cell: '#' is membrane, ':' a faint one, anything
/// else is cell.
inline std::shared_ptr<const Map> picture(std::initializer_list<const char*> rows) {
    const int width = static_cast<int>(std::strlen(*rows.begin()));
    auto map = std::make_shared<Map>(width, static_cast<int>(rows.size()));
    int y = 0;
    for (const char* row : rows) {
        for (int x = 0; x < width; ++x)
            map->view()(x, y) = row[x] == '#' ? 0 : row[x] == ':' ? 150 : 255;
        ++y;
    }
    return map;
}

inline DerivationSources sourcesOf(std::vector<std::shared_ptr<const Map>> maps) {
    std::vector<std::shared_ptr<const SliceComponents>> slices;
    PartitionRule rule;
    for (const auto& map : maps)
        slices.push_back(std::make_shared<const SliceComponents>(partitionOf(map->view(), rule)));
    DerivationSources sources;
    sources.proposal = std::make_shared<const Proposal>(linkedProposal(std::move(slices)));
    sources.maps = std::move(maps);
    return sources;
}

inline std::uint64_t neuronAt(const Derived& derived, Place place) {
    const auto& slice = *derived.partition.slices[place.z];
    return derived.neurons.neuronOf(place.z, componentNear(slice.labels.view(), place.point()));
}

inline std::uint32_t componentAt(const Derived& derived, Place place) {
    return derived.partition.slices[place.z]->labels.view()(place.x, place.y);
}

inline PixelRuns rectangle(int x0, int y0, int x1, int y1) {
    std::vector<PixelRun> runs;
    for (int y = y0; y < y1; ++y) runs.push_back({y, x0, x1});
    return PixelRuns(std::move(runs));
}

inline PixelRuns pixelsOf(const Derived& derived, Place place) {
    const auto labels = derived.partition.slices[place.z]->labels.view();
    return PixelRuns::of(labels, labels(place.point()), labels.bounds());
}

/// Two cells of 7 x 5 with a membrane between them that is faint in one row.
inline std::shared_ptr<const Map> twoCells() {
    return picture({"#################",  //
                    "#.......#.......#",  //
                    "#.......#.......#",  //
                    "#.......:.......#",  //
                    "#.......#.......#",  //
                    "#.......#.......#",  //
                    "#################"});
}
inline constexpr Place kLeft{3, 3, 0};
inline constexpr Place kRight{13, 3, 0};

/// Whether both have the same components with the same ids.
inline bool samePartition(const Derived& a, const Derived& b) {
    for (std::size_t z = 0; z < a.slices.size(); ++z) {
        const auto& p = *a.partition.slices[z];
        const auto& q = *b.partition.slices[z];
        if (!std::ranges::equal(p.labels, q.labels)) return false;
        if (!std::ranges::equal(a.neurons.idsOfSlice(static_cast<int>(z)),
                                b.neurons.idsOfSlice(static_cast<int>(z))))
            return false;
    }
    return true;
}

/// What was derived after an edit, which has to be allowed.
inline Derived after(DerivationSources& sources, const Derived& now, const Edit& edit) {
    sources.assertions.say(edit.said);
    sources.minted = now.neurons.minted();
    return derive(sources, &now);
}

}  // namespace axolemma::test
