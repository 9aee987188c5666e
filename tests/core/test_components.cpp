#include <QtTest>
#include <algorithm>
#include <limits>
#include <vector>

#include "core/components.h"
#include "core/partition.h"
#include "random_pixels.h"

using namespace axolemma;
using axolemma::test::RandomPixels;

namespace {

/// Regions of equal non-zero value by a stack-based flood from each pixel not met yet.
template <typename T>
Image<std::uint32_t> floodFilled(ImageView<const T> pixels) {
    Image<std::uint32_t> labels(pixels.width(), pixels.height(), 0);
    std::uint32_t count = 0;
    for (int y = 0; y < pixels.height(); ++y) {
        for (int x = 0; x < pixels.width(); ++x) {
            if (pixels(x, y) == 0 || labels(x, y) != 0) continue;
            labels(x, y) = ++count;
            std::vector<Point> open = {{x, y}};
            while (!open.empty()) {
                const Point p = open.back();
                open.pop_back();
                for (const Point q : {Point{p.x - 1, p.y}, Point{p.x + 1, p.y}, Point{p.x, p.y - 1},
                                      Point{p.x, p.y + 1}}) {
                    if (!pixels.bounds().contains(q) || labels(q.x, q.y) != 0) continue;
                    if (pixels(q) != pixels(x, y)) continue;
                    labels(q.x, q.y) = count;
                    open.push_back(q);
                }
            }
        }
    }
    return labels;
}

template <typename A, typename B>
bool samePixels(const Image<A>& a, const Image<B>& b) {
    return a.width() == b.width() && a.height() == b.height() &&
           std::equal(a.begin(), a.end(), b.begin());
}

/// Whether count, sizes and places are those of the pixels.
bool describesItself(const SliceComponents& components) {
    const std::size_t entries = components.count + std::size_t{1};
    std::vector<std::uint32_t> sizes(entries, 0);
    for (const auto label : components.labels) {
        if (label > components.count) return false;
        ++sizes[label];
    }
    if (components.sizes != sizes || components.places.size() != entries) return false;
    for (std::uint32_t c = 1; c <= components.count; ++c) {
        const Point place = components.places[c];
        if (sizes[c] > 0 && components.labels(place.x, place.y) != c) return false;
    }
    return true;
}

Image<std::uint32_t> row(std::initializer_list<std::uint32_t> values) {
    Image<std::uint32_t> image(static_cast<int>(values.size()), 1);
    std::copy(values.begin(), values.end(), image.begin());
    return image;
}

template <typename T>
SliceComponents cells(ImageView<const T> map, float threshold, std::uint32_t smallest) {
    return componentsOfFusion(map, {}, {.threshold = threshold, .smallest = smallest});
}

}  // namespace

class TestComponents : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void componentsAreThoseOfAFloodFill_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        // Widths around 64, the number of pixels that are looked at together.
        for (const auto& [w, h] : {std::pair{1, 1},
                                   {1, 9},
                                   {9, 1},
                                   {63, 7},
                                   {64, 7},
                                   {65, 7},
                                   {127, 20},
                                   {128, 20},
                                   {129, 20},
                                   {97, 61},
                                   {200, 150}}) {
            QTest::addRow("%dx%d", w, h) << w << h;
        }
    }
    void componentsAreThoseOfAFloodFill() {
        QFETCH(int, width);
        QFETCH(int, height);
        RandomPixels random(7);
        for (const float density : {0.0F, 0.05F, 0.3F, 0.5F, 0.6F, 0.7F, 0.95F, 1.0F}) {
            const auto mask = random.mask(width, height, density);
            const auto found = labelComponents(mask);
            QVERIFY(samePixels(found.labels, floodFilled(mask.view())));
            QVERIFY(describesItself(found));
        }
    }

    void aViewIntoALargerImageIsLabelledLikeACopy() {
        RandomPixels random(3);
        const auto mask = random.mask(120, 90, 0.55F);
        const auto part = mask.view().cropped({13, 7, 101, 80});
        QVERIFY(samePixels(labelComponents(part).labels, floodFilled(part)));
    }

    void anEmptySliceHasNoComponents() {
        const auto found = labelComponents(Image<std::uint8_t>(0, 0).view());
        QCOMPARE(found.count, 0U);
        QCOMPARE(found.sizes, std::vector<std::uint32_t>{0});
    }

    void aSpiralIsOneComponentAndItsPlaceLiesInside() {
        const int size = 41;
        Image<std::uint8_t> mask(size, size, 0);
        int x = 0;
        int y = 0;
        int dx = 1;
        int dy = 0;
        const auto free = [&](int px, int py) {
            return mask.bounds().contains({px, py}) && mask(px, py) == 0;
        };
        mask(0, 0) = 1;
        for (int turns = 0; turns < 2;) {
            const int nx = x + dx;
            const int ny = y + dy;
            const bool ahead = free(nx, ny) && (!mask.bounds().contains({nx + dx, ny + dy}) ||
                                                free(nx + dx, ny + dy));
            if (!ahead) {
                dx = -std::exchange(dy, dx);
                ++turns;
                continue;
            }
            mask(x = nx, y = ny) = 1;
            turns = 0;
        }
        const auto found = labelComponents(mask);
        QCOMPARE(found.count, 1U);
        QVERIFY(found.sizes[1] > 400);
        QVERIFY(describesItself(found));
    }

    void smallComponentsBecomeBoundaryAndTheOthersKeepTheirOrder() {
        RandomPixels random(11);
        const auto map = random.map(150, 110, 1);
        const auto all = cells(map.slice(0), 0.5F, 0);
        const auto large = cells(map.slice(0), 0.5F, 12);
        QVERIFY(large.count > 3 && large.count < all.count);
        QVERIFY(describesItself(large));
        std::vector<std::uint32_t> renumbered(all.count + 1, 0);
        std::uint32_t next = 0;
        for (std::uint32_t c = 1; c <= all.count; ++c) {
            if (all.sizes[c] >= 12) renumbered[c] = ++next;
        }
        for (std::size_t i = 0; i < all.labels.size(); ++i) {
            QCOMPARE(large.labels.data()[i], renumbered[all.labels.data()[i]]);
        }
    }

    void mapsInBytesAndInFloatsAgreeAtEveryThreshold() {
        Image<std::uint8_t> bytes(256, 1);
        Image<float> floats(256, 1);
        for (int i = 0; i < 256; ++i) {
            bytes(i, 0) = static_cast<std::uint8_t>(i);
            floats(i, 0) = static_cast<float>(i) / 255.0F;
        }
        for (int step = -10; step <= 1010; ++step) {
            const float threshold = static_cast<float>(step) / 1000.0F;
            QVERIFY(samePixels(cells(std::as_const(bytes).view(), threshold, 0).labels,
                               cells(std::as_const(floats).view(), threshold, 0).labels));
        }
    }

    void whatIsNotANumberIsBoundary() {
        Image<float> map(3, 1, 0.9F);
        map(1, 0) = std::numeric_limits<float>::quiet_NaN();
        const auto found = cells(std::as_const(map).view(), 0.5F, 0);
        QVERIFY(samePixels(found.labels, row({1, 0, 2})));
    }

    void regionsOfEqualLabelAreThoseOfAFloodFill() {
        for (std::uint32_t seed = 0; seed < 30; ++seed) {
            RandomPixels random(seed);
            const auto labels = random.patches(70, 50, 1 + seed % 9);
            const auto expected = floodFilled(labels.view());
            const auto found = regionsOfEqualLabel(labels.view());
            QVERIFY(samePixels(found.labels, expected));
            QVERIFY(describesItself(found));
            Image<std::uint64_t> wide(70, 50);
            std::transform(labels.begin(), labels.end(), wide.begin(), [](std::uint64_t label) {
                return label == 0 ? 0 : label + (std::uint64_t{1} << 40);
            });
            QVERIFY(samePixels(regionsOfEqualLabel(std::as_const(wide).view()).labels, expected));
        }
    }

    void numbersLeftOutHaveNoPixels() {
        const auto found = describeComponents(row({5, 5, 0, 2, 5}));
        QCOMPARE(found.count, 5U);
        QCOMPARE(found.sizes, (std::vector<std::uint32_t>{1, 0, 1, 0, 0, 3}));
        QVERIFY(describesItself(found));
    }

    void growingTakesEveryPixelFromTheNearestComponent() {
        for (std::uint32_t seed = 0; seed < 20; ++seed) {
            RandomPixels random(seed);
            const auto before = labelComponents(random.mask(80, 60, 0.02F + 0.03F * seed)).labels;
            auto after = before.clone();
            growIntoBoundary(after);

            // Distances by relaxing until nothing changes, unlike the queue of the implementation.
            Image<int> distance(80, 60, 1'000'000);
            for (int y = 0; y < 60; ++y) {
                for (int x = 0; x < 80; ++x) {
                    if (before(x, y) != 0) distance(x, y) = 0;
                }
            }
            const auto forNeighbours = [&](int x, int y, auto visit) {
                for (const Point q :
                     {Point{x - 1, y}, Point{x + 1, y}, Point{x, y - 1}, Point{x, y + 1}}) {
                    if (before.bounds().contains(q)) visit(q);
                }
            };
            for (bool changed = true; std::exchange(changed, false);) {
                for (int y = 0; y < 60; ++y) {
                    for (int x = 0; x < 80; ++x) {
                        forNeighbours(x, y, [&](Point q) {
                            if (distance(q.x, q.y) + 1 >= distance(x, y)) return;
                            distance(x, y) = distance(q.x, q.y) + 1;
                            changed = true;
                        });
                    }
                }
            }
            for (int y = 0; y < 60; ++y) {
                for (int x = 0; x < 80; ++x) {
                    QVERIFY(after(x, y) != 0);
                    bool fromNearest = distance(x, y) == 0 && after(x, y) == before(x, y);
                    forNeighbours(x, y, [&](Point q) {
                        fromNearest |= distance(q.x, q.y) == distance(x, y) - 1 &&
                                       after(q.x, q.y) == after(x, y);
                    });
                    QVERIFY(fromNearest);
                }
            }
        }
    }

    void aTieGoesToTheComponentThatComesFirst_data() {
        QTest::addColumn<QList<uint>>("before");
        QTest::addColumn<QList<uint>>("after");
        QTest::newRow("odd gap") << QList<uint>{1, 0, 2} << QList<uint>{1, 1, 2};
        QTest::newRow("even gap") << QList<uint>{1, 0, 0, 2} << QList<uint>{1, 1, 2, 2};
        QTest::newRow("number does not matter") << QList<uint>{2, 0, 1} << QList<uint>{2, 2, 1};
        QTest::newRow("at the ends") << QList<uint>{0, 0, 4, 0} << QList<uint>{4, 4, 4, 4};
        QTest::newRow("no component") << QList<uint>{0, 0, 0} << QList<uint>{0, 0, 0};
        QTest::newRow("no boundary") << QList<uint>{1, 1, 2} << QList<uint>{1, 1, 2};
    }
    void aTieGoesToTheComponentThatComesFirst() {
        QFETCH(QList<uint>, before);
        QFETCH(QList<uint>, after);
        for (const bool upright : {false, true}) {
            const int n = static_cast<int>(before.size());
            Image<std::uint32_t> image(upright ? 1 : n, upright ? n : 1);
            std::copy(before.begin(), before.end(), image.begin());
            growIntoBoundary(image);
            QVERIFY(std::equal(image.begin(), image.end(), after.begin()));
        }
    }
};

QTEST_APPLESS_MAIN(TestComponents)
#include "test_components.moc"
