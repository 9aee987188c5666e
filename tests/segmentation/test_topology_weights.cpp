#include <QtTest>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/components.h"
#include "segmentation/random.h"
#include "segmentation/topology_weights.h"
#include "segmentation/training.h"

using namespace axolemma;

namespace {

constexpr int kWidth = 7;
constexpr int kHeight = 6;
constexpr int kPixels = kWidth * kHeight;
constexpr float kBlocked = -1;
constexpr float kOpen = 2;

/// For each pixel, over how many of the wanted pairs it decides: the place of the lowest value on
/// the path between the two whose lowest value is highest. Values below 0 cannot be passed.
template <typename Wanted>
std::vector<double> decided(const std::vector<float>& value, Wanted wanted) {
    // best[a * n + b]: the deciding pixel between a and b, -1 where no path is. Floyd and Warshall.
    std::vector<int> best(kPixels * kPixels, -1);
    const auto lower = [&](int i, int k) { return value[i] < value[k] ? i : k; };
    for (int i = 0; i < kPixels; ++i) {
        if (value[i] < 0) continue;
        best[i * kPixels + i] = i;
        const int right = i + 1;
        const int below = i + kWidth;
        if (right % kWidth != 0 && value[right] >= 0)
            best[i * kPixels + right] = best[right * kPixels + i] = lower(i, right);
        if (below < kPixels && value[below] >= 0)
            best[i * kPixels + below] = best[below * kPixels + i] = lower(i, below);
    }
    for (int k = 0; k < kPixels; ++k)
        for (int a = 0; a < kPixels; ++a)
            for (int b = 0; b < kPixels; ++b) {
                const int first = best[a * kPixels + k];
                const int second = best[k * kPixels + b];
                if (first < 0 || second < 0) continue;
                int& now = best[a * kPixels + b];
                const int through = lower(first, second);
                if (now < 0 || value[through] > value[now]) now = through;
            }
    std::vector<double> pairs(kPixels, 0);
    for (int a = 0; a < kPixels; ++a)
        for (int b = a + 1; b < kPixels; ++b)
            if (best[a * kPixels + b] >= 0 && wanted(a, b)) ++pairs[best[a * kPixels + b]];
    return pairs;
}

struct Shares {
    Image<float> cell{kWidth, kHeight};
    Image<float> membrane{kWidth, kHeight};
};

Shares sharesOf(const Image<float>& probability, const Image<std::uint8_t>& target) {
    Shares shares;
    topologyWeights(probability, target, shares.cell, shares.membrane);
    return shares;
}

void compareShares(const Image<float>& weights, const std::vector<double>& pairs) {
    const double sum = std::accumulate(pairs.begin(), pairs.end(), 0.0);
    for (int i = 0; i < kPixels; ++i) {
        const double expected = sum > 0 ? pairs[i] / sum : 0;
        QVERIFY2(
            std::abs(weights.data()[i] - expected) < 1e-6,
            qPrintable(
                QString("pixel %1: %2 instead of %3").arg(i).arg(weights.data()[i]).arg(expected)));
    }
}

}  // namespace

class TestTopologyWeights : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyPairIsGivenToThePixelThatDecidesOverIt() {
        Random random(3);
        for (int repetition = 0; repetition < 60; ++repetition) {
            Image<std::uint8_t> target(kWidth, kHeight);
            Image<std::uint8_t> mask(kWidth, kHeight);
            Image<float> probability(kWidth, kHeight);
            for (int i = 0; i < kPixels; ++i) {
                const double u = random.uniform();
                target.data()[i] = u < 0.45   ? kTargetCell
                                   : u < 0.55 ? targetOf(0.8F)
                                   : u < 0.9  ? kTargetMembrane
                                   : u < 0.95 ? targetOf(0.3F)
                                              : kTargetUnknown;
                mask.data()[i] = target.data()[i] > kTargetUnknown ? 1 : 0;
                // No two alike, so that the deciding pixel is one.
                probability.data()[i] =
                    (static_cast<float>(i) + kPixels * static_cast<float>(random.below(15))) / 630;
            }
            const SliceComponents cells = labelComponents(mask);
            const auto* label = cells.labels.data();
            const Shares shares = sharesOf(probability, target);

            std::vector<float> value(kPixels);
            for (int i = 0; i < kPixels; ++i)
                value[i] = label[i] > 0 ? probability.data()[i] : kBlocked;
            compareShares(shares.cell, decided(value, [&](int a, int b) {
                              return label[a] > 0 && label[a] == label[b];
                          }));

            for (int i = 0; i < kPixels; ++i)
                value[i] = label[i] > 0                         ? kOpen
                           : target.data()[i] == kTargetUnknown ? kBlocked
                                                                : probability.data()[i];
            compareShares(shares.membrane, decided(value, [&](int a, int b) {
                              return label[a] > 0 && label[b] > 0 && label[a] != label[b];
                          }));
        }
    }

    void aGapInAMembraneGetsAllOfItsWeight() {
        Image<std::uint8_t> target(kWidth, kHeight);
        Image<float> probability(kWidth, kHeight);
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x) {
                target(x, y) = x == 3 ? kTargetMembrane : kTargetCell;
                probability(x, y) = x != 3 ? 0.9F : y == 2 ? 0.7F : 0.1F;
            }
        const Shares shares = sharesOf(probability, target);
        QCOMPARE(shares.membrane(3, 2), 1.0F);
        QCOMPARE(std::accumulate(shares.membrane.begin(), shares.membrane.end(), 0.0F), 1.0F);
    }

    void whereNothingIsDecidedThereIsNoWeight_data() {
        QTest::addColumn<int>("code");
        QTest::newRow("membrane only") << int(kTargetMembrane);
        QTest::newRow("unknown only") << int(kTargetUnknown);
    }

    void whereNothingIsDecidedThereIsNoWeight() {
        QFETCH(int, code);
        const Shares shares = sharesOf(Image<float>(kWidth, kHeight, 0.5F),
                                       Image<std::uint8_t>(kWidth, kHeight, std::uint8_t(code)));
        QVERIFY(
            std::all_of(shares.cell.begin(), shares.cell.end(), [](float v) { return v == 0; }));
        QVERIFY(std::all_of(shares.membrane.begin(), shares.membrane.end(),
                            [](float v) { return v == 0; }));
    }
};

QTEST_APPLESS_MAIN(TestTopologyWeights)
#include "test_topology_weights.moc"
