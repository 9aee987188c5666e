#include <sys/resource.h>

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QStatusBar>
#include <QTest>
#include <csignal>
#include <fstream>
#include <iterator>

#include "core/error.h"
#include "core/io/stack_reader.h"
#include "core/io/training_masks.h"
#include "core/proofreading/edits.h"
#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/export_dialog.h"
#include "ui/main_window.h"

using namespace axolemma;
using namespace axolemma::test;
namespace fs = std::filesystem;

namespace {

/// Files of this process can grow no further than so many bytes: what a full disk does.
class FullDisk {
  public:
    explicit FullDisk(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        rlimit limit = before_;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

  private:
    rlimit before_{};
};

std::string contentOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Cells of 2 x 2 pixels, `count` in a row and in a column.
Stack speckledStack(int count) {
    Volume<std::uint8_t> voxels(3 * count, 3 * count, 1);
    for (int y = 0; y < 3 * count; ++y) {
        for (int x = 0; x < 3 * count; ++x) voxels(x, y, 0) = x % 3 && y % 3 ? 200 : 0;
    }
    return Stack(AnyVolume(std::move(voxels)), Spacing{4, 4, 50});
}

}  // namespace

class TestExport : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init();
    void cleanup();
    void exportsWaitForWhatTheyWrite();
    void exportedLabelsReadBackIdentical_data();
    void exportedLabelsReadBackIdentical();
    void probabilityMapReadsBackAsProbabilityOfCell();
    void trainingMasksHoldWhatWasVerified();
    void formatAndNameFollowEachOther();
    void sixteenBitsAreOfferedOnlyWhereIdsFit();
    void existingFileIsReplacedOnlyWhenAskedFor();
    void failedExportShowsTheErrorAndLeavesTheOldFile();
    void unwritableFolderShowsTheError();
    void stoppedExportLeavesTheOldFile();
    void unsegmentedSlicesAreZeroAndSaidSo();
    void choicesAreRemembered();
    void viewIsExportedAsItIsShown();

  private:
    void segment(Stack stack = gridStack());
    ExportDialog* openDialog();
    void setPath(const fs::path& path);
    void finish();
    template <typename Widget>
    Widget* part(const char* name) {
        return partOf<Widget>(*window_, name);
    }
    Volume<std::uint32_t> expected(Boundary boundary, LabelIds ids) {
        return labelVolume(document_->derived()->partition, document_->neurons(),
                           document_->width(), document_->height(), boundary, ids);
    }

    OwnSettings settings_;
    std::shared_ptr<FakeNetwork> network_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;
};

void TestExport::init() {
    QSettings().clear();
    network_ = std::make_shared<FakeNetwork>();
    document_ = std::make_unique<Document>(factoryOf(network_));
    window_ = std::make_unique<MainWindow>(*document_);
    showActive(*window_);
}

void TestExport::cleanup() {
    window_.reset();
    document_.reset();
}

void TestExport::segment(Stack stack) {
    document_->setStack(std::move(stack));
    document_->segment({});
    QTRY_VERIFY_WITH_TIMEOUT(!document_->busy(), 30000);
}

ExportDialog* TestExport::openDialog() {
    QTest::keyClick(window_.get(), Qt::Key_E, Qt::ControlModifier);
    return part<ExportDialog>("exportDialog");
}

void TestExport::setPath(const fs::path& path) {
    auto* line = part<QLineEdit>("exportPath");
    line->selectAll();
    QTest::keyClicks(line, QString::fromStdString(path.string()));
}

void TestExport::finish() {
    QTest::mouseClick(part<QPushButton>("exportStart"), Qt::LeftButton);
    QTRY_VERIFY(!window_->findChild<ExportDialog*>());
}

void TestExport::exportsWaitForWhatTheyWrite() {
    for (const char* name : {"exportLabels", "exportProbability", "exportView"}) {
        QVERIFY(!window_->action(name)->isEnabled());
    }
    document_->setStack(gridStack());
    QVERIFY(!window_->action("exportLabels")->isEnabled());
    QVERIFY(window_->action("exportView")->isEnabled());
    segment();
    QVERIFY(window_->action("exportLabels")->isEnabled());
    QVERIFY(window_->action("exportProbability")->isEnabled());
}

void TestExport::exportedLabelsReadBackIdentical_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("ids");
    QTest::addColumn<int>("boundary");
    QTest::addColumn<bool>("narrow");
    QTest::addColumn<QString>("type");
    QTest::newRow("tiff") << "labels.tif" << 0 << 0 << false << "uint32";
    QTest::newRow("tiff 16 bit") << "labels.tif" << 0 << 1 << true << "uint16";
    QTest::newRow("tiff per slice") << "labels.tif" << 1 << 1 << false << "uint32";
    QTest::newRow("nrrd") << "labels.nrrd" << 0 << 1 << false << "uint32";
    QTest::newRow("mha") << "labels.mha" << 1 << 0 << false << "uint32";
    QTest::newRow("nifti") << "labels.nii" << 0 << 1 << false << "uint32";
    QTest::newRow("nifti, packed") << "packed.nii.gz" << 0 << 1 << true << "uint16";
    QTest::newRow("png") << "series/labels.png" << 0 << 1 << false << "uint16";
    QTest::newRow("hdf5") << "labels.h5:/volumes/labels/neuron_ids" << 0 << 1 << false << "uint64";
}

void TestExport::exportedLabelsReadBackIdentical() {
    QFETCH(QString, file);
    QFETCH(int, ids);
    QFETCH(int, boundary);
    QFETCH(bool, narrow);
    QFETCH(QString, type);
    segment();
    fs::path written = settings_.folder() / file.section(':', 0, 0).toStdString();
    fs::path read = settings_.folder() / file.toStdString();
    fs::remove_all(settings_.folder() / "series");
    if (file.endsWith(".png")) {
        fs::create_directories(written.parent_path());
        read = written.parent_path();
    } else {
        fs::remove(written);
    }
    openDialog();
    setPath(written);
    part<QComboBox>("exportIds")->setCurrentIndex(ids);
    part<QComboBox>("exportBoundary")->setCurrentIndex(boundary);
    if (narrow) part<QComboBox>("exportBits")->setCurrentIndex(1);
    finish();
    QVERIFY(window_->statusBar()->currentMessage().contains("Exported"));
    const Stack stack = readStack(read);
    QCOMPARE(QString::fromUtf8(stack.typeName().data(), stack.typeName().size()), type);
    QCOMPARE(stack.spacing(), (Spacing{4, 4, 50}));
    const auto labels = asLabels(stack);
    const auto wanted = expected(boundary ? Boundary::Keep : Boundary::Grown,
                                 ids ? LabelIds::PerSlice : LabelIds::Neurons);
    QCOMPARE(labels.depth(), wanted.depth());
    QVERIFY(std::equal(labels.begin(), labels.end(), wanted.begin(), wanted.end()));
    QCOMPARE(std::count(labels.begin(), labels.end(), 0U) == 0, boundary == 0);
}

void TestExport::probabilityMapReadsBackAsProbabilityOfCell() {
    segment();
    window_->action("exportProbability")->trigger();
    const auto path = settings_.folder() / "cell.tif";
    setPath(path);
    finish();
    const Stack stack = readStack(path);
    QVERIFY(stack.typeName() == "float32");
    for (const int z : {0, kDepth - 1}) {
        const auto map = document_->probability(z);
        const auto slice = stack.sliceAsFloat(z);
        for (std::size_t i = 0; i < slice.size(); ++i) {
            QCOMPARE(slice.data()[i], static_cast<float>(map->data()[i]) / 255.0F);
        }
    }
}

void TestExport::trainingMasksHoldWhatWasVerified() {
    segment();
    window_->action("exportTraining")->trigger();
    const auto folder = settings_.folder() / "grid_training";
    QVERIFY(!part<QPushButton>("exportStart")->isEnabled());
    QVERIFY(part<QLabel>("exportNote")->text().contains("Nothing is verified"));
    QVERIFY(document_->apply(verifySlice(document_->settled(), 4)));
    QTRY_VERIFY(part<QPushButton>("exportStart")->isEnabled());
    setPath(folder);
    finish();
    const TrainingMasks masks = readTrainingMasks(folder);
    // Two slices on either side, for networks that see neighbours; of these nothing is known.
    QCOMPARE(masks.images.depth(), 5);
    QCOMPARE(masks.ignored.depth(), 5);
    const auto ignored = [&](int z) {
        const auto slice = masks.ignored.slice(z);
        return std::count_if(slice.data(), slice.data() + kWidth * kHeight,
                             [](auto value) { return value != 0; });
    };
    QCOMPARE(ignored(1), kWidth * kHeight);
    QVERIFY(ignored(2) < kWidth * kHeight / 10);
    QVERIFY(masks.images.sliceAsFloat(2)(5, 5) == static_cast<float>(greyAt(5, 5, 4)));
    QVERIFY(asLabels(masks.labels)(5, 5, 2) != 0);
    QCOMPARE(asLabels(masks.labels)(0, 5, 2), 0U);
    const std::string record = contentOf(folder / "labels.json");
    for (const char* said : {"\"wf\"", "fake"})
        QVERIFY2(record.find(said) != std::string::npos, said);

    window_->action("exportTraining")->trigger();
    setPath(folder);
    QTest::mouseClick(part<QPushButton>("exportStart"), Qt::LeftButton);
    QTRY_VERIFY(window_->findChild<QMessageBox*>("questionDialog"));
    QTest::mouseClick(part<QPushButton>("questionDeed"), Qt::LeftButton);
    QTRY_VERIFY(!window_->findChild<ExportDialog*>());
}

void TestExport::formatAndNameFollowEachOther() {
    segment();
    openDialog();
    auto* path = part<QLineEdit>("exportPath");
    auto* format = part<QComboBox>("exportFormat");
    QVERIFY(path->text().endsWith("grid_neurons.tif"));
    setPath("/tmp/a.b.nii.gz");
    QCOMPARE(format->currentData().toString(), QString("*.nii.gz"));
    format->setFocus();
    format->setCurrentIndex(format->findData("*.nrrd"));
    Q_EMIT format->activated(format->currentIndex());
    QCOMPARE(path->text(), QString("/tmp/a.b.nrrd"));
    setPath("/tmp/labels.h5");
    QVERIFY(!part<QComboBox>("exportBits")->isEnabled());
    QVERIFY(part<QComboBox>("exportBits")->currentText().startsWith("64"));
    setPath(" ");
    QVERIFY(!part<QPushButton>("exportStart")->isEnabled());
}

void TestExport::sixteenBitsAreOfferedOnlyWhereIdsFit() {
    constexpr int kSide = 256;  // 65536 neurons, one too many
    segment(speckledStack(kSide));
    QCOMPARE(document_->neurons().neurons().size(), std::size_t(kSide * kSide));
    openDialog();
    auto* bits = part<QComboBox>("exportBits");
    const auto* items = qobject_cast<QStandardItemModel*>(bits->model());
    QVERIFY(!items->item(1)->isEnabled());
    QVERIFY(items->item(1)->text().contains("do not fit"));
    setPath(settings_.folder() / "labels.png");
    QVERIFY(!part<QPushButton>("exportStart")->isEnabled());
    QVERIFY(part<QLabel>("exportNote")->text().contains("65536"));
    setPath(settings_.folder() / "labels.nrrd");
    QVERIFY(part<QPushButton>("exportStart")->isEnabled());
}

void TestExport::existingFileIsReplacedOnlyWhenAskedFor() {
    segment();
    const auto path = settings_.folder() / "old.nrrd";
    std::ofstream(path) << "old";
    openDialog();
    setPath(path);
    QTest::mouseClick(part<QPushButton>("exportStart"), Qt::LeftButton);
    QTRY_VERIFY(window_->findChild<QMessageBox*>("questionDialog"));
    QTest::keyClick(part<QMessageBox>("questionDialog"), Qt::Key_Escape);
    QTRY_VERIFY(!window_->findChild<QMessageBox*>("questionDialog"));
    QCOMPARE(contentOf(path), std::string("old"));
    QVERIFY(part<ExportDialog>("exportDialog")->isVisible());
    QTest::mouseClick(part<QPushButton>("exportStart"), Qt::LeftButton);
    QTRY_VERIFY(window_->findChild<QMessageBox*>("questionDialog"));
    QTest::mouseClick(part<QPushButton>("questionDeed"), Qt::LeftButton);
    QTRY_VERIFY(!window_->findChild<ExportDialog*>());
    QCOMPARE(readStack(path).depth(), kDepth);
}

void TestExport::failedExportShowsTheErrorAndLeavesTheOldFile() {
    segment();
    const auto path = settings_.folder() / "kept.mha";
    std::ofstream(path) << "kept";
    openDialog();
    setPath(path);
    {
        const FullDisk full(64);
        QTest::mouseClick(part<QPushButton>("exportStart"), Qt::LeftButton);
        QTRY_VERIFY(window_->findChild<QMessageBox*>("questionDialog"));
        QTest::mouseClick(part<QPushButton>("questionDeed"), Qt::LeftButton);
        QTRY_VERIFY(window_->findChild<QMessageBox*>("errorDialog"));
    }
    auto* box = part<QMessageBox>("errorDialog");
    QVERIFY(box->text().contains("kept.mha"));
    QCOMPARE(contentOf(path), std::string("kept"));
    int left = 0;
    for (const auto& entry : fs::directory_iterator(settings_.folder())) {
        left += entry.path().filename().string().find("kept") != std::string::npos;
    }
    QCOMPARE(left, 1);
    QTest::keyClick(box, Qt::Key_Escape);
    // The dialog is still there, to try again elsewhere.
    QVERIFY(part<QPushButton>("exportStart")->isEnabled());
    QVERIFY(part<QLineEdit>("exportPath")->isEnabled());
}

void TestExport::unwritableFolderShowsTheError() {
    segment();
    openDialog();
    // Not even root can make files there.
    setPath("/proc/labels.tif");
    QTest::mouseClick(part<QPushButton>("exportStart"), Qt::LeftButton);
    QTRY_VERIFY(window_->findChild<QMessageBox*>("errorDialog"));
    QVERIFY(part<QMessageBox>("errorDialog")->text().contains("/proc/labels.tif"));
    QTest::keyClick(part<QMessageBox>("errorDialog"), Qt::Key_Escape);
    QVERIFY(part<ExportDialog>("exportDialog")->isVisible());
}

void TestExport::stoppedExportLeavesTheOldFile() {
    segment();
    const auto path = settings_.folder() / "old.tif";
    std::ofstream(path) << "old";
    const ExportInputs inputs{document_->stack(), document_->segmentation(), document_->derived()};
    for (const auto kind : {ExportKind::Labels, ExportKind::Probability}) {
        std::stop_source stop;
        // Asked to stop once the writing has begun.
        const ProgressFunction progress = [&stop](const Progress& done) {
            if (done.fraction > 0.5) stop.request_stop();
        };
        QVERIFY_EXCEPTION_THROWN(
            runExport({.path = path, .kind = kind}, inputs, progress, stop.get_token()), Cancelled);
        QCOMPARE(contentOf(path), std::string("old"));
    }
}

void TestExport::unsegmentedSlicesAreZeroAndSaidSo() {
    document_->setStack(gridStack());
    network_->allowed = 2;
    document_->segment({});
    QTRY_COMPARE(document_->segmentation()->segmentedSlices(), 2);
    document_->cancelJobs();
    QTRY_VERIFY(!document_->busy());
    openDialog();
    QVERIFY(part<QLabel>("exportNote")->text().contains("2 of 12"));
    const auto path = settings_.folder() / "part.tif";
    setPath(path);
    finish();
    const auto labels = asLabels(readStack(path));
    const auto last = labels.slice(kDepth - 1);
    QCOMPARE(labels.depth(), kDepth);
    QVERIFY(std::all_of(last.data(), last.data() + last.size(), [](auto id) { return id == 0; }));
    QVERIFY(labels(24, 24, 0) != 0);
}

void TestExport::choicesAreRemembered() {
    segment();
    openDialog();
    setPath(settings_.folder() / "first.mha");
    part<QComboBox>("exportBoundary")->setCurrentIndex(1);
    finish();
    openDialog();
    QCOMPARE(part<QComboBox>("exportBoundary")->currentIndex(), 1);
    QCOMPARE(part<QComboBox>("exportIds")->currentIndex(), 0);
    QCOMPARE(part<QLineEdit>("exportPath")->text(),
             QString::fromStdString((settings_.folder() / "grid_neurons.mha").string()));
}

void TestExport::viewIsExportedAsItIsShown() {
    segment();
    window_->view().repaint();
    const QImage shown = window_->view().grabFramebuffer().convertToFormat(QImage::Format_RGB32);
    QTest::keyClick(window_.get(), Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    auto* dialog = part<QFileDialog>("exportViewDialog");
    const QString path = QString::fromStdString((settings_.folder() / "view.png").string());
    auto* name = dialog->findChild<QLineEdit*>("fileNameEdit");
    QVERIFY(name);
    QApplication::setActiveWindow(dialog);
    name->setFocus();
    name->setText(path);
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_VERIFY(QFileInfo::exists(path));
    const QImage written = QImage(path).convertToFormat(QImage::Format_RGB32);
    QCOMPARE(written.size(), shown.size());
    QCOMPARE(written, shown);
}

QTEST_MAIN(TestExport)
#include "test_export.moc"
