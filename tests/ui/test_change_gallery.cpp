#include <QApplication>
#include <QLabel>
#include <QListWidget>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include "tests/core/wall.h"
#include "tests/ui/window_support.h"
#include "ui/change_gallery.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

/// A stack of the size of `wall`, all of one grey.
Stack greyStack(int depth) {
    return Stack(AnyVolume(Volume<std::uint8_t>(17, 7, depth, 128)), Spacing{4, 4, 50});
}

}  // namespace

/// Where two networks differ, as the panel shows it.
class TestChangeGallery : public QObject {
    Q_OBJECT

    ChangeGallery gallery_;

    ProposalChanges show(const Slices& before, const Slices& after, const TaughtSlices& taught) {
        const ProposalChanges changes = changesBetween(before, after, taught);
        const auto pictures = picturesOf(changes.changes, 2, greyStack(3), {}, before, after);
        gallery_.show(changes, pictures);
        return changes;
    }
    QList<QToolButton*> buttons() { return gallery_.findChildren<QToolButton*>("changePicture"); }
    QString heading() { return partOf<QLabel>(gallery_, "changesHeading")->text(); }

  private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<Place>("axolemma::Place"); }
    void init() {
        gallery_.resize(320, 700);
        showActive(gallery_);
    }

    void networksThatAgreeAreSaidToAgree() {
        show(slicesOf({wall()}), slicesOf({wall()}), {});
        QVERIFY(heading().contains("the same cells"));
        QVERIFY(buttons().isEmpty());
        QVERIFY(!partOf<QListWidget>(gallery_, "changesList")->isVisible());
    }

    void largestDifferencesAreShownAndCounted() {
        show(slicesOf({oneCell(), oneCell(), wall()}), slicesOf({wall(), wall(), oneCell()}),
             taughtWall());
        QVERIFY2(heading().contains("3 places") && heading().contains("right in 1 and") &&
                     heading().contains("the old one in 0"),
                 qPrintable(heading()));
        // As many as there are pictures of; the one that the expert decided comes first.
        QCOMPARE(buttons().size(), 2);
        QCOMPARE(buttons().front()->text(), QString("Slice 0: cut, as you said"));
    }

    void whatIsTheSameHasTheSameColourInBothPictures() {
        const Slices before = slicesOf({oneCell()}), after = slicesOf({wall()});
        const auto changes = changesBetween(before, after, {});
        const auto pictures = picturesOf(changes.changes, 1, greyStack(1), {}, before, after);
        const QImage &old = pictures[0].before, &fresh = pictures[0].after;
        QCOMPARE(old.size(), QSize(17, 7));
        QCOMPARE(old.pixel(4, 3), old.pixel(12, 3));
        // One half keeps the colour of the whole, the other has another.
        QVERIFY((fresh.pixel(4, 3) == old.pixel(4, 3)) != (fresh.pixel(12, 3) == old.pixel(4, 3)));
        QVERIFY(fresh.pixel(8, 3) != fresh.pixel(4, 3));
    }

    void clickOnAPictureOrALineGoesThere() {
        const auto changes = show(slicesOf({wall(), wall()}), slicesOf({wall(), oneCell()}),
                                  taughtWall({0, 0, 17, 7}, 1));
        QSignalSpy chosen(&gallery_, &ChangeGallery::placeChosen);
        QTest::mouseClick(buttons().front(), Qt::LeftButton);
        QCOMPARE(chosen.count(), 1);
        const auto place = chosen[0][0].value<Place>();
        QCOMPARE(place.z, 1);
        QCOMPARE(place.point(), changes.changes[0].difference.place);
        QCOMPARE(buttons().front()->text(), QString("Slice 1: joined, against what you said"));
        auto* list = partOf<QListWidget>(gallery_, "changesList");
        QCOMPARE(list->count(), 1);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualItemRect(list->item(0)).center());
        QCOMPARE(chosen.count(), 2);
        QCOMPARE(chosen[1][0].value<Place>().z, 1);
    }
};

QTEST_MAIN(TestChangeGallery)
#include "test_change_gallery.moc"
