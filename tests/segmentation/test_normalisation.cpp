#include <QtTest>

#include <cmath>
#include <limits>

#include "core/contrast.h"
#include "segmentation/normalisation.h"
#include "segmentation/random.h"

using namespace axolemma;

namespace {

Stack noisyStack(double mean, double std, int width = 200, int height = 150, int depth = 4) {
    Volume<float> volume(width, height, depth);
    Random random(7);
    for (float& v : volume) v = static_cast<float>(mean + std * random.normal());
    return Stack(std::move(volume));
}

}  // namespace

class TestNormalisation : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void meanBecomesZeroAndDeviationOne() {
        const Stack stack = noisyStack(1000, 50);
        const auto n = normalisationOf(stack);
        QVERIFY(std::abs(n.mean - 1000) < 1);
        // The window cuts the tails.
        QVERIFY(n.std > 47 && n.std < 50);
        Image<float> out(stack.width(), stack.height());
        double sum = 0, squares = 0, count = 0;
        for (int z = 0; z < stack.depth(); ++z) {
            normalise(stack, z, n, out);
            for (const float v : out) {
                QVERIFY(v >= n.lowest() && v <= n.highest());
                // What was clipped stands for voxels outside of the window, which do not count.
                if (v <= n.lowest() || v >= n.highest()) continue;
                sum += v;
                squares += v * v;
                ++count;
            }
        }
        QVERIFY(count > 0.98 * static_cast<double>(out.size()) * stack.depth());
        QVERIFY(std::abs(sum / count) < 0.01);
        QVERIFY(std::abs(squares / count - 1) < 0.01);
    }

    void theWindowIsTheRobustOne() {
        const Stack stack = noisyStack(10, 3);
        const auto n = normalisationOf(stack);
        const auto window = robustWindow(stack);
        QCOMPARE(n.low, window.low);
        QCOMPARE(n.high, window.high);
        QCOMPARE(n.lowest(), static_cast<float>((window.low - n.mean) / n.std));
    }

    void paddingDoesNotMoveIt() {
        const Stack clean = noisyStack(1000, 50);
        Stack padded = noisyStack(1000, 50);
        auto& volume = std::get<Volume<float>>(padded.voxels());
        for (int z = 0; z < volume.depth(); ++z) {
            for (int y = 0; y < 30; ++y) {
                for (int x = 0; x < volume.width(); ++x) volume(x, y, z) = 0;
            }
        }
        const auto a = normalisationOf(clean), b = normalisationOf(padded);
        QVERIFY(std::abs(a.mean - b.mean) < 1);
        QVERIFY(std::abs(a.std - b.std) < 1);
    }

    void valuesThatAreNotFiniteBecomeZero() {
        Stack stack = noisyStack(5, 1);
        auto& volume = std::get<Volume<float>>(stack.voxels());
        volume(0, 0, 0) = std::numeric_limits<float>::quiet_NaN();
        volume(1, 0, 0) = std::numeric_limits<float>::infinity();
        volume(2, 0, 0) = 1e9F;
        const auto n = normalisationOf(stack);
        Image<float> out(stack.width(), stack.height());
        normalise(stack, 0, n, out);
        QCOMPARE(out(0, 0), 0.0F);
        QCOMPARE(out(1, 0), 0.0F);
        QCOMPARE(out(2, 0), n.highest());
        QVERIFY(std::abs(n.mean - 5) < 0.1);
    }

    void typesDoNotMatter() {
        Volume<std::uint8_t> bytes(64, 64, 2);
        Volume<std::int32_t> ints(64, 64, 2);
        Random random(3);
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes.data()[i] = static_cast<std::uint8_t>(random.below(256));
            ints.data()[i] = bytes.data()[i];
        }
        QCOMPARE(normalisationOf(Stack(std::move(bytes))), normalisationOf(Stack(std::move(ints))));
    }

    void constantStacksAreZeroAndNotNoise() {
        const Stack stack(Volume<std::uint16_t>(9, 7, 2, 300));
        const auto n = normalisationOf(stack);
        QVERIFY(n.std > 0);
        Image<float> out(9, 7);
        normalise(stack, 1, n, out);
        for (const float v : out) QVERIFY(std::abs(v) < 1);
        QCOMPARE(*std::min_element(out.begin(), out.end()),
                 *std::max_element(out.begin(), out.end()));
    }

    void mirroringRepeatsNoPixel_data() {
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("from");
        QTest::addColumn<std::vector<int>>("expected");
        QTest::newRow("four") << 4 << -5 << std::vector{1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1};
        QTest::newRow("two") << 2 << -3 << std::vector{1, 0, 1, 0, 1, 0};
        QTest::newRow("one") << 1 << -2 << std::vector{0, 0, 0, 0};
    }

    void mirroringRepeatsNoPixel() {
        QFETCH(int, n);
        QFETCH(int, from);
        QFETCH(std::vector<int>, expected);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(mirrored(from + static_cast<int>(i), n), expected[i]);
        }
    }

    void rectanglesOutsideAreMirrored() {
        const Stack stack = noisyStack(5, 1, 20, 10, 1);
        const auto n = normalisationOf(stack);
        Image<float> whole(20, 10);
        normalise(stack, 0, n, whole);
        const Rect rect{-30, -15, 33, 27};
        Image<float> out(rect.width(), rect.height());
        normaliseMirrored(stack, 0, n, rect, out);
        for (int y = rect.y0; y < rect.y1; ++y) {
            for (int x = rect.x0; x < rect.x1; ++x) {
                QCOMPARE(out(x - rect.x0, y - rect.y0), whole(mirrored(x, 20), mirrored(y, 10)));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestNormalisation)
#include "test_normalisation.moc"
