#include <algorithm>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "core/error.h"
#include "core/parallel.h"
#include "core/proofreading/doubt_model.h"
#include "core/proofreading/doubt_words.h"
#include "core/proofreading/doubts.h"

namespace axolemma {

namespace {

/// Doubts that are less likely are none.
constexpr double kLeastError = 0.01;
/// Components of neighbouring slices that share fewer pixels are no pair.
constexpr std::uint32_t kLeastOverlap = 5;

using Components = std::shared_ptr<const SliceComponents>;

struct KnownSlice {
    std::shared_ptr<const DerivedSlice> slice;
    Components below;
    Components above;
    std::vector<std::pair<Point, Point>> same;
    Refinement refinement;
    std::vector<SeamFacts> seams;
};

/// What of a slice tells how it goes on in the next.
struct Face {
    explicit Face(const DerivedSlice* slice = nullptr) {
        if (!slice) return;
        components = slice->components;
        map = slice->sources.map;
    }
    Components components;
    std::shared_ptr<const Image<std::uint8_t>> map;
    bool operator==(const Face&) const = default;
};

struct KnownPairs {
    Face below;
    Face above;
    /// Null where one of both is.
    std::shared_ptr<const Displacement> displacement;
    std::vector<PairFacts> pairs;
};

Place at(Point p, int z) {
    return {p.x, p.y, z};
}

/// Makes doubts of what is known, but for what was said.
class Gathering {
  public:
    explicit Gathering(const Derived& now) : now_(now), words_(now) {
        for (int z = 0; z < now.partition.depth(); ++z) {
            const auto ids = now.neurons.idsOfSlice(z);
            neuronsIn_.emplace_back(ids.begin(), ids.end());
        }
    }

    const DoubtWords& words() const { return words_; }

    void add(int z, const SeamFacts& facts) {
        const auto ids = now_.neurons.idsOfSlice(z);
        const bool within = facts.a == facts.b;
        Doubt doubt;
        doubt.kind = within ? DoubtKind::Faint : DoubtKind::Seam;
        doubt.at = at(facts.at, z);
        doubt.a = at(facts.placeA, z);
        doubt.b = at(facts.placeB, z);
        doubt.neuronA = ids[facts.a];
        doubt.neuronB = ids[facts.b];
        if (!within && (doubt.neuronA == doubt.neuronB || settled(doubt))) return;
        doubt.pixels = facts.smaller;
        doubt.error = within ? errorOfFaint(facts) : errorOfSeam(facts);
        add(doubt);
    }

    void add(int z, const PairFacts& facts) {
        Doubt doubt;
        doubt.at = doubt.a = at(facts.atA, z);
        doubt.b = at(facts.atB, z + 1);
        doubt.neuronA = now_.neurons.neuronOf(z, facts.a);
        doubt.neuronB = now_.neurons.neuronOf(z + 1, facts.b);
        doubt.pixels = facts.smaller;
        if (doubt.neuronA != doubt.neuronB) {
            doubt.kind = DoubtKind::MissingLink;
            if (settled(doubt)) return;
            doubt.error = errorOfMissingLink(facts, together(z, doubt));
        } else {
            doubt.kind = DoubtKind::Link;
            if (!linked(z, facts) || words_.same(z, facts.a, z + 1, facts.b)) return;
            doubt.error = errorOfLink(facts);
        }
        add(doubt);
    }

    std::vector<Doubt> ordered() && {
        const auto first = [](const Doubt& p, const Doubt& q) {
            const double yieldP = yieldOf(p.error, p.pixels);
            const double yieldQ = yieldOf(q.error, q.pixels);
            return std::tie(yieldQ, p.kind, p.a, p.b) < std::tie(yieldP, q.kind, q.a, q.b);
        };
        std::ranges::sort(doubts_, first);
        return std::move(doubts_);
    }

  private:
    bool settled(const Doubt& doubt) const {
        return words_.different(doubt.neuronA, doubt.neuronB);
    }

    /// In how many slices from z - 1 to z + 2 both neurons are.
    int together(int z, const Doubt& doubt) const {
        const int last = std::min(static_cast<int>(neuronsIn_.size()) - 1, z + 2);
        int slices = 0;
        for (int beside = std::max(0, z - 1); beside <= last; ++beside)
            slices += neuronsIn_[beside].contains(doubt.neuronA) &&
                      neuronsIn_[beside].contains(doubt.neuronB);
        return slices;
    }

    bool linked(int z, const PairFacts& facts) const {
        const auto& links = now_.partition.links[z];
        if (!links) return false;
        const auto ends = [](const Link& link) { return std::pair(link.a, link.b); };
        return std::ranges::binary_search(*links, std::pair(facts.a, facts.b), {}, ends);
    }

    void add(const Doubt& doubt) {
        if (doubt.error < kLeastError || doubt.neuronA == 0 || doubt.neuronB == 0) return;
        if (words_.fixed(doubt.neuronA) || words_.fixed(doubt.neuronB)) return;
        doubts_.push_back(doubt);
    }

    const Derived& now_;
    DoubtWords words_;
    std::vector<std::unordered_set<std::uint64_t>> neuronsIn_;
    std::vector<Doubt> doubts_;
};

}  // namespace

struct DoubtFinder::Memory {
    std::vector<KnownSlice> slices;
    std::vector<KnownPairs> pairs;

    void look(const Derived& now, int z, const DoubtWords& words, const Refinement& refinement) {
        KnownSlice& known = slices[z];
        const Components below = now.components(z - 1);
        const Components above = now.components(z + 1);
        if (known.slice == now.slices[z] && known.below == below && known.above == above &&
            known.same == words.sameIn(z) && known.refinement.sameContours(refinement))
            return;
        KnownSlice found{now.slices[z], below, above, words.sameIn(z), refinement, {}};
        if (found.slice) found.seams = seamsAround(found, z);
        known = std::move(found);
    }

    std::vector<SeamFacts> seamsAround(const KnownSlice& slice, int z) const {
        SliceSurroundings around;
        around.slice = slice.slice.get();
        around.below = slice.below.get();
        around.above = slice.above.get();
        if (slice.below) around.overBelow = pairs[z - 1].displacement.get();
        if (slice.above) around.ofAbove = pairs[z].displacement.get();
        around.same = slice.same;
        return seamsOf(around, slice.refinement);
    }

    void lookBetween(const Derived& now, int z) {
        KnownPairs& known = pairs[z];
        const DerivedSlice* const slice = now.slices[z].get();
        const DerivedSlice* const next = now.slices[z + 1].get();
        const Face below(slice);
        const Face above(next);
        if (known.below == below && known.above == above) return;
        KnownPairs found{below, above, now.displacements[z], {}};
        if (slice && next) {
            if (!found.displacement)
                found.displacement = std::make_shared<const Displacement>(displacementBetween(
                    below.components->labels.view(), above.components->labels.view()));
            found.pairs = pairsBetween(*slice, *next, *found.displacement, kLeastOverlap);
        }
        known = std::move(found);
    }
};

DoubtFinder::DoubtFinder() : memory_(std::make_unique<Memory>()) {}
DoubtFinder::~DoubtFinder() = default;

std::vector<Doubt> DoubtFinder::find(const Derived& now, const PartitionRule& rule, int threads,
                                     std::stop_token stop) {
    const int depth = now.partition.depth();
    const int between = std::max(0, depth - 1);
    memory_->slices.resize(depth);
    memory_->pairs.resize(between);
    Gathering gathering(now);
    const auto checkStop = [&stop] {
        if (stop.stop_requested()) throw Cancelled();
    };
    // First how the slices lie over each other.
    parallelFor(between, threads, [&](int z) {
        checkStop();
        memory_->lookBetween(now, z);
    });
    parallelFor(depth, threads, [&](int z) {
        checkStop();
        memory_->look(now, z, gathering.words(), rule.refinement);
    });
    for (int z = 0; z < depth; ++z)
        for (const SeamFacts& facts : memory_->slices[z].seams) gathering.add(z, facts);
    for (int z = 0; z < between; ++z)
        for (const PairFacts& facts : memory_->pairs[z].pairs) gathering.add(z, facts);
    return std::move(gathering).ordered();
}

std::vector<Doubt> doubts(const Derived& now, const PartitionRule& rule, int threads,
                          std::stop_token stop) {
    return DoubtFinder().find(now, rule, threads, std::move(stop));
}

}  // namespace axolemma
