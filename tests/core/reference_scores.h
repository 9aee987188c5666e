#pragma once

// The scores of DOMAIN section 3 a second time, as plainly as they are written there, to hold the
// fast ones against.

#include <cmath>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "core/image.h"

namespace axolemma::test {

/// The flooding of DOMAIN section 3 written down word by word: states in a map, no frame, a plain
/// list.
inline void floodAsWritten(Image<std::uint32_t>& labels) {
    enum State { Labelled, Line, Masked, Queued };
    Image<int> state(labels.width(), labels.height());
    bool any = false;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        state.data()[i] = labels.data()[i] != 0 ? Labelled : Masked;
        any |= labels.data()[i] != 0;
    }
    if (!any) return labels.fill(1);
    const auto neighbours = [&](Point p) {
        std::vector<Point> inside;
        for (const Point q :
             {Point{p.x - 1, p.y}, Point{p.x + 1, p.y}, Point{p.x, p.y - 1}, Point{p.x, p.y + 1}}) {
            if (labels.bounds().contains(q)) inside.push_back(q);
        }
        return inside;
    };
    std::deque<Point> queue;
    for (int x = 0; x < labels.width(); ++x) {
        for (int y = 0; y < labels.height(); ++y) {
            if (state(x, y) != Masked) continue;
            for (const Point q : neighbours({x, y})) {
                if (state(q.x, q.y) != Labelled) continue;
                state(x, y) = Queued;
                queue.push_back({x, y});
                break;
            }
        }
    }
    bool flag = false;
    while (!queue.empty()) {
        const Point p = queue.front();
        queue.pop_front();
        for (const Point q : neighbours(p)) {
            switch (state(q.x, q.y)) {
                case Labelled:
                    if (state(p.x, p.y) == Queued || (state(p.x, p.y) == Line && flag)) {
                        state(p.x, p.y) = Labelled;
                        labels(p.x, p.y) = labels(q.x, q.y);
                    } else if (state(p.x, p.y) == Labelled &&
                               labels(p.x, p.y) != labels(q.x, q.y)) {
                        state(p.x, p.y) = Line;
                        labels(p.x, p.y) = 0;
                        flag = false;
                    }
                    break;
                case Line:
                    if (state(p.x, p.y) == Queued) {
                        state(p.x, p.y) = Line;
                        flag = true;
                    }
                    break;
                case Masked:
                    state(q.x, q.y) = Queued;
                    queue.push_back(q);
                    break;
                default:
                    break;
            }
        }
    }
}

/// What the definitions say, from a table of shares p_ij.
struct Reference {
    double rand = 0;
    double randSplit = 0;
    double randMerge = 0;
    double information = 0;
    double n2AB = 0;
    double n2A = 0;
    double n2B = 0;
};

inline Reference referenceOf(const Image<std::uint32_t>& truth,
                             const Image<std::uint32_t>& proposal) {
    double n = 0;
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> p;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (truth.data()[i] == 0) continue;
        p[{truth.data()[i], proposal.data()[i]}] += 1;
        n += 1;
    }
    std::map<std::uint32_t, double> a;
    std::map<std::uint32_t, double> b;
    double aux = 0;
    double sumAB = 0;
    double entropyAB = 0;
    for (auto& [ij, share] : p) {
        share /= n;
        a[ij.first] += share;
        if (ij.second == 0) {
            aux += share;
            continue;
        }
        b[ij.second] += share;
        sumAB += share * share;
        entropyAB -= share * std::log(share);
    }
    double sumA = 0;
    double sumB = aux / n;
    double entropyA = 0;
    double entropyB = aux * std::log(n);
    for (const auto& [i, share] : a) sumA += share * share;
    for (const auto& [i, share] : a) entropyA -= share * std::log(share);
    for (const auto& [j, share] : b) sumB += share * share;
    for (const auto& [j, share] : b) entropyB -= share * std::log(share);
    sumAB += aux / n;
    entropyAB += aux * std::log(n);
    Reference r;
    r.rand = 2 * sumAB / (sumA + sumB);
    r.randSplit = sumAB / sumA;
    r.randMerge = sumAB / sumB;
    r.information = 2 * (entropyA + entropyB - entropyAB) / (entropyA + entropyB);
    r.n2AB = n * n * sumAB;
    r.n2A = n * n * sumA;
    r.n2B = n * n * sumB;
    return r;
}

}  // namespace axolemma::test
