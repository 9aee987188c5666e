#include <QtTest>
#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <vector>

#include "core/agglomeration.h"
#include "core/contacts.h"
#include "core/watershed.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

struct Watershed {
    Image<float> membrane;
    Image<std::uint32_t> regions;
};

/// A random landscape in coarse steps and its regions, so that equal strengths occur.
Watershed randomWatershed(std::uint32_t seed) {
    constexpr int kWidth = 40;
    constexpr int kHeight = 30;
    RandomPixels random(seed);
    Watershed w{Image<float>(kWidth, kHeight), {}};
    Image<std::uint8_t> height(kWidth, kHeight);
    for (std::size_t i = 0; i < height.size(); ++i) {
        const auto step = random.below(9);
        height.data()[i] = static_cast<std::uint8_t>(step * 30);
        w.membrane.data()[i] = static_cast<float>(step) / 8;
    }
    w.regions = seededWatershed(height, deepMinima(height, 60));
    return w;
}

/// The same as the sentence in the header says it, slowly.
std::map<Pair, std::vector<float>> bordersOf(const Watershed& w) {
    std::map<Pair, std::vector<float>> borders;
    for (int y = 0; y < w.regions.height(); ++y)
        for (int x = 0; x < w.regions.width(); ++x) {
            if (w.regions(x, y) != 0) continue;
            std::set<std::uint32_t> beside;
            for (const Point p : {Point{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}})
                if (w.regions.view().bounds().contains(p) && w.regions(p.x, p.y) != 0)
                    beside.insert(w.regions(p.x, p.y));
            for (const auto a : beside)
                for (const auto b : beside)
                    if (a < b) borders[{a, b}].push_back(w.membrane(x, y));
        }
    return borders;
}

double mean(const std::vector<float>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Which region each becomes part of, one join at a time.
std::map<std::uint32_t, std::uint32_t> joinedSlowly(const Watershed& w, double below) {
    std::map<Pair, std::vector<float>> borders = bordersOf(w);
    std::map<std::uint32_t, std::uint32_t> of;
    for (const auto region : w.regions) of[region] = region;
    while (true) {
        const auto weakest = std::min_element(
            borders.begin(), borders.end(),
            [](const auto& p, const auto& q) { return mean(p.second) < mean(q.second); });
        if (weakest == borders.end() || mean(weakest->second) >= below) return of;
        const auto [kept, gone] = weakest->first;
        borders.erase(weakest);
        for (auto& [region, now] : of)
            if (now == gone) now = kept;
        std::map<Pair, std::vector<float>> pooled;
        for (const auto& [pair, values] : borders) {
            const auto a = pair.first == gone ? kept : pair.first;
            const auto b = pair.second == gone ? kept : pair.second;
            auto& border = pooled[{std::min(a, b), std::max(a, b)}];
            border.insert(border.end(), values.begin(), values.end());
        }
        borders = std::move(pooled);
    }
}

}  // namespace

class TestAgglomeration : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void contactsAreTheLinesBetweenRegions() {
        for (std::uint32_t seed = 0; seed < 20; ++seed) {
            const Watershed w = randomWatershed(seed);
            const auto contacts = contactsOf(w.regions, w.membrane);
            const auto expected = bordersOf(w);
            QCOMPARE(contacts.size(), expected.size());
            auto contact = contacts.begin();
            for (const auto& [pair, values] : expected) {
                QCOMPARE(contact->a, pair.first);
                QCOMPARE(contact->b, pair.second);
                QCOMPARE(contact->pixels, static_cast<std::uint32_t>(values.size()));
                QVERIFY(std::abs(contact->strength() - mean(values)) < 1e-6);
                ++contact;
            }
        }
    }

    void theWeakestContactIsJoinedFirstAndContactsArePooled_data() {
        QTest::addColumn<float>("strength");
        for (const float strength : {0.2F, 0.45F, 0.6F, 0.8F, 1.1F})
            QTest::addRow("%g", static_cast<double>(strength)) << strength;
    }
    void theWeakestContactIsJoinedFirstAndContactsArePooled() {
        QFETCH(float, strength);
        for (std::uint32_t seed = 0; seed < 12; ++seed) {
            const Watershed w = randomWatershed(seed);
            const auto expected = joinedSlowly(w, strength);
            Image<std::uint32_t> joined = w.regions.clone();
            joinWeaklySeparated(joined, w.membrane, strength);
            for (std::size_t i = 0; i < joined.size(); ++i) {
                const auto before = w.regions.data()[i];
                if (before != 0) QCOMPARE(joined.data()[i], expected.at(before));
            }
        }
    }

    void linesStayExactlyWhereTheySeparate() {
        for (std::uint32_t seed = 0; seed < 12; ++seed) {
            const Watershed w = randomWatershed(seed);
            Watershed joined{w.membrane.clone(), w.regions.clone()};
            joinWeaklySeparated(joined.regions, w.membrane, 0.6F);
            for (int y = 0; y < 30; ++y)
                for (int x = 0; x < 40; ++x) {
                    if (w.regions(x, y) != 0) continue;
                    std::set<std::uint32_t> beside;
                    for (const Point p : {Point{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}})
                        if (w.regions.view().bounds().contains(p) && w.regions(p.x, p.y) != 0)
                            beside.insert(joined.regions(p.x, p.y));
                    QCOMPARE(joined.regions(x, y), beside.size() == 1 ? *beside.begin() : 0U);
                }
        }
    }

    void aGapInAWallStaysClosedAndASmearDoesNotCutACell() {
        // Two cells with a wall whose middle third is faint; the right one has a smear across it.
        Image<float> membrane(60, 30, 0.02F);
        Image<std::uint8_t> height(60, 30);
        for (int y = 0; y < 30; ++y) {
            for (int x = 28; x < 31; ++x) membrane(x, y) = y >= 10 && y < 20 ? 0.35F : 0.98F;
            for (int x = 31; x < 60; ++x)
                if (y >= 14 && y < 18) membrane(x, y) = 0.55F;
        }
        std::transform(membrane.begin(), membrane.end(), height.begin(),
                       [](float p) { return static_cast<std::uint8_t>(255 * p); });
        Image<std::uint32_t> regions = seededWatershed(height, deepMinima(height, 20));
        QCOMPARE(*std::max_element(regions.begin(), regions.end()), 3U);
        joinWeaklySeparated(regions, membrane, 0.65F);
        QVERIFY(regions(10, 15) != regions(45, 5));
        QCOMPARE(regions(45, 5), regions(45, 25));
        QCOMPARE(regions(45, 16), regions(45, 5));
    }

    void nothingToJoinIsNoError() {
        Image<std::uint32_t> one(5, 4, 7);
        joinWeaklySeparated(one, Image<float>(5, 4, 0.9F), 1.0F);
        QVERIFY(std::all_of(one.begin(), one.end(), [](auto region) { return region == 7; }));
        Image<std::uint32_t> lines(5, 4, 0);
        joinWeaklySeparated(lines, Image<float>(5, 4, 0.1F), 1.0F);
        QVERIFY(std::all_of(lines.begin(), lines.end(), [](auto region) { return region == 0; }));
    }
};

QTEST_APPLESS_MAIN(TestAgglomeration)
#include "test_agglomeration.moc"
