// An expert who knows the truth proofreads slices that the network never saw, in the order of the
// queue and with nothing but keys and the mouse.
#include <QApplication>
#include <QStatusBar>
#include <QtTest>
#include <array>
#include <set>

#include "tests/core/doubts_support.h"
#include "tests/ui/ui_support.h"
#include "tests/ui/window_support.h"
#include "ui/doubt_queue.h"
#include "ui/main_window.h"

using namespace axolemma;
using namespace axolemma::test;

namespace {

constexpr int kFirst = 20;
constexpr int kDecisions = 40;

/// Says what another network said of these slices.
class RememberedMaps : public Segmenter {
  public:
    explicit RememberedMaps(const DerivationSources& sources) : maps_(sources.maps) {
        info_.name = "remembered";
        info_.partition = PartitionRule::recommended();
    }
    const ModelInfo& model() const override { return info_; }
    std::string device() const override { return "memory"; }
    std::vector<std::string> notesFor(const Stack&) const override { return {}; }
    double estimateSeconds(const Stack&, std::stop_token) override { return 0; }
    bool predict(const PredictionRequest& request, const SliceFunction& onSlice,
                 const ProgressFunction&, std::stop_token) override {
        for (const int z : request.slices) {
            Image<float> cell(maps_[z]->width(), maps_[z]->height());
            for (std::size_t i = 0; i < cell.size(); ++i)
                cell.data()[i] = static_cast<float>(maps_[z]->data()[i]) / 255;
            onSlice(z, std::move(cell));
        }
        return true;
    }

  private:
    decltype(DerivationSources::maps) maps_;
    ModelInfo info_;
};

Stack slicesOf(const std::filesystem::path& path, int first, int depth) {
    const Stack whole = readStack(path);
    const auto& all = std::get<Volume<std::uint8_t>>(whole.voxels());
    Volume<std::uint8_t> part(all.width(), all.height(), depth);
    std::copy_n(all.slice(first).data(), part.size(), part.begin());
    return Stack(AnyVolume(std::move(part)), Spacing{4, 4, 50});
}

}  // namespace

class TestScriptedProofreading : public QObject {
    Q_OBJECT

    std::unique_ptr<OwnSettings> settings_;
    std::unique_ptr<UnseenSlices> expert_;
    std::unique_ptr<Document> document_;
    std::unique_ptr<MainWindow> window_;
    DoubtQueue* queue_ = nullptr;

    SliceView& view() { return window_->view(); }
    void key(int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&view(), static_cast<Qt::Key>(key), modifiers);
    }
    void click(Place place, Qt::MouseButton button) {
        const QPoint middle = view().rect().center();
        if (place.z != document_->slice()) wheel(&view(), middle, document_->slice() - place.z);
        QCOMPARE(document_->slice(), place.z);
        clickVoxel(view(), place, button);
    }
    int steps() const { return document_->undoStack().index(); }
    double variationOfInformation() {
        return expert_->variationOfInformation(document_->settled());
    }

    /// Mends what a doubt is right about, as a proofreader would.
    void mend(const Doubt& doubt) {
        const int before = steps();
        if (doubt.joined()) {
            key(Qt::Key_9);
            click(doubt.a, Qt::LeftButton);
            click(doubt.b, Qt::RightButton);
            key(Qt::Key_Return);
        } else {
            key(Qt::Key_G);
            click(doubt.a, Qt::LeftButton);
            click(doubt.b, Qt::LeftButton);
        }
        if (steps() == before + 1) {
            ++byHand_;
            return;
        }
        // Seeds that do not split: what the queue shows is taken.
        key(Qt::Key_Escape);
        key(Qt::Key_5);
        key(Qt::Key_Return);
        QCOMPARE(steps(), before + 1);
    }
    int byHand_ = 0;

  private Q_SLOTS:
    void init() {
        const QString data = qEnvironmentVariable("AXOLEMMA_DATA");
        if (data.isEmpty()) QSKIP("AXOLEMMA_DATA is not set: no true neurons");
        const std::filesystem::path folder = data.toStdString();
        settings_ = std::make_unique<OwnSettings>();
        expert_ =
            std::make_unique<UnseenSlices>(AXOLEMMA_TEST_DATA "/unseen_maps.tif", folder, kFirst);
        document_ = std::make_unique<Document>(
            [this](const std::filesystem::path&, const SegmenterOptions&) {
                return std::make_unique<RememberedMaps>(expert_->sources);
            });
        window_ = std::make_unique<MainWindow>(*document_);
        window_->resize(1500, 950);
        queue_ = window_->findChild<DoubtQueue*>();
        QVERIFY(queue_);
        document_->setStack(slicesOf(folder / "isbi2012/train-volume.tif", kFirst, 4));
        showActive(*window_);
        view().setFocus();
        window_->segment();
        QTRY_VERIFY_WITH_TIMEOUT(!document_->busy(), 60000);
    }
    void cleanup() {
        window_.reset();
        document_.reset();
    }

    void fortyDecisionsOfTheQueueMakeFewerErrors() {
        const double before = variationOfInformation();
        const auto proposed = document_->settled().neurons.neurons().size();
        int errors = 0;
        double half = 0;
        std::vector<Doubt> decided;
        key(Qt::Key_N);
        for (int decision = 0; decision < kDecisions; ++decision) {
            document_->settled();
            QTRY_VERIFY_WITH_TIMEOUT(!queue_->busy(), 60000);
            QVERIFY(queue_->shown());
            // The whole slice is in sight, so that every place can be clicked.
            key(Qt::Key_Home);
            const Doubt doubt = *queue_->shown();
            decided.push_back(doubt);
            expert_->sources.assertions = document_->assertions();
            const int done = steps();
            if (expert_->wrong(document_->settled(), doubt).value_or(false)) {
                ++errors;
                mend(doubt);
            } else {
                key(Qt::Key_Delete);
            }
            QVERIFY2(steps() == done + 1,
                     qPrintable(QString("%1: %2").arg(QString::fromStdString(questionOf(doubt)),
                                                      window_->statusBar()->currentMessage())));
            if (decision + 1 == kDecisions / 2) half = variationOfInformation();
        }
        const double after = variationOfInformation();
        qInfo("%d decisions, %d errors found, %d of them mended by tools; VI %.3f, %.3f, %.3f",
              kDecisions, errors, byHand_, before, half, after);
        QVERIFY(errors >= kDecisions / 5);
        QVERIFY(2 * byHand_ > errors);
        QVERIFY(half < before && after < half);
        QVERIFY(after < 0.9 * before);

        // What was decided is not asked again, not even after another segmentation.
        window_->segment();
        QTRY_VERIFY_WITH_TIMEOUT(!document_->busy(), 60000);
        const Derived& now = document_->settled();
        const auto sides = [&now](Place a, Place b) {
            return std::array{a.z, static_cast<int>(now.componentAt(a)), b.z,
                              static_cast<int>(now.componentAt(b))};
        };
        std::set<std::array<int, 4>> asked;
        for (const Doubt& doubt : doubts(now, document_->rule()))
            if (doubt.kind != DoubtKind::Faint) asked.insert(sides(doubt.a, doubt.b));
        for (const Doubt& doubt : decided)
            if (doubt.kind != DoubtKind::Faint) QVERIFY(!asked.contains(sides(doubt.a, doubt.b)));
        key(Qt::Key_Z, Qt::ControlModifier);

        // And all of it can be taken back.
        for (int decision = 0; decision < kDecisions; ++decision)
            key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(document_->assertions().empty());
        QCOMPARE(document_->settled().neurons.neurons().size(), proposed);
        QCOMPARE(variationOfInformation(), before);
    }
};

QTEST_MAIN(TestScriptedProofreading)
#include "test_scripted_proofreading.moc"
