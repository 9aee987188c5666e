#include "core/proofreading/derived_slice.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <span>
#include <utility>

#include "core/disjoint_sets.h"
#include "core/proofreading/cut.h"

namespace axolemma {

namespace {

/// Interior where the proposal has boundary: it is whatever it touches.
constexpr std::uint64_t kPainted = std::uint64_t{1} << 32;
/// Profile i has the key kProfiles + i; a smaller one is a component of the proposal.
constexpr std::uint64_t kProfiles = std::uint64_t{2} << 32;

/// Pixels x0 <= x < x1 of a row that belong together.
struct Piece {
    int x0 = 0;
    int x1 = 0;
    std::uint64_t key = 0;
    bool painted = false;
};

bool together(const Piece& a, const Piece& b) {
    if (a.key == b.key) return true;
    return std::max(a.key, b.key) == kPainted;
}

/// The runs of one row at a time, rows in rising order.
class RowCursor {
  public:
    explicit RowCursor(const PixelRuns& set) : runs_(set.runs()) {}
    std::span<const PixelRun> row(int y) {
        while (!runs_.empty() && runs_[0].y < y) runs_ = runs_.subspan(1);
        std::size_t n = 0;
        while (n < runs_.size() && runs_[n].y == y) ++n;
        return runs_.first(n);
    }

  private:
    std::span<const PixelRun> runs_;
};

/// Joins the pieces of a slice that belong together, and numbers what they make.
class PieceLabelling {
  public:
    explicit PieceLabelling(const SliceSources& sources)
        : sources_(sources), labels_(sources.proposal->labels.view()) {
        std::vector<std::uint32_t> firstOfProfile(sources.said->profiles.size(), kNone);
        RowCursor boundary(sources.said->boundary);
        RowCursor interior(sources.said->interior);
        std::vector<RowCursor> profiles;
        for (const Profile& profile : sources.said->profiles) profiles.emplace_back(profile.pixels);
        keys_.resize(labels_.width());
        rowStart_.push_back(0);
        for (int y = 0; y < labels_.height(); ++y) {
            const std::uint32_t* const row = labels_.row(y);
            std::copy(row, row + labels_.width(), keys_.begin());
            const auto painted = interior.row(y);
            over(painted, [](std::uint64_t& key) { key = key == 0 ? kPainted : key; });
            over(boundary.row(y), [](std::uint64_t& key) { key = 0; });
            for (std::size_t i = 0; i < profiles.size(); ++i)
                over(profiles[i].row(y), [i](std::uint64_t& key) { key = kProfiles + i; });
            appendRow(painted);
            joinRow(firstOfProfile);
        }
    }

    /// The components; pieces below the smallest size that nobody painted are boundary.
    Image<std::uint32_t> write(std::uint32_t smallest) {
        std::vector<std::uint32_t> size(pieces_.size(), 0);
        std::vector<bool> kept(pieces_.size(), false);
        for (std::uint32_t i = 0; i < pieces_.size(); ++i) {
            const auto root = sets_.find(i);
            size[root] += static_cast<std::uint32_t>(pieces_[i].x1 - pieces_[i].x0);
            if (pieces_[i].painted || pieces_[i].key >= kProfiles) kept[root] = true;
        }
        std::vector<std::uint32_t> number(pieces_.size(), 0);
        std::uint32_t count = 0;
        Image<std::uint32_t> labels(labels_.width(), labels_.height(), 0);
        for (int y = 0; y < labels_.height(); ++y) {
            std::uint32_t* const row = labels.view().row(y);
            for (auto i = rowStart_[y]; i < rowStart_[y + 1]; ++i) {
                // The representative comes first, because it is the smallest of its set.
                const auto root = sets_.find(i);
                if (!kept[root] && size[root] < smallest) continue;
                if (number[root] == 0) number[root] = ++count;
                std::fill(row + pieces_[i].x0, row + pieces_[i].x1, number[root]);
            }
        }
        return labels;
    }

  private:
    static constexpr std::uint32_t kNone = 0xFFFFFFFF;

    template <typename Change>
    void over(std::span<const PixelRun> runs, Change change) {
        for (const PixelRun& run : runs) {
            const int end = std::min(run.x1, labels_.width());
            for (int x = std::max(run.x0, 0); x < end; ++x) change(keys_[x]);
        }
    }

    void appendRow(std::span<const PixelRun> painted) {
        for (int x = 0; x < labels_.width();) {
            const int start = x;
            while (x < labels_.width() && keys_[x] == keys_[start]) ++x;
            if (keys_[start] == 0) continue;
            while (!painted.empty() && painted[0].x1 <= start) painted = painted.subspan(1);
            const bool touched = !painted.empty() && painted[0].x0 < x;
            pieces_.push_back({start, x, keys_[start], touched});
        }
        rowStart_.push_back(static_cast<std::uint32_t>(pieces_.size()));
        sets_.grow(pieces_.size());
    }

    void joinRow(std::vector<std::uint32_t>& firstOfProfile) {
        const auto rows = rowStart_.size() - 1;
        auto above = rowStart_[rows >= 2 ? rows - 2 : rows - 1];
        const auto first = rowStart_[rows - 1];
        for (auto i = first; i < pieces_.size(); ++i) {
            const Piece& here = pieces_[i];
            if (i > first && pieces_[i - 1].x1 == here.x0 && together(pieces_[i - 1], here))
                sets_.join(i - 1, i);
            if (here.key >= kProfiles) {
                // A profile is one neuron's, connected or not.
                auto& known = firstOfProfile[here.key - kProfiles];
                if (known == kNone) known = i;
                sets_.join(known, i);
                continue;
            }
            while (above < first && pieces_[above].x1 <= here.x0) ++above;
            for (auto j = above; j < first && pieces_[j].x0 < here.x1; ++j)
                if (together(pieces_[j], here)) sets_.join(j, i);
        }
    }

    const SliceSources& sources_;
    ImageView<const std::uint32_t> labels_;
    std::vector<std::uint64_t> keys_;
    std::vector<Piece> pieces_;
    std::vector<std::uint32_t> rowStart_;
    DisjointSets sets_;
};

std::vector<Origin> originsOf(ImageView<const std::uint32_t> components,
                              ImageView<const std::uint32_t> proposed) {
    std::vector<Origin> origins;
    for (int y = 0; y < components.height(); ++y) {
        const std::uint32_t* const c = components.row(y);
        const std::uint32_t* const p = proposed.row(y);
        Origin last;
        for (int x = 0; x < components.width(); ++x) {
            if (c[x] == 0 || p[x] == 0 || (c[x] == last.component && p[x] == last.proposed))
                continue;
            origins.push_back(last = {c[x], p[x]});
        }
    }
    const auto key = [](const Origin& o) { return std::pair(o.component, o.proposed); };
    std::ranges::sort(origins, {}, key);
    origins.erase(std::ranges::unique(origins).begin(), origins.end());
    return origins;
}

/// The contacts of the proposal between components that are still whole; those of several that
/// became one are pooled.
std::vector<Contact> keptContacts(const SliceComponents& proposal,
                                  const std::vector<Origin>& origins) {
    std::vector<std::uint32_t> wholeIn(proposal.count + std::size_t{1}, 0);
    std::vector<std::uint32_t> pieces(wholeIn.size(), 0);
    for (const Origin& origin : origins) {
        ++pieces[origin.proposed];
        wholeIn[origin.proposed] = origin.component;
    }
    std::vector<Contact> kept;
    for (Contact contact : proposal.contacts) {
        if (pieces[contact.a] != 1 || pieces[contact.b] != 1) continue;
        contact.a = wholeIn[contact.a];
        contact.b = wholeIn[contact.b];
        if (contact.a == contact.b) continue;
        if (contact.a > contact.b) std::swap(contact.a, contact.b);
        kept.push_back(contact);
    }
    std::ranges::stable_sort(kept, {}, [](const Contact& c) { return std::pair(c.a, c.b); });
    std::size_t end = 0;
    for (const Contact& contact : kept) {
        if (end > 0 && kept[end - 1].a == contact.a && kept[end - 1].b == contact.b) {
            kept[end - 1].pixels += contact.pixels;
            kept[end - 1].membrane += contact.membrane;
        } else {
            kept[end++] = contact;
        }
    }
    kept.resize(end);
    return kept;
}

Rect areaOf(ImageView<const std::uint32_t> labels, std::uint32_t label, Point inside) {
    Rect area{inside.x, inside.y, inside.x + 1, inside.y + 1};
    for (int y = 0; y < labels.height(); ++y) {
        const std::uint32_t* const row = labels.row(y);
        const auto* const first = std::find(row, row + labels.width(), label);
        if (first == row + labels.width()) continue;
        int last = labels.width() - 1;
        while (row[last] != label) --last;
        area.x0 = std::min(area.x0, static_cast<int>(first - row));
        area.x1 = std::max(area.x1, last + 1);
        area.y0 = std::min(area.y0, y);
        area.y1 = y + 1;
    }
    return area;
}

/// The seeds of side `a` and of side `b` that are in components of both, by component.
std::map<std::uint32_t, std::vector<CutSeed>> seedsTogether(ImageView<const std::uint32_t> labels,
                                                            const std::vector<CutSeed>& seeds,
                                                            std::uint32_t a, std::uint32_t b) {
    std::map<std::uint32_t, std::vector<CutSeed>> here;
    for (const CutSeed& seed : seeds)
        if (seed.side == a || seed.side == b)
            if (const std::uint32_t label = labels(seed.place)) here[label].push_back(seed);
    std::erase_if(here, [](const auto& entry) {
        const auto& seedsHere = entry.second;
        return std::ranges::all_of(seedsHere, [&](const CutSeed& seed) {
            return seed.side == seedsHere.front().side || seed.place == seedsHere.front().place;
        });
    });
    return here;
}

/// Cuts every component with seeds of two sides that are apart. Returns whether there was one.
bool cutAll(Image<std::uint32_t>& labels, const SliceSources& sources) {
    std::vector<CutSeed> seeds;
    for (const CutSeed& seed : sources.seeds) {
        const auto near = nearestComponentPixel(labels.view(), seed.place);
        // A profile is exactly its pixels.
        if (!near || (sources.said && sources.said->profileAt(*near))) continue;
        seeds.push_back({*near, seed.side});
    }
    const std::uint32_t before = *std::ranges::max_element(labels) + 1;
    std::uint32_t next = before;
    const auto map = sources.map ? sources.map->view() : ImageView<const std::uint8_t>();
    for (const auto& [a, b] : sources.apart)
        for (const auto& [label, here] : seedsTogether(labels.view(), seeds, a, b)) {
            const Rect area = areaOf(labels.view(), label, here.front().place);
            next += cutApart(labels.view(), map, label, area, here, next);
        }
    return next != before;
}

std::vector<std::uint32_t> componentsOfProfiles(ImageView<const std::uint32_t> labels,
                                                const SliceAssertions* said) {
    std::vector<std::uint32_t> components;
    if (!said) return components;
    for (const Profile& profile : said->profiles) {
        const PixelRuns inside = profile.pixels.clipped(labels.bounds());
        components.push_back(inside.empty() ? 0 : labels(inside.runs()[0].x0, inside.runs()[0].y));
    }
    return components;
}

}  // namespace

DerivedSlice deriveSlice(SliceSources sources) {
    assert(sources.proposal);
    DerivedSlice derived;
    const bool said = sources.said && !sources.said->empty();
    Image<std::uint32_t> labels =
        said ? PieceLabelling(sources).write(sources.smallest) : sources.proposal->labels.clone();
    const bool cut = !sources.apart.empty() && !labels.empty() && cutAll(labels, sources);
    if (said || cut) {
        auto components = std::make_shared<SliceComponents>(describeComponents(std::move(labels)));
        derived.origins = originsOf(components->labels.view(), sources.proposal->labels.view());
        components->contacts = keptContacts(*sources.proposal, derived.origins);
        derived.components = std::move(components);
    } else {
        derived.components = sources.proposal;
    }
    derived.profiles = componentsOfProfiles(derived.components->labels.view(), sources.said.get());
    derived.sources = std::move(sources);
    return derived;
}

}  // namespace axolemma
