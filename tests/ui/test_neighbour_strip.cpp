#include <QSignalSpy>
#include <QTest>

#include "core/colours.h"
#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/neighbour_strip.h"

using namespace axolemma;
using namespace axolemma::test;

class TestNeighbourStrip : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void nothingIsShownBeforeANeuronIsPicked();
    void picturesShowTheNeuronInItsColourAndTheOthersBare();
    void pictureIsAPieceOfItsSlice();
    void slicesBeyondTheStackAreEmpty();
    void clickGoesToThatSlice();
    void tilesFitALyingAndAStandingStrip();
    void picturesFollowContrastAndUndo();

  private:
    void segmentAndPick(Place place);
    std::unique_ptr<Document> document_;
    std::unique_ptr<NeighbourStrip> strip_;
};

void TestNeighbourStrip::init() {
    document_ = std::make_unique<Document>(factoryOf(std::make_shared<FakeNetwork>()));
    document_->setStack(gridStack());
    document_->setContrast({0, 255});
    strip_ = std::make_unique<NeighbourStrip>(*document_);
    strip_->resize(140, 620);
    showActive(*strip_);
}

void TestNeighbourStrip::cleanup() {
    strip_.reset();
    document_.reset();
}

void TestNeighbourStrip::segmentAndPick(Place place) {
    document_->segment({});
    QTRY_VERIFY(!document_->busy());
    document_->setSlice(place.z);
    document_->pick(place);
    QVERIFY(document_->selectedNeuron() != 0);
}

void TestNeighbourStrip::nothingIsShownBeforeANeuronIsPicked() {
    QVERIFY(strip_->pictureOf(0).isNull());
    segmentAndPick({24, 24, 5});
    QVERIFY(!strip_->pictureOf(5).isNull());
    document_->select(0);
    QVERIFY(strip_->pictureOf(5).isNull());
    // A click where a picture was goes nowhere.
    QTest::mouseClick(strip_.get(), Qt::LeftButton, {}, strip_->tileOf(7).center());
    QCOMPARE(document_->slice(), 5);
}

void TestNeighbourStrip::picturesShowTheNeuronInItsColourAndTheOthersBare() {
    segmentAndPick({24, 24, 5});
    const QImage picture = strip_->pictureOf(5);
    // The piece is as high as the slice, so y is that of the slice; the picked cell is in its
    // middle and a neighbour to its right.
    QCOMPARE(picture.height(), kHeight);
    const Rgb colour = colourOf(document_->selectedNeuron());
    const QColor inside = picture.pixelColor(picture.width() / 2, 24);
    QVERIFY(near(inside.red(), (colour.r + greyAt(24, 24, 5)) / 2, 4));
    QVERIFY(near(inside.blue(), (colour.b + greyAt(24, 24, 5)) / 2, 4));
    QVERIFY(isGrey(picture.pixelColor(picture.width() / 2 + kCell, 24), greyAt(40, 24, 5)));
}

void TestNeighbourStrip::pictureIsAPieceOfItsSlice() {
    segmentAndPick({40, 24, 5});
    for (int z = 3; z <= 7; ++z) {
        const QImage picture = strip_->pictureOf(z);
        QCOMPARE(picture.width(), 48);
        QVERIFY(isGrey(picture.pixelColor(picture.width() / 2 - kCell, 24), greyAt(24, 24, z)));
    }
}

void TestNeighbourStrip::slicesBeyondTheStackAreEmpty() {
    segmentAndPick({24, 24, 0});
    QVERIFY(strip_->pictureOf(-1).isNull());
    QVERIFY(!strip_->pictureOf(2).isNull());
    QTest::mouseClick(strip_.get(), Qt::LeftButton, {}, strip_->tileOf(-1).center());
    QCOMPARE(document_->slice(), 0);
    document_->setSlice(kDepth - 1);
    QVERIFY(strip_->pictureOf(kDepth).isNull());
    QVERIFY(!strip_->pictureOf(kDepth - 3).isNull());
}

void TestNeighbourStrip::clickGoesToThatSlice() {
    segmentAndPick({24, 24, 5});
    QTest::mouseClick(strip_.get(), Qt::LeftButton, {}, strip_->tileOf(7).center());
    QCOMPARE(document_->slice(), 7);
    QVERIFY(document_->selectedNeuron() != 0);
    QTest::mouseClick(strip_.get(), Qt::LeftButton, {}, strip_->tileOf(6).center());
    QCOMPARE(document_->slice(), 6);
    QTest::mouseClick(strip_.get(), Qt::RightButton, {}, strip_->tileOf(8).center());
    QCOMPARE(document_->slice(), 6);
}

void TestNeighbourStrip::tilesFitALyingAndAStandingStrip() {
    segmentAndPick({24, 24, 5});
    for (const QSize size : {QSize(140, 620), QSize(620, 140), QSize(90, 300), QSize(300, 90)}) {
        strip_->resize(size);
        QRegion covered;
        for (int z = 3; z <= 7; ++z) {
            const QRect tile = strip_->tileOf(z);
            QVERIFY(strip_->rect().contains(tile));
            QVERIFY(tile.width() > 20);
            QVERIFY(!covered.intersects(tile));
            covered += tile;
        }
    }
}

void TestNeighbourStrip::picturesFollowContrastAndUndo() {
    segmentAndPick({24, 24, 5});
    document_->setContrast({0, 510});
    const QImage picture = strip_->pictureOf(5);
    QVERIFY(isGrey(picture.pixelColor(picture.width() / 2 + kCell, 24), greyAt(40, 24, 5) / 2));
    document_->undoStack().undo();
    QVERIFY(strip_->pictureOf(5).isNull());
    document_->undoStack().redo();
}

QTEST_MAIN(TestNeighbourStrip)
#include "test_neighbour_strip.moc"
