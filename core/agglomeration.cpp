#include "core/agglomeration.h"

#include <algorithm>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/contacts.h"
#include "core/disjoint_sets.h"
#include "core/line_pixels.h"

namespace axolemma {

namespace {

class Agglomeration {
  public:
    Agglomeration(std::uint32_t regions, const std::vector<Contact>& contacts)
        : sets_(regions + std::size_t{1}), borders_(regions + std::size_t{1}) {
        for (const Contact& c : contacts) {
            borders_[c.a].emplace(c.b, Border{c.membrane, c.pixels});
            borders_[c.b].emplace(c.a, Border{c.membrane, c.pixels});
        }
    }

    void run(const std::vector<Contact>& contacts, double below) {
        for (const Contact& c : contacts) push(c.a, c.b, borders_[c.a].at(c.b), below);
        while (!queue_.empty()) {
            const Candidate next = queue_.top();
            queue_.pop();
            // Outdated: one of the two is part of another region, or their border has grown.
            const auto found = borders_[next.a].find(next.b);
            if (found == borders_[next.a].end() || found->second.pixels != next.pixels) continue;
            join(next.a, next.b, below);
        }
    }

    std::uint32_t regionOf(std::uint32_t region) { return sets_.find(region); }

  private:
    /// All contacts of two joined regions with each other, pooled.
    struct Border {
        double sum = 0;  ///< of the probability of membrane
        std::uint32_t pixels = 0;
    };
    struct Candidate {
        double strength;
        std::uint32_t a;
        std::uint32_t b;
        std::uint32_t pixels;
        /// The weakest on top; equal ones by number, so that there is one result.
        bool operator<(const Candidate& other) const {
            return std::tie(strength, a, b) > std::tie(other.strength, other.a, other.b);
        }
    };

    void push(std::uint32_t a, std::uint32_t b, const Border& border, double below) {
        const double strength = border.sum / border.pixels;
        if (a > b) std::swap(a, b);
        if (strength < below) queue_.push({strength, a, b, border.pixels});
    }

    void join(std::uint32_t a, std::uint32_t b, double below) {
        const std::uint32_t kept = sets_.join(a, b);
        const std::uint32_t gone = kept == a ? b : a;
        borders_[kept].erase(gone);
        borders_[gone].erase(kept);
        for (const auto& [other, border] : borders_[gone]) {
            borders_[other].erase(gone);
            Border& pooled = borders_[kept][other];
            pooled.sum += border.sum;
            pooled.pixels += border.pixels;
            borders_[other][kept] = pooled;
            push(kept, other, pooled, below);
        }
        borders_[gone].clear();
    }

    DisjointSets sets_;
    std::vector<std::unordered_map<std::uint32_t, Border>> borders_;
    std::priority_queue<Candidate> queue_;
};

}  // namespace

void joinWeaklySeparated(ImageView<std::uint32_t> regions, ImageView<const float> membrane,
                         float strength) {
    const std::vector<Contact> contacts = contactsOf(regions, membrane);
    if (contacts.empty()) return;
    std::uint32_t count = 0;
    for (const Contact& contact : contacts) count = std::max(count, contact.b);
    Agglomeration agglomeration(count, contacts);
    agglomeration.run(contacts, strength);

    for (int y = 0; y < regions.height(); ++y)
        for (std::uint32_t& region : std::span(regions.row(y), regions.width()))
            if (region != 0 && region <= count) region = agglomeration.regionOf(region);
    // Found first, filled afterwards: a filled pixel must not speak for the next one.
    std::vector<std::pair<std::uint32_t*, std::uint32_t>> filled;
    detail::forEachLinePixel(regions, [&](int x, int y, std::span<const std::uint32_t> beside) {
        if (beside.size() == 1) filled.emplace_back(&regions(x, y), beside.front());
    });
    for (const auto& [pixel, region] : filled) *pixel = region;
}

}  // namespace axolemma
