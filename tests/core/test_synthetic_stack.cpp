#include <QtTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <variant>
#include <vector>

#include "core/components.h"
#include "core/error.h"
#include "core/synthetic_stack.h"

using namespace axolemma;

namespace {

/// Smallest and largest value over the 24 slices of ISBI 2012's train-volume.tif, with the experts'
/// membranes of train-labels.tif; measured with numpy, one number a slice.
struct Measured {
    double low;
    double high;
    bool holds(double value) const { return value >= low && value <= high; }
};
constexpr Measured meanGrey{99.2, 143.0};
constexpr Measured deviation{34.1, 50.7};
constexpr Measured membraneShare{0.187, 0.270};
/// The chance that a pixel of cell is brighter than one of membrane; the mean is 0.853.
constexpr Measured separability{0.798, 0.892};
/// Profiles of 20 pixels or more.
constexpr Measured profileCount{86, 132};
/// Median and 95 % quantile of the pixels of a profile are 651 and 7836 over the 24 slices; a stack
/// of 16 has few large ones, hence the leeway of a third.
constexpr Measured medianProfile{434, 977};
constexpr Measured largeProfile{5224, 11754};
/// Correlation of neighbouring sections; theirs is of slices blurred by 1 px, ours of raw ones.
constexpr Measured resemblance{0.065, 0.41};

std::uint64_t hashOf(const void* data, std::size_t size) {
    std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
    const auto* bytes = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < size; ++i) {
        hash = (hash ^ bytes[i]) * 0x100000001b3U;
    }
    return hash;
}

const Volume<std::uint8_t>& greyOf(const SyntheticStack& stack) {
    return std::get<Volume<std::uint8_t>>(stack.images.voxels());
}

SliceComponents profilesOf(const Volume<std::uint32_t>& truth, int z) {
    Image<std::uint64_t> wide(truth.width(), truth.height());
    std::copy_n(truth.slice(z).data(), truth.sliceSize(), wide.data());
    return regionsOfEqualLabel(wide);
}

/// Which profiles of slice z a profile of slice z + 1 covers, same neurite only.
std::vector<std::set<std::uint32_t>> overlaps(const Volume<std::uint32_t>& truth, int z,
                                              const SliceComponents& here,
                                              const SliceComponents& next) {
    std::vector<std::set<std::uint32_t>> result(next.count + 1);
    const auto a = truth.slice(z);
    const auto b = truth.slice(z + 1);
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a.data()[i] != 0 && a.data()[i] == b.data()[i]) {
            result[next.labels.data()[i]].insert(here.labels.data()[i]);
        }
    }
    return result;
}

}  // namespace

class SyntheticStackTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        for (const std::uint64_t seed : {1, 2}) {
            SyntheticSettings settings;
            settings.seed = seed;
            stacks_.push_back(makeSyntheticStack(settings));
        }
    }

    void sameSettingsGiveTheSameBytesOnEveryMachine() {
        const SyntheticStack stack = makeSyntheticStack({200, 160, 4, 7});
        const auto& grey = greyOf(stack);
        QCOMPARE(QString::number(hashOf(grey.data(), grey.size()), 16),
                 QString("2e95290195667ee8"));
        QCOMPARE(QString::number(hashOf(stack.truth.data(), stack.truth.size() * 4), 16),
                 QString("a4342381286623a5"));
    }

    void anotherSeedGivesAnotherStack() {
        const auto& a = greyOf(stacks_[0]);
        const auto& b = greyOf(stacks_[1]);
        QVERIFY(hashOf(a.data(), a.size()) != hashOf(b.data(), b.size()));
    }

    void stackHasTheSizeAskedFor_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("depth");
        QTest::newRow("smallest") << 64 << 64 << 1;
        QTest::newRow("two slices") << 64 << 64 << 2;
        QTest::newRow("wide") << 401 << 65 << 3;
        QTest::newRow("deep") << 70 << 97 << 40;
    }
    void stackHasTheSizeAskedFor() {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(int, depth);
        const SyntheticStack stack = makeSyntheticStack({width, height, depth, 3});
        QCOMPARE(stack.images.typeName(), std::string_view("uint8"));
        QCOMPARE(stack.images.width(), width);
        QCOMPARE(stack.images.height(), height);
        QCOMPARE(stack.images.depth(), depth);
        QVERIFY(stack.images.spacingKnown());
        QVERIFY(stack.images.spacing() == (Spacing{4.0, 4.0, 50.0}));
        QCOMPARE(stack.truth.width(), width);
        QCOMPARE(stack.truth.height(), height);
        QCOMPARE(stack.truth.depth(), depth);
        QVERIFY(std::any_of(stack.truth.begin(), stack.truth.end(), [](auto v) { return v > 1; }));
    }

    void impossibleSizesAreRefused_data() {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("depth");
        QTest::newRow("too narrow") << 63 << 64 << 1;
        QTest::newRow("too low") << 64 << 63 << 1;
        QTest::newRow("no slice") << 64 << 64 << 0;
        QTest::newRow("negative") << -512 << 512 << 16;
        QTest::newRow("absurdly wide") << 2000000000 << 64 << 1;
        QTest::newRow("absurdly deep") << 64 << 64 << 2000000000;
    }
    void impossibleSizesAreRefused() {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(int, depth);
        QVERIFY_THROWS_EXCEPTION(Error, makeSyntheticStack({width, height, depth, 1}));
    }

    void greyValuesAreThoseOfIsbiSlices() {
        for (const SyntheticStack& stack : stacks_) {
            for (int z = 0; z < stack.images.depth(); ++z) {
                const auto slice = greyOf(stack).slice(z);
                double sum = 0;
                double squares = 0;
                for (std::size_t i = 0; i < slice.size(); ++i) {
                    sum += slice.data()[i];
                    squares += slice.data()[i] * slice.data()[i];
                }
                const double mean = sum / slice.size();
                const double spread = std::sqrt(squares / slice.size() - mean * mean);
                QVERIFY2(meanGrey.holds(mean), qPrintable(QString("%1: %2").arg(z).arg(mean)));
                QVERIFY2(deviation.holds(spread), qPrintable(QString("%1: %2").arg(z).arg(spread)));
            }
        }
    }

    void membranesAreDarkerThanCellsAsOftenAsInIsbiSlices() {
        for (const SyntheticStack& stack : stacks_) {
            for (int z = 0; z < stack.images.depth(); ++z) {
                std::array<double, 256> cell{};
                std::array<double, 256> membrane{};
                const auto grey = greyOf(stack).slice(z);
                const auto truth = stack.truth.slice(z);
                for (std::size_t i = 0; i < grey.size(); ++i) {
                    ++(truth.data()[i] == 0 ? membrane : cell)[grey.data()[i]];
                }
                double darker = 0;
                double membranes = 0;
                double cells = 0;
                for (int value = 0; value < 256; ++value) {
                    darker += cell[value] * (membranes + 0.5 * membrane[value]);
                    membranes += membrane[value];
                    cells += cell[value];
                }
                const double auc = darker / (membranes * cells);
                const double share = membranes / (membranes + cells);
                QVERIFY2(separability.holds(auc), qPrintable(QString("%1: %2").arg(z).arg(auc)));
                QVERIFY2(membraneShare.holds(share),
                         qPrintable(QString("%1: %2").arg(z).arg(share)));
            }
        }
    }

    void profilesAreAsManyAndAsLargeAsInIsbiSlices() {
        for (const SyntheticStack& stack : stacks_) {
            std::vector<std::uint32_t> sizes;
            for (int z = 0; z < stack.images.depth(); ++z) {
                const SliceComponents profiles = profilesOf(stack.truth, z);
                QVERIFY2(profileCount.holds(profiles.count),
                         qPrintable(QString("%1: %2").arg(z).arg(profiles.count)));
                sizes.insert(sizes.end(), profiles.sizes.begin() + 1, profiles.sizes.end());
            }
            std::sort(sizes.begin(), sizes.end());
            const auto median = sizes[sizes.size() / 2];
            const auto large = sizes[sizes.size() * 95 / 100];
            QVERIFY2(medianProfile.holds(median), qPrintable(QString::number(median)));
            QVERIFY2(largeProfile.holds(large), qPrintable(QString::number(large)));
        }
    }

    void profilesAreSeparatedByMembraneAndNotSpecks() {
        for (const SyntheticStack& stack : stacks_) {
            const auto& truth = stack.truth;
            for (int z = 0; z < truth.depth(); ++z) {
                const auto slice = truth.slice(z);
                for (int y = 0; y < truth.height(); ++y) {
                    for (int x = 0; x < truth.width(); ++x) {
                        const std::uint32_t id = slice(x, y);
                        for (const auto& [dx, dy] : {std::pair{1, 0}, {0, 1}, {1, 1}, {-1, 1}}) {
                            const Point p{x + dx, y + dy};
                            if (id != 0 && slice.bounds().contains(p) && slice(p) != 0) {
                                QCOMPARE(slice(p), id);
                            }
                        }
                    }
                }
                const SliceComponents profiles = profilesOf(truth, z);
                QVERIFY(*std::min_element(profiles.sizes.begin() + 1, profiles.sizes.end()) >= 30);
            }
        }
    }

    void neuritesRunThroughTwelveSlicesAndMore() {
        for (const SyntheticStack& stack : stacks_) {
            std::map<std::uint32_t, std::set<int>> slices;
            std::map<std::uint32_t, double> voxels;
            double cells = 0;
            for (int z = 0; z < stack.truth.depth(); ++z) {
                for (std::size_t i = 0; i < stack.truth.sliceSize(); ++i) {
                    if (const std::uint32_t id = stack.truth.slice(z).data()[i]; id != 0) {
                        slices[id].insert(z);
                        ++voxels[id];
                        ++cells;
                    }
                }
            }
            double longOnes = 0;
            std::uint32_t expected = 0;
            for (const auto& [id, in] : slices) {
                QCOMPARE(id, ++expected);
                // No gaps: a piece is in every slice from its first to its last.
                QCOMPARE(static_cast<int>(in.size()), *in.rbegin() - *in.begin() + 1);
                longOnes += in.size() >= 12 ? voxels[id] : 0.0;
            }
            // 0.90 in train-neurons.tif.
            QVERIFY2(longOnes / cells > 0.85, qPrintable(QString::number(longOnes / cells)));
        }
    }

    void everyNeuriteIsOnePieceThroughOverlap() {
        for (const SyntheticStack& stack : stacks_) {
            const auto& truth = stack.truth;
            std::map<std::pair<int, std::uint32_t>, std::pair<int, std::uint32_t>> parent;
            const auto find = [&](std::pair<int, std::uint32_t> p) {
                while (parent[p] != p) {
                    p = parent[p];
                }
                return p;
            };
            std::map<std::pair<int, std::uint32_t>, std::uint32_t> neurite;
            SliceComponents last;
            for (int z = 0; z < truth.depth(); ++z) {
                SliceComponents profiles = profilesOf(truth, z);
                for (std::size_t i = 0; i < truth.sliceSize(); ++i) {
                    if (const auto number = profiles.labels.data()[i]; number != 0) {
                        neurite[{z, number}] = truth.slice(z).data()[i];
                    }
                }
                for (std::uint32_t i = 1; i <= profiles.count; ++i) {
                    parent[{z, i}] = {z, i};
                }
                if (z > 0) {
                    const auto covered = overlaps(truth, z - 1, last, profiles);
                    for (std::uint32_t i = 1; i <= profiles.count; ++i) {
                        for (const std::uint32_t before : covered[i]) {
                            parent[find({z, i})] = find({z - 1, before});
                        }
                    }
                }
                last = std::move(profiles);
            }
            std::map<std::uint32_t, std::set<std::pair<int, std::uint32_t>>> roots;
            for (const auto& [profile, id] : neurite) {
                roots[id].insert(find(profile));
            }
            for (const auto& [id, of] : roots) {
                QCOMPARE(of.size(), std::size_t{1});
            }
        }
    }

    void someNeuritesBranch() {
        for (const SyntheticStack& stack : stacks_) {
            int branches = 0;
            SliceComponents here = profilesOf(stack.truth, 0);
            for (int z = 0; z + 1 < stack.truth.depth(); ++z) {
                SliceComponents next = profilesOf(stack.truth, z + 1);
                std::map<std::uint32_t, int> children;
                const auto covered = overlaps(stack.truth, z, here, next);
                for (std::uint32_t i = 1; i <= next.count; ++i) {
                    for (const std::uint32_t before : covered[i]) {
                        children[before] += next.sizes[i] >= 150 && here.sizes[before] >= 300;
                    }
                }
                branches += static_cast<int>(std::count_if(
                    children.begin(), children.end(), [](const auto& c) { return c.second > 1; }));
                here = std::move(next);
            }
            QVERIFY2(branches >= 2, qPrintable(QString::number(branches)));
        }
    }

    void neighbouringSectionsResembleEachOtherButAreNotTheSame() {
        for (const SyntheticStack& stack : stacks_) {
            const auto& grey = greyOf(stack);
            for (int z = 0; z + 1 < grey.depth(); ++z) {
                double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
                for (std::size_t i = 0; i < grey.sliceSize(); ++i) {
                    const double p = grey.slice(z).data()[i];
                    const double q = grey.slice(z + 1).data()[i];
                    a += p, b += q, aa += p * p, bb += q * q, ab += p * q;
                }
                const auto n = static_cast<double>(grey.sliceSize());
                const double correlation =
                    (n * ab - a * b) / std::sqrt((n * aa - a * a) * (n * bb - b * b));
                QVERIFY2(resemblance.holds(correlation),
                         qPrintable(QString("%1: %2").arg(z).arg(correlation)));
            }
        }
    }

  private:
    std::vector<SyntheticStack> stacks_;
};

QTEST_APPLESS_MAIN(SyntheticStackTest)
#include "test_synthetic_stack.moc"
