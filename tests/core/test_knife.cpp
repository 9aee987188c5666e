#include <QtTest>
#include <array>
#include <cmath>
#include <vector>

#include "core/components.h"
#include "core/proofreading/knife.h"
#include "core/proofreading/pixel_regions.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

Image<std::uint32_t> componentsOf(const Image<std::uint8_t>& map) {
    Image<std::uint8_t> cell(map.width(), map.height());
    std::ranges::transform(map, cell.begin(), [](int value) { return value > 127 ? 1 : 0; });
    return labelComponents(cell).labels;
}

/// Two cells, one above the other, with a membrane of 4 pixels between them that is open from x0 to
/// x1.
Image<std::uint8_t> mapWithGap(int x0, int x1) {
    Image<std::uint8_t> map(100, 100, 240);
    for (int y = 0; y < 100; ++y)
        for (int x = 0; x < 100; ++x) {
            const bool frame = x < 4 || y < 4 || x > 95 || y > 95;
            const bool wall = y >= 50 && y < 54 && (x < x0 || x >= x1);
            if (frame || wall) map(x, y) = 8;
        }
    return map;
}

}  // namespace

class TestKnife : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void whatIsCutFallsApartAndNothingElseChanges() {
        int cuts = 0;
        for (std::uint32_t seed = 1; seed <= 300; ++seed) {
            RandomPixels random(seed);
            const int size = 60 + static_cast<int>(random.below(60));
            const auto volume = random.map(size, size, 1);
            Image<std::uint8_t> map(size, size);
            std::ranges::transform(volume, map.begin(), [](float v) {
                return static_cast<std::uint8_t>(255 * std::clamp(2.5F * v - 0.6F, 0.F, 1.F));
            });
            const auto labels = seed % 3 == 0 ? random.patches(size, size, 9) : componentsOf(map);
            std::vector<PointF> drawn(2 + random.below(4));
            for (PointF& p : drawn)
                p = {random.share() * 1.2 * size - 0.1 * size,
                     random.share() * 1.2 * size - 0.1 * size};
            Evidence evidence{map, labels};
            if (seed % 2 == 0) evidence.map = {};
            const KnifeCut cut = knifeAlong(evidence, drawn, {.smallest = 1 + seed % 20});
            QCOMPARE(cut.component == 0, cut.answer == KnifeAnswer::NoComponent);
            if (!cut.cuts()) {
                QVERIFY(cut.cut.empty() && cut.parts.empty());
                continue;
            }
            ++cuts;
            QVERIFY(cut.parts.size() >= 2);
            PixelRuns whole = cut.cut;
            std::uint64_t pixels = cut.cut.pixels();
            for (const KnifePart& part : cut.parts) {
                QVERIFY(part.pixels.contains(part.place));
                QVERIFY(part.pixels.pixels() >= 1 + seed % 20);
                whole = whole.united(part.pixels);
                pixels += part.pixels.pixels();
            }
            QCOMPARE(pixels, whole.pixels());
            const Point place = cut.parts.front().place;
            QCOMPARE(labels(place.x, place.y), cut.component);
            QCOMPARE(whole, regionAround(labels, place, labels.bounds()));
            // Painted, the parts are what is left of the region.
            auto after = labels.clone();
            cut.cut.paint<std::uint32_t>(after, 0);
            for (const KnifePart& part : cut.parts)
                QCOMPARE(regionAround(after, part.place, after.bounds()), part.pixels);
        }
        QVERIFY2(cuts > 60, qPrintable(QString::number(cuts)));
    }

    void aRoughLineSnapsToTheMembrane() {
        const auto map = mapWithGap(40, 52);
        const auto labels = componentsOf(map);
        for (const double offset : {-5.0, 0.0, 5.0})
            for (const double tilt : {-3.0, 0.0, 3.0}) {
                const std::array<PointF, 2> drawn = {PointF{37, 52 + offset - tilt},
                                                     {55, 52 + offset + tilt}};
                const KnifeCut cut = knifeAlong({map, labels}, drawn);
                QVERIFY(cut.cuts());
                QCOMPARE(cut.parts.size(), std::size_t{2});
                for (const PixelRun& run : cut.cut.runs()) QVERIFY(run.y >= 48 && run.y <= 55);
                QVERIFY(cut.cut.pixels() <= 14);
            }
    }

    void aLineThatEndsWithinIsLengthenedToTheEdge() {
        Image<std::uint8_t> map(100, 60, 240);
        for (int x = 0; x < 100; ++x)
            for (const int y : {0, 1, 58, 59}) map(x, y) = 0;
        const auto labels = componentsOf(map);
        const std::array<PointF, 2> drawn = {PointF{50.5, 25}, {50.5, 35}};
        const KnifeCut cut = knifeAlong({map, labels}, drawn);
        QVERIFY(cut.cuts());
        QCOMPARE(cut.cut.pixels(), std::uint64_t{56});
        QCOMPARE(cut.cut.bounds(), (Rect{50, 2, 51, 58}));
    }

    void theEdgeOfTheSliceIsAnEdge() {
        const Image<std::uint32_t> labels(50, 40, 7);
        const std::array<PointF, 2> drawn = {PointF{20.5, 15}, {20.5, 22}};
        const KnifeCut cut = knifeAlong({{}, labels}, drawn);
        QVERIFY(cut.cuts());
        QCOMPARE(cut.component, 7U);
        QCOMPARE(cut.cut.pixels(), std::uint64_t{40});
    }

    void twoGapsInOneMembraneAreCutWithOneLine() {
        auto map = mapWithGap(30, 40);
        for (int y = 50; y < 54; ++y)
            for (int x = 60; x < 70; ++x) map(x, y) = 240;
        const auto labels = componentsOf(map);
        const std::array<PointF, 2> drawn = {PointF{26, 55}, {74, 50}};
        const KnifeCut cut = knifeAlong({map, labels}, drawn);
        QVERIFY(cut.cuts());
        QVERIFY(cut.cut.pixels() <= 22);
        for (const PixelRun& run : cut.cut.runs()) QVERIFY(run.y >= 49 && run.y <= 54);
    }

    void holesBesideTheLineDoNotMislead() {
        // A mitochondrion whose membrane is boundary lies right where the line starts.
        Image<std::uint8_t> map(80, 80, 240);
        for (int y = 0; y < 80; ++y)
            for (int x = 0; x < 80; ++x) {
                const double fromHole = std::hypot(x - 40, y - 20);
                if (x < 2 || y < 2 || x > 77 || y > 77 || fromHole < 6) map(x, y) = 10;
            }
        const auto labels = componentsOf(map);
        const std::array<PointF, 2> drawn = {PointF{40, 28}, {40, 60}};
        const KnifeCut cut = knifeAlong({map, labels}, drawn);
        QVERIFY(cut.cuts());
        QCOMPARE(cut.parts.size(), std::size_t{2});
        QVERIFY(cut.parts[1].pixels.pixels() > 1500);
    }

    void itSaysWhatDoesNotCut() {
        Image<std::uint32_t> labels(60, 60, 0);
        for (int y = 10; y < 50; ++y)
            for (int x = 10; x < 50; ++x) labels(x, y) = 3;
        const Evidence evidence{{}, labels};
        const std::array<PointF, 2> beside = {PointF{2, 2}, {55, 4}};
        QVERIFY(knifeAlong(evidence, beside).answer == KnifeAnswer::NoComponent);
        QVERIFY(knifeAlong(evidence, {}).answer == KnifeAnswer::NoComponent);
        const std::array<PointF, 1> click = {PointF{30, 30}};
        QVERIFY(knifeAlong(evidence, click).answer == KnifeAnswer::DoesNotCut);
        const std::array<PointF, 2> across = {PointF{30, 5}, {30, 55}};
        QVERIFY(knifeAlong(evidence, across).cuts());
        QVERIFY(knifeAlong(evidence, across, {.component = 9}).answer == KnifeAnswer::NoComponent);
        // Both parts have to be large enough.
        QVERIFY(knifeAlong(evidence, across, {.smallest = 900}).answer == KnifeAnswer::DoesNotCut);
    }
};

QTEST_APPLESS_MAIN(TestKnife)
#include "test_knife.moc"
