#include <QtTest>
#include <algorithm>

#include "core/proofreading/brush.h"
#include "core/proofreading/held_out.h"
#include "core/proofreading/middle_line.h"
#include "core/proofreading/taught.h"
#include "core/targets.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

PixelRuns rectangle(const Rect& rect) {
    std::vector<PixelRun> runs;
    for (int y = rect.y0; y < rect.y1; ++y) runs.push_back({y, rect.x0, rect.x1});
    return PixelRuns(std::move(runs));
}

ProfileAssertion profile(int z, const Rect& rect, bool verified = true) {
    return {{rect.x0, rect.y0, z}, rectangle(rect), verified};
}

Assertions saying(const std::vector<Assertion>& said) {
    Assertions assertions;
    (void)assertions.say(said);
    return assertions;
}

std::ptrdiff_t countOf(const Image<std::uint8_t>& image, std::uint8_t value) {
    return std::ranges::count(image, value);
}

/// 8-connected parts of the non-zero pixels.
int partsOf(const Image<std::uint8_t>& mask) {
    Image<std::uint8_t> left = mask.clone();
    int parts = 0;
    for (int y = 0; y < left.height(); ++y)
        for (int x = 0; x < left.width(); ++x) {
            if (left(x, y) == 0) continue;
            ++parts;
            std::vector<Point> open{{x, y}};
            left(x, y) = 0;
            while (!open.empty()) {
                const Point p = open.back();
                open.pop_back();
                for (int v = p.y - 1; v <= p.y + 1; ++v)
                    for (int u = p.x - 1; u <= p.x + 1; ++u)
                        if (left.bounds().contains({u, v}) && left(u, v) != 0) {
                            left(u, v) = 0;
                            open.push_back({u, v});
                        }
            }
        }
    return parts;
}

/// Cells of 30 x 30 with membranes of 4 pixels between them, all verified.
Assertions verifiedSlices(const std::vector<int>& slices, int width, int height) {
    std::vector<Assertion> said;
    for (const int z : slices) {
        said.emplace_back(
            PixelAssertion{z, rectangle({0, 0, width, height}), PixelClaim::Boundary});
        for (int y = 2; y + 30 <= height; y += 34)
            for (int x = 2; x + 30 <= width; x += 34)
                said.emplace_back(profile(z, {x, y, x + 30, y + 30}));
    }
    return saying(said);
}

}  // namespace

class TestTaught : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void verifiedProfilesAndPaintedPixelsAreKnownAndNothingElse() {
        const TaughtSlices taught =
            taughtBy(saying({profile(1, {4, 4, 12, 12}), profile(1, {20, 4, 30, 12}, false),
                             PixelAssertion{1, rectangle({14, 4, 17, 12}), PixelClaim::Boundary},
                             PixelAssertion{1, rectangle({4, 20, 9, 24}), PixelClaim::Interior}}),
                     40, 32, 3);
        QCOMPARE(taught.size(), std::size_t{1});
        const auto& slice = taught.at(1);
        QCOMPARE(countOf(slice, kTargetCell), 64 + 20);
        QCOMPARE(countOf(slice, kTargetMembrane), 24);
        QCOMPARE(slice(25, 8), kTargetUnknown);  // drawn, but not verified
        QCOMPARE(knownPixels(taught), std::uint64_t{108});
    }

    void verifiedProfilesThatTouchHaveAMembraneBetweenThem() {
        const TaughtSlices taught =
            taughtBy(saying({profile(0, {4, 4, 12, 12}), profile(0, {12, 4, 20, 12})}), 32, 16, 1);
        const auto& slice = taught.at(0);
        QCOMPARE(slice(11, 8), kTargetMembrane);
        QCOMPARE(slice(12, 8), kTargetMembrane);
        QCOMPARE(slice(10, 8), kTargetCell);
        QCOMPARE(countOf(slice, kTargetMembrane), 16);
    }

    void ofABroadStrokeOnlyTheMiddleCounts() {
        const PixelRuns stroke = capsule({20, 32}, {100, 32}, 12);
        const TaughtSlices taught =
            taughtBy(saying({PixelAssertion{0, stroke, PixelClaim::Boundary}}), 128, 64, 1);
        const auto& slice = taught.at(0);
        for (int x = 30; x < 90; ++x) {
            int known = 0;
            for (int y = 0; y < 64; ++y) known += slice(x, y) == kTargetMembrane;
            QCOMPARE(known, 3);
            QCOMPARE(slice(x, 24), kTargetUnknown);
            QVERIFY(slice(x, 31) == kTargetMembrane || slice(x, 32) == kTargetMembrane);
        }
    }

    void boundaryThatWasVerifiedCountsAsWideAsItIs() {
        const Rect wide{10, 10, 60, 30};
        const std::vector<Assertion> verified = {
            PixelAssertion{0, rectangle(wide), PixelClaim::Boundary, true}};
        const auto known = [](const std::vector<Assertion>& said) {
            return countOf(taughtBy(saying(said), 70, 40, 1).at(0), kTargetMembrane);
        };
        QCOMPARE(known(verified), 50 * 20);
        // A stroke along its edge is painted, and makes the rest no narrower.
        auto painted = verified;
        painted.emplace_back(PixelAssertion{0, rectangle({10, 10, 60, 14}), PixelClaim::Boundary});
        const auto left = known(painted);
        QVERIFY2(left >= 50 * 16 && left < 50 * 20, qPrintable(QString::number(left)));
    }

    void aStrokeOfAMembranesWidthCountsAsAWhole() {
        for (const int width : {1, 3, 8}) {
            const Rect rect{10, 10, 60, 10 + width};
            const TaughtSlices taught = taughtBy(
                saying({PixelAssertion{0, rectangle(rect), PixelClaim::Boundary}}), 70, 40, 1);
            QCOMPARE(countOf(taught.at(0), kTargetMembrane), 50 * width);
        }
        const TaughtSlices wide =
            taughtBy(saying({PixelAssertion{0, rectangle({10, 10, 60, 19}), PixelClaim::Boundary}}),
                     70, 40, 1);
        QVERIFY(countOf(wide.at(0), kTargetMembrane) < 50 * 5);
    }

    void whatLiesOutsideOfTheStackIsPassedOver() {
        const TaughtSlices taught =
            taughtBy(saying({profile(7, {4, 4, 12, 12}), profile(0, {-5, -5, 4, 4}),
                             PixelAssertion{0, rectangle({30, 30, 90, 33}), PixelClaim::Boundary}}),
                     40, 32, 2);
        QCOMPARE(taught.size(), std::size_t{1});
        QCOMPARE(knownPixels(taught), std::uint64_t{16 + 10 * 2});
        QVERIFY(taughtBy({}, 40, 32, 2).empty());
    }

    void theMiddleLineIsConnectedAsTheMaskIs() {
        RandomPixels random(3);
        for (int i = 0; i < 40; ++i) {
            Image<std::uint8_t> mask(80, 60, 0);
            for (int k = 0; k < 4; ++k) {
                const auto at = [&] {
                    return PointF{static_cast<double>(random.below(80)),
                                  static_cast<double>(random.below(60))};
                };
                capsule(at(), at(), 1 + 7 * random.share())
                    .clipped(mask.bounds())
                    .paint(mask.view(), std::uint8_t{1});
            }
            const Image<std::uint8_t> line = middleLine(mask);
            QCOMPARE(partsOf(line), partsOf(mask));
            for (int y = 0; y < 60; ++y)
                for (int x = 0; x < 80; ++x) QVERIFY(line(x, y) <= mask(x, y));
            QVERIFY(countOf(line, 1) < countOf(mask, 1) / 2 || countOf(mask, 1) < 60);
        }
    }

    void heldOutBlocksAreNeverLearntFrom() {
        const auto [width, height] = std::pair(320, 280);
        for (const auto& slices : std::vector<std::vector<int>>{{4}, {2, 9}, {0, 3, 6, 9, 12}}) {
            const TaughtSlices taught =
                taughtBy(verifiedSlices(slices, width, height), width, height, 13);
            const HeldOutChoice choice = chooseHeldOut(taught, width, height);
            QVERIFY2(choice.heldOut, choice.tooLittle.c_str());
            const double all = static_cast<double>(knownPixels(taught));
            QVERIFY(static_cast<double>(choice.scored) >= 0.1 * all);
            QVERIFY(static_cast<double>(choice.scored) <= 0.4 * all);
            // Every pair of a scored and a trained pixel is 64 pixels or more than a slice apart.
            std::vector<Place> scored;
            for (const auto& [z, target] : taught)
                for (int y = 0; y < height; y += 3)
                    for (int x = 0; x < width; x += 3)
                        if (choice.heldOut->scoredIn(z, target.bounds()).contains({x, y}))
                            scored.push_back({x, y, z});
            QVERIFY(!scored.empty());
            for (const auto& [z, target] : taught)
                for (int y = 0; y < height; y += 7)
                    for (int x = 0; x < width; x += 7) {
                        if (choice.heldOut->excludedIn(z).contains({x, y})) continue;
                        for (const Place s : scored)
                            QVERIFY(std::abs(s.z - z) > 1 || std::abs(s.x - x) >= 64 ||
                                    std::abs(s.y - y) >= 64);
                    }
            QVERIFY(choice.trained > 20000);
        }
    }

    void fiveSlicesApartAreJudgedByOneOfThem() {
        const TaughtSlices taught =
            taughtBy(verifiedSlices({0, 3, 6, 9, 12}, 320, 280), 320, 280, 13);
        const HeldOutChoice choice = chooseHeldOut(taught, 320, 280);
        QVERIFY(choice.heldOut);
        QCOMPARE(choice.heldOut->first, choice.heldOut->last);
        QCOMPARE(choice.trained, knownPixels(taught) - choice.scored);
    }

    void tooLittleIsSaidWithWhatIsMissing() {
        QVERIFY(QString::fromStdString(chooseHeldOut({}, 100, 100).tooLittle)
                    .contains("Nothing is verified"));
        const TaughtSlices little = taughtBy(verifiedSlices({0}, 120, 120), 120, 120, 1);
        const HeldOutChoice choice = chooseHeldOut(little, 120, 120);
        QVERIFY(!choice.heldOut);
        const QString why = QString::fromStdString(choice.tooLittle);
        QVERIFY2(why.contains("8120 pixels"), qPrintable(why));
        QVERIFY2(why.contains("whole slice"), qPrintable(why));
        // One large profile has pixels enough, but a score needs several cells.
        const TaughtSlices one = taughtBy(saying({profile(0, {0, 0, 400, 400})}), 400, 400, 1);
        QVERIFY(QString::fromStdString(chooseHeldOut(one, 400, 400).tooLittle).contains("cells"));
    }

    void aBlockOfOnesOwnGetsTheSameMargins() {
        const TaughtSlices taught = taughtBy(verifiedSlices({0, 3, 6}, 320, 280), 320, 280, 7);
        const HeldOutChoice choice = judgedBy(taught, {3, 3});
        QVERIFY(choice.heldOut);
        QCOMPARE(choice.heldOut->marginSlices, 1);
        QCOMPARE(choice.heldOut->marginPixels, 64);
        QVERIFY(!judgedBy(taught, {1, 2}).heldOut);
    }
};

QTEST_APPLESS_MAIN(TestTaught)
#include "test_taught.moc"
