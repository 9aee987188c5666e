#include <QtTest>

#include "core/error.h"
#include "core/proofreading/proposal_changes.h"
#include "tests/core/wall.h"

using namespace axolemma;
using namespace axolemma::test;

class TestProposalChanges : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalProposalsDoNotDiffer() {
        const auto found = changesBetween(slicesOf({wall()}), slicesOf({wall()}), taughtWall());
        QVERIFY(found.changes.empty());
        QVERIFY(found.contradictions.empty());
    }

    void whatIsJoinedAndWhatIsCutAreToldApart() {
        const auto joined = changesBetween(slicesOf({wall()}), slicesOf({oneCell()}), {});
        QCOMPARE(joined.changes.size(), std::size_t(1));
        QVERIFY(joined.changes[0].difference.kind == SegmentationError::Merge);
        const auto cut = changesBetween(slicesOf({oneCell()}), slicesOf({wall()}), {});
        QCOMPARE(cut.changes.size(), std::size_t(1));
        QVERIFY(cut.changes[0].difference.kind == SegmentationError::Split);
        QCOMPARE(cut.changes[0].difference.pixels, 35U);
        QCOMPARE(cut.changes[0].gain(), 0);
    }

    void expertsWordSaysWhichIsRight() {
        const auto worse = changesBetween(slicesOf({wall()}), slicesOf({oneCell()}), taughtWall());
        QCOMPARE(worse.changes.at(0).gain(), -1);
        QCOMPARE(worse.contradictions.size(), std::size_t(1));
        QVERIFY(worse.contradictions[0].error.kind == SegmentationError::Merge);
        const auto better = changesBetween(slicesOf({oneCell()}), slicesOf({wall()}), taughtWall());
        QCOMPARE(better.changes.at(0).gain(), 1);
        QVERIFY(better.contradictions.empty());
    }

    void whereNotAllIsKnownNothingIsRight() {
        const auto found =
            changesBetween(slicesOf({oneCell()}), slicesOf({wall()}), taughtWall({0, 0, 7, 7}));
        QCOMPARE(found.changes.size(), std::size_t(1));
        QCOMPARE(found.changes[0].gain(), 0);
        QVERIFY(found.contradictions.empty());
    }

    void whatTheExpertToldApartComesFirst() {
        const auto found =
            changesBetween(slicesOf({wall(), wall(), oneCell()}),
                           slicesOf({oneCell(), wall(), wall()}), taughtWall({0, 0, 17, 7}, 2));
        QCOMPARE(found.changes.size(), std::size_t(2));
        QCOMPARE(found.changes[0].z, 2);
        QCOMPARE(found.changes[0].gain(), 1);
        QCOMPARE(found.changes[1].z, 0);
    }

    void slicesThatOneHasNotSegmentedArePassedOver() {
        const Slices some = {nullptr, slicesOf({wall()})[0]};
        const auto found = changesBetween(some, slicesOf({oneCell(), oneCell()}), taughtWall());
        QCOMPARE(found.changes.size(), std::size_t(1));
        QCOMPARE(found.changes[0].z, 1);
        QVERIFY(found.contradictions.empty());
    }

    void askedToStopItStops() {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(
            (void)changesBetween(slicesOf({wall()}), slicesOf({wall()}), {}, stop.get_token()),
            Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestProposalChanges)
#include "test_proposal_changes.moc"
