#include <QtTest>

#include <limits>

#include "core/error.h"
#include "segmentation/training.h"

using namespace axolemma;

Q_DECLARE_METATYPE(axolemma::LabelKind)
Q_DECLARE_METATYPE(std::shared_ptr<axolemma::Stack>)

namespace {

/// One slice, row after row.
template <typename T>
std::shared_ptr<Stack> labels(int width, const std::vector<T>& values) {
    Volume<T> volume(width, static_cast<int>(values.size()) / width, 1);
    std::copy(values.begin(), values.end(), volume.begin());
    auto stack = std::make_shared<Stack>(std::move(volume));
    stack->path = "labels.tif";
    return stack;
}

/// '.' cell, '#' membrane, '?' unknown.
QString drawn(const TargetVolume& targets) {
    QString text;
    for (const auto target : targets) {
        text += target == kTargetCell       ? u'.'
                : target == kTargetMembrane ? u'#'
                : target == kTargetUnknown  ? u'?'
                                            : u'!';
    }
    return text;
}

}  // namespace

class TestTargets : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void labelsBecomeTargets_data() {
        QTest::addColumn<std::shared_ptr<Stack>>("stack");
        QTest::addColumn<LabelKind>("kind");
        QTest::addColumn<QString>("expected");
        constexpr auto kAllOnes = std::numeric_limits<std::uint32_t>::max();
        using U8 = std::vector<std::uint8_t>;
        using U32 = std::vector<std::uint32_t>;

        QTest::newRow("one non-zero value is a mask")
            << labels(4, U8{0, 255, 255, 0}) << LabelKind::Auto << "#..#";
        QTest::newRow("a mask of ones") << labels(4, U8{0, 1, 1, 0}) << LabelKind::Auto << "#..#";
        QTest::newRow("a float mask")
            << labels(3, std::vector<float>{0, 1, 1}) << LabelKind::Auto << "#..";
        QTest::newRow("a signed mask of minus one")
            << labels(3, std::vector<std::int8_t>{0, -1, -1}) << LabelKind::Auto << "#..";
        QTest::newRow("a mask of negative and positive values when told so")
            << labels(3, std::vector<std::int32_t>{0, -7, 3}) << LabelKind::Mask << "#..";
        QTest::newRow("several values are cells when told that it is a mask")
            << labels(4, U8{1, 2, 0, 3}) << LabelKind::Mask << "..#.";
        QTest::newRow("nothing but membrane") << labels(2, U8{0, 0}) << LabelKind::Auto << "##";
        QTest::newRow("nothing but cell") << labels(2, U8{7, 7}) << LabelKind::Auto << "..";

        QTest::newRow("two ids that touch have membrane on both sides")
            << labels(6, U32{1, 1, 1, 2, 2, 2}) << LabelKind::Auto << "..##..";
        QTest::newRow("a drawn boundary is not widened")
            << labels(5, U32{1, 1, 0, 2, 2}) << LabelKind::Auto << "..#..";
        QTest::newRow("neighbours above and below count")
            << labels(2, U32{1, 1, 1, 1, 2, 2, 2, 2}) << LabelKind::Auto << "..####..";
        QTest::newRow("diagonal neighbours do not count")
            << labels(2, U32{1, 0, 0, 2}) << LabelKind::Auto << ".##.";
        QTest::newRow("a corner inside another id")
            << labels(3, U32{1, 1, 1, 1, 1, 1, 1, 1, 2}) << LabelKind::Auto << ".....#.##";
        QTest::newRow("one id and boundary, as neurons")
            << labels(3, U32{5, 5, 0}) << LabelKind::Neurons << "..#";
        QTest::newRow("a mask read as neurons")
            << labels(4, std::vector<std::uint16_t>{0, 255, 255, 0}) << LabelKind::Neurons
            << "#..#";
        QTest::newRow("all-ones ids are unknown and make no membrane beside them")
            << labels(6, U32{1, 1, kAllOnes, kAllOnes, 2, 3}) << LabelKind::Auto << "..??##";
        QTest::newRow("all ones in 64 bits")
            << labels(4, std::vector<std::uint64_t>{1, 2, ~std::uint64_t{0}, 0}) << LabelKind::Auto
            << "##?#";
        QTest::newRow("ids that differ beyond 32 bits differ")
            << labels(2, std::vector<std::uint64_t>{1, 1 + (std::uint64_t{1} << 40)})
            << LabelKind::Auto << "##";
        QTest::newRow("all ones in a signed type")
            << labels(5, std::vector<std::int64_t>{1, 1, -1, 2, 2}) << LabelKind::Auto << "..?..";
        QTest::newRow("the largest value of a signed type")
            << labels(4, std::vector<std::int16_t>{1, 32767, 2, 2}) << LabelKind::Auto << ".?..";
        QTest::newRow("whole floats are ids")
            << labels(4, std::vector<double>{1, 1, 2, 2}) << LabelKind::Auto << ".##.";
    }

    void labelsBecomeTargets() {
        QFETCH(std::shared_ptr<Stack>, stack);
        QFETCH(LabelKind, kind);
        QFETCH(QString, expected);
        const auto targets = targetsFromLabels(*stack, kind);
        QCOMPARE(targets.width(), stack->width());
        QCOMPARE(targets.height(), stack->height());
        QCOMPARE(drawn(targets), expected);
    }

    void probabilitiesBecomeTargetsInBetween() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const auto floats = labels(6, std::vector<float>{0, 1, 0.25F, nan, 0.5F, 0.502F});
        const auto targets = targetsFromLabels(*floats, LabelKind::Probabilities);
        const std::vector<std::uint8_t> expected = {0, 255, 64, kTargetUnknown, 127, 127};
        QCOMPARE(std::vector<std::uint8_t>(targets.begin(), targets.end()), expected);
        const auto bytes = labels(4, std::vector<std::uint8_t>{0, 255, 64, 128});
        const auto same = targetsFromLabels(*bytes, LabelKind::Probabilities);
        QCOMPARE(std::vector<std::uint8_t>(same.begin(), same.end()),
                 (std::vector<std::uint8_t>{0, 255, 64, 127}));
    }

    void idsOfOtherSlicesMakeNoMembrane() {
        Volume<std::uint32_t> volume(3, 3, 2, 1);
        for (auto& id : volume) id = &id < &volume(0, 0, 1) ? 1 : 2;
        const auto targets = targetsFromLabels(Stack(std::move(volume)), LabelKind::Auto);
        QCOMPARE(drawn(targets), QString(18, u'.'));
    }

    void labelsThatAreNoLabelsAreRefused_data() {
        QTest::addColumn<std::shared_ptr<Stack>>("stack");
        QTest::addColumn<LabelKind>("kind");
        QTest::addColumn<QString>("says");
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinity = std::numeric_limits<float>::infinity();
        QTest::newRow("a probability")
            << labels(2, std::vector<float>{0, 0.25F}) << LabelKind::Auto << "hold 0.25 in slice 0";
        QTest::newRow("a probability as mask")
            << labels(2, std::vector<float>{0, 0.5F}) << LabelKind::Mask << "whole numbers";
        QTest::newRow("not a number")
            << labels(2, std::vector<float>{0, nan}) << LabelKind::Auto << "whole numbers";
        QTest::newRow("infinity") << labels(2, std::vector<float>{0, infinity})
                                  << LabelKind::Neurons << "whole numbers";
        QTest::newRow("a probability of two")
            << labels(2, std::vector<float>{0.5F, 2}) << LabelKind::Probabilities
            << "hold 2 in slice 0; a probability is from 0 to 1";
        QTest::newRow("ids as probabilities") << labels(2, std::vector<std::uint16_t>{0, 300})
                                              << LabelKind::Probabilities << "hold 300";
        QTest::newRow("a negative id") << labels(3, std::vector<std::int32_t>{1, 2, -5})
                                       << LabelKind::Auto << "negative number -5 in slice 0";
        QTest::newRow("a negative 8-bit id is printed as a number")
            << labels(3, std::vector<std::int8_t>{1, 2, -65}) << LabelKind::Auto
            << "negative number -65";
        QTest::newRow("a negative float")
            << labels(3, std::vector<double>{1, 2, -1}) << LabelKind::Auto << "negative number -1";
    }

    void labelsThatAreNoLabelsAreRefused() {
        QFETCH(std::shared_ptr<Stack>, stack);
        QFETCH(LabelKind, kind);
        QFETCH(QString, says);
        try {
            targetsFromLabels(*stack, kind);
            QFAIL("no error");
        } catch (const Error& error) {
            const QString sentence = error.what();
            QVERIFY2(sentence.contains("labels.tif"), error.what());
            QVERIFY2(sentence.contains(says), error.what());
        }
    }
};

QTEST_APPLESS_MAIN(TestTargets)
#include "test_targets.moc"
