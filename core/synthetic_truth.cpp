#include "core/synthetic_truth.h"

#include <algorithm>
#include <vector>

#include "core/components.h"
#include "core/disjoint_sets.h"

namespace axolemma::synthetic {
namespace {

/// 30 pixels are 0.0005 um2; the challenge's experts outlined few that are smaller.
constexpr std::uint32_t smallestProfile = 30;

/// A piece with fewer voxels that no longer course through the stack explains is not a neurite
/// anybody would follow.
constexpr std::uint32_t smallestPiece = 200;

SliceComponents profilesOf(ImageView<const std::uint32_t> neurites) {
    Image<std::uint64_t> wide(neurites.width(), neurites.height());
    for (int y = 0; y < neurites.height(); ++y) {
        std::copy_n(neurites.row(y), neurites.width(), &wide(0, y));
    }
    return regionsOfEqualLabel(wide);
}

/// Removes profiles that are too small, and pixels where two profiles of one neurite meet at a
/// corner: they may turn out to be different pieces. True if that changed anything.
bool removeCornersAndSpecks(ImageView<std::uint32_t> neurites) {
    const SliceComponents profiles = profilesOf(neurites);
    const auto& labels = profiles.labels;
    bool changed = false;
    for (int y = 0; y < neurites.height(); ++y) {
        for (int x = 0; x < neurites.width(); ++x) {
            const std::uint32_t profile = labels(x, y);
            if (profile == 0) {
                continue;
            }
            const auto meets = [&](int neighbour) {
                return y + 1 < neurites.height() && neighbour >= 0 &&
                       neighbour < neurites.width() && labels(neighbour, y + 1) != 0 &&
                       labels(neighbour, y + 1) != profile;
            };
            if (profiles.sizes[profile] < smallestProfile || meets(x - 1) || meets(x + 1)) {
                neurites(x, y) = 0;
                changed = true;
            }
        }
    }
    return changed;
}

}  // namespace

void separateProfiles(ImageView<std::uint32_t> neurites) {
    const int width = neurites.width();
    const auto differ = [](std::uint32_t a, std::uint32_t b) { return a != 0 && b != 0 && a != b; };
    for (int y = 0; y < neurites.height(); ++y) {
        std::uint32_t* row = neurites.row(y);
        const std::uint32_t* below = y + 1 < neurites.height() ? neurites.row(y + 1) : nullptr;
        for (int x = 0; x < width; ++x) {
            bool touches = x + 1 < width && differ(row[x], row[x + 1]);
            if (below != nullptr) {
                touches = touches || differ(row[x], below[x]) ||
                          (x > 0 && differ(row[x], below[x - 1])) ||
                          (x + 1 < width && differ(row[x], below[x + 1]));
            }
            if (touches) {
                row[x] = 0;
            }
        }
    }
    while (removeCornersAndSpecks(neurites)) {
    }
}

void numberPieces(Volume<std::uint32_t>& truth) {
    // Profile numbers of the whole stack, 0 for membrane: first[z] + number in the slice.
    DisjointSets sets(1);
    Image<std::uint32_t> above;
    Image<std::uint32_t> aboveNeurites;
    for (int z = 0; z < truth.depth(); ++z) {
        const auto slice = truth.slice(z);
        const SliceComponents profiles = profilesOf(slice);
        const auto first = static_cast<std::uint32_t>(sets.size()) - 1;
        for (std::uint32_t i = 0; i < profiles.count; ++i) {
            sets.add();
        }
        Image<std::uint32_t> neurites(truth.width(), truth.height());
        std::copy_n(slice.data(), slice.size(), neurites.data());
        for (std::size_t i = 0; i < slice.size(); ++i) {
            const std::uint32_t number = profiles.labels.data()[i];
            slice.data()[i] = number == 0 ? 0 : first + number;
            if (z > 0 && number != 0 && neurites.data()[i] == aboveNeurites.data()[i]) {
                sets.join(first + number, above.data()[i]);
            }
        }
        above = Image<std::uint32_t>(truth.width(), truth.height());
        std::copy_n(slice.data(), slice.size(), above.data());
        aboveNeurites = std::move(neurites);
    }
    std::vector<std::uint32_t> voxels(sets.size(), 0);
    for (const std::uint32_t profile : truth) {
        ++voxels[sets.find(profile)];
    }
    // A set is represented by its first profile, so numbers rise by first appearance.
    const bool judgePieces = truth.depth() > 2;
    std::vector<std::uint32_t> numbers(sets.size(), 0);
    std::uint32_t count = 0;
    for (std::uint32_t i = 1; i < numbers.size(); ++i) {
        const std::uint32_t root = sets.find(i);
        if (root != i) {
            numbers[i] = numbers[root];
        } else if (!judgePieces || voxels[i] >= smallestPiece) {
            numbers[i] = ++count;
        }
    }
    for (std::uint32_t& voxel : truth) {
        voxel = numbers[voxel];
    }
}

}  // namespace axolemma::synthetic
