#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <set>

#include "core/io/export_record.h"
#include "core/io/stack_writer.h"
#include "tests/ui/ui_support.h"
#include "ui/document.h"

using namespace axolemma;
using namespace axolemma::test;

class TestDocument : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void opensAFileInTheBackground();
    void badFileLeavesEverythingAsItWas_data();
    void badFileLeavesEverythingAsItWas();
    void segmentsTheVisibleSliceFirst();
    void joinsCellsThroughTheSlices();
    void segmentationIsOneUndoStep();
    void cancelKeepsFinishedSlices();
    void undoDuringARunStopsIt();
    void secondRunReusesTheOpenModel();
    void modelWhoseFileWasReplacedIsOpenedAgain();
    void anotherStackDropsTheRunOfTheOldOne();
    void failureOfTheNetworkIsReported();
    void pickSelectsAndSurvivesUndo();
    void sideOutputIsOfTheCurrentSliceOnly();
    void voxelSizeChangesWithoutTouchingWhoReads();
    void sliceIsClamped();

  private:
    std::shared_ptr<FakeNetwork> network_;
    std::unique_ptr<Document> document_;
    OwnSettings settings_;
};

void TestDocument::init() {
    network_ = std::make_shared<FakeNetwork>();
    document_ = std::make_unique<Document>(factoryOf(network_));
}

void TestDocument::opensAFileInTheBackground() {
    const auto path = settings_.folder() / "grid.nrrd";
    writeStack(path, gridStack());
    QSignalSpy changed(document_.get(), &Document::stackChanged);
    document_->open({path});
    QVERIFY(document_->busy());
    QVERIFY(!document_->hasStack());
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(document_->width(), kWidth);
    QCOMPARE(document_->depth(), kDepth);
    QCOMPARE(document_->stack()->valueAt(20, 20, 3), double(greyAt(20, 20, 3)));
    QVERIFY(document_->contrast().low < document_->contrast().high);
}

void TestDocument::badFileLeavesEverythingAsItWas_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("missing") << "missing.tif" << QByteArray();
    QTest::newRow("empty") << "empty.tif" << QByteArray("");
    QTest::newRow("text") << "text.tif" << QByteArray("this is no picture");
}

void TestDocument::badFileLeavesEverythingAsItWas() {
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    const auto path = settings_.folder() / name.toStdString();
    if (!content.isNull()) {
        std::ofstream(path, std::ios::binary) << content.toStdString();
    }
    document_->setStack(gridStack());
    document_->segment({});
    QTRY_VERIFY(!document_->segmenting());
    document_->setSlice(4);
    const auto before = document_->stack();
    QSignalSpy failed(document_.get(), &Document::failed);
    document_->open({path});
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed[0][0].toString().contains(name));
    QCOMPARE(document_->stack(), before);
    QCOMPARE(document_->slice(), 4);
    QCOMPARE(document_->segmentation()->segmentedSlices(), kDepth);
    QCOMPARE(document_->undoStack().count(), 1);
}

void TestDocument::segmentsTheVisibleSliceFirst() {
    document_->setStack(gridStack());
    document_->setSlice(5);
    std::vector<int> order;
    connect(document_.get(), &Document::componentsChanged, this, [&](int z) {
        if (z >= 0) order.push_back(z);
        std::set<int> there;
        for (int s = 0; s < kDepth; ++s) {
            if (document_->components(s)) there.insert(s);
        }
        if (there.size() == 1) QCOMPARE(*there.begin(), 5);
    });
    document_->segment({});
    QTRY_VERIFY(!document_->segmenting());
    QCOMPARE(order.size(), std::size_t(kDepth - 1));
    QVERIFY(order.front() == 4 || order.front() == 6);
    QCOMPARE(slicesOutwardFrom(5, 8), (std::vector<int>{5, 4, 6, 3, 7, 2, 1, 0}));
    QCOMPARE(slicesOutwardFrom(0, 3), (std::vector<int>{0, 1, 2}));
}

void TestDocument::joinsCellsThroughTheSlices() {
    document_->setStack(gridStack());
    document_->segment({});
    QTRY_VERIFY(!document_->segmenting());
    QCOMPARE(document_->neurons().neurons().size(), std::size_t(kCells));
    const auto id = document_->neuronAt({20, 20, 0});
    QVERIFY(id != 0);
    QCOMPARE(document_->neuronAt({20, 20, kDepth - 1}), id);
    QVERIFY(document_->neuronAt({40, 20, 0}) != id);
    QCOMPARE(document_->neuronAt({16, 20, 0}), std::uint64_t(0));
    QCOMPARE(document_->neuronAt({-1, 20, 0}), std::uint64_t(0));
    QCOMPARE(int((*document_->probability(0))(20, 20)), 230);
    QCOMPARE(QString::fromStdString(document_->segmentation()->device), QString("fake device"));
}

void TestDocument::segmentationIsOneUndoStep() {
    document_->setStack(gridStack());
    document_->segment({});
    QTRY_VERIFY(!document_->segmenting());
    QCOMPARE(document_->undoStack().count(), 1);
    QCOMPARE(document_->undoStack().undoText(), QString("Segment slices 0–%1").arg(kDepth - 1));
    const auto after = document_->segmentation();
    document_->undoStack().undo();
    QVERIFY(document_->segmentation()->empty());
    QVERIFY(document_->neurons().neurons().empty());
    document_->undoStack().redo();
    QCOMPARE(document_->segmentation(), after);
    QCOMPARE(document_->neurons().neurons().size(), std::size_t(kCells));
}

void TestDocument::cancelKeepsFinishedSlices() {
    network_->allowed = 3;
    document_->setStack(gridStack());
    document_->setSlice(5);
    QSignalSpy ended(document_.get(), &Document::jobEnded);
    document_->segment({});
    QTRY_COMPARE(document_->segmentation()->segmentedSlices(), 3);
    QVERIFY(document_->segmenting());
    document_->cancelJobs();
    QTRY_COMPARE(ended.count(), 1);
    QCOMPARE(document_->segmentation()->segmentedSlices(), 3);
    for (const int z : {4, 5, 6}) QVERIFY(document_->components(z));
    QCOMPARE(document_->undoStack().count(), 1);
    document_->undoStack().undo();
    QVERIFY(document_->segmentation()->empty());
}

void TestDocument::undoDuringARunStopsIt() {
    network_->allowed = 2;
    document_->setStack(gridStack());
    document_->segment({});
    QTRY_COMPARE(document_->segmentation()->segmentedSlices(), 2);
    document_->undoStack().undo();
    QVERIFY(document_->segmentation()->empty());
    network_->allowed = 1000;
    QTRY_VERIFY(!document_->busy());
    QVERIFY(document_->segmentation()->empty());
    QVERIFY(!document_->segmenting());
}

void TestDocument::secondRunReusesTheOpenModel() {
    document_->setStack(gridStack());
    document_->segment({});
    QTRY_VERIFY(!document_->segmenting());
    document_->segment({});
    QTRY_VERIFY(!document_->segmenting());
    QCOMPARE(int(network_->opened), 1);
    SegmentationSettings other;
    other.options.device = "cpu";
    document_->segment(other);
    QTRY_VERIFY(!document_->segmenting());
    QCOMPARE(int(network_->opened), 2);
    QCOMPARE(document_->undoStack().count(), 3);
}

void TestDocument::modelWhoseFileWasReplacedIsOpenedAgain() {
    QTemporaryDir folder;
    const auto file = folder.filePath("mine.axomodel").toStdString();
    const auto write = [&](const char* content) { std::ofstream(file) << content; };
    SegmentationSettings settings;
    settings.model = file;
    write("one network");
    document_->setStack(gridStack());
    document_->segment(settings);
    QTRY_VERIFY(!document_->segmenting());
    const std::string hash = document_->segmentation()->modelHash;
    QCOMPARE(hash, hashOfFile(file));
    write("another network");
    document_->segment(settings);
    QTRY_VERIFY(!document_->segmenting());
    QCOMPARE(int(network_->opened), 2);
    QCOMPARE(document_->segmentation()->modelHash, hashOfFile(file));
    QVERIFY(document_->segmentation()->modelHash != hash);
}

void TestDocument::anotherStackDropsTheRunOfTheOldOne() {
    network_->allowed = 2;
    document_->setStack(gridStack());
    document_->segment({});
    QTRY_COMPARE(document_->segmentation()->segmentedSlices(), 2);
    document_->setStack(gridStack(4));
    QVERIFY(document_->segmentation()->empty());
    QVERIFY(!document_->segmenting());
    QTRY_VERIFY(!document_->busy());
    QVERIFY(document_->segmentation()->empty());
    QCOMPARE(document_->undoStack().count(), 0);
    QCOMPARE(document_->depth(), 4);
}

void TestDocument::failureOfTheNetworkIsReported() {
    network_->failure = "model.axomodel: damaged. Choose another model.";
    document_->setStack(gridStack());
    QSignalSpy failed(document_.get(), &Document::failed);
    document_->segment({});
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].toString(), QString::fromStdString(network_->failure));
    QVERIFY(!document_->segmenting());
    QCOMPARE(document_->undoStack().count(), 0);
}

void TestDocument::pickSelectsAndSurvivesUndo() {
    document_->setStack(gridStack());
    document_->segment({});
    QTRY_VERIFY(!document_->segmenting());
    QSignalSpy selection(document_.get(), &Document::selectionChanged);
    document_->pick({20, 20, 0});
    const auto id = document_->neuronAt({20, 20, 0});
    QCOMPARE(document_->selectedNeuron(), id);
    document_->undoStack().undo();
    QCOMPARE(document_->selectedNeuron(), std::uint64_t(0));
    document_->pick({40, 20, 0});
    QCOMPARE(document_->selectedNeuron(), std::uint64_t(0));
    document_->undoStack().redo();
    document_->select(id);
    QCOMPARE(document_->selectedNeuron(), id);
    document_->select(99999);
    QCOMPARE(document_->selectedNeuron(), std::uint64_t(0));
    document_->pick({20, 20, 0});
    QSignalSpy centre(document_.get(), &Document::centreRequested);
    document_->centreOn(id);
    QCOMPARE(centre.count(), 1);
    QVERIFY(selection.count() >= 4);
}

void TestDocument::sideOutputIsOfTheCurrentSliceOnly() {
    document_->setStack(gridStack());
    document_->setSlice(2);
    QSignalSpy changed(document_.get(), &Document::outputMapChanged);
    document_->computeOutput(Output::C2, {});
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toInt(), 2);
    QVERIFY(document_->outputMap(Output::C2, 2));
    QCOMPARE(int((*document_->outputMap(Output::C2, 2))(20, 20)), 153);
    QVERIFY(!document_->outputMap(Output::C2, 3));
    QVERIFY(!document_->outputMap(Output::C1, 2));
    QVERIFY(document_->segmentation()->empty());
}

void TestDocument::voxelSizeChangesWithoutTouchingWhoReads() {
    Stack unknown(AnyVolume(Volume<std::uint8_t>(8, 8, 2, 7)), Spacing{}, false);
    document_->setStack(std::move(unknown));
    QVERIFY(!document_->spacingKnown());
    QSignalSpy changed(document_.get(), &Document::spacingChanged);
    const auto reader = document_->stack();
    document_->setSpacing({6, 6, 30});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(document_->spacing().z, 30.0);
    QVERIFY(document_->spacingKnown());
    QCOMPARE(reader->spacing().z, 50.0);
    QCOMPARE(document_->stack()->valueAt(3, 3, 1), 7.0);
}

void TestDocument::sliceIsClamped() {
    document_->setSlice(3);
    QCOMPARE(document_->slice(), 0);
    document_->setStack(gridStack());
    document_->setSlice(1000);
    QCOMPARE(document_->slice(), kDepth - 1);
    document_->setSlice(-5);
    QCOMPARE(document_->slice(), 0);
}

QTEST_GUILESS_MAIN(TestDocument)
#include "test_document.moc"
