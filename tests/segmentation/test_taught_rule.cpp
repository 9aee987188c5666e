#include <QtTest>

#include "core/error.h"
#include "core/targets.h"
#include "segmentation/taught_rule.h"

using namespace axolemma;

namespace {

constexpr int kSide = 96;
constexpr int kCell = 24;

bool isWall(int x, int y) {
    return x % kCell < 3 || y % kCell < 3;
}

/// Says of walls that they are membrane with a probability of `membrane`, of the rest that it is
/// cell.
class FaintSegmenter : public Segmenter {
  public:
    explicit FaintSegmenter(float membrane) : membrane_(membrane) {}
    const ModelInfo& model() const override { return info_; }
    std::string device() const override { return "none"; }
    std::vector<std::string> notesFor(const Stack&) const override { return {}; }
    double estimateSeconds(const Stack&, std::stop_token) override { return 0; }
    bool predict(const PredictionRequest& request, const SliceFunction& onSlice,
                 const ProgressFunction&, std::stop_token stop) override {
        for (const int z : request.slices) {
            if (stop.stop_requested()) return false;
            asked.push_back(z);
            Image<float> cell(kSide, kSide);
            for (int y = 0; y < kSide; ++y)
                for (int x = 0; x < kSide; ++x) cell(x, y) = isWall(x, y) ? 1 - membrane_ : 0.99F;
            onSlice(z, std::move(cell));
        }
        return true;
    }
    std::vector<int> asked;

  private:
    float membrane_;
    ModelInfo info_;
};

/// All of these slices was verified.
TaughtStack stackTaught(const std::vector<int>& slices, std::optional<HeldOut> heldOut = {}) {
    TaughtSlices taught;
    for (const int z : slices) {
        Image<std::uint8_t> target(kSide, kSide);
        for (int y = 0; y < kSide; ++y)
            for (int x = 0; x < kSide; ++x)
                target(x, y) = isWall(x, y) ? kTargetMembrane : kTargetCell;
        taught.emplace(z, std::move(target));
    }
    const int depth = slices.empty() ? 1 : slices.back() + 1;
    return {std::make_shared<const Stack>(AnyVolume(Volume<std::uint8_t>(kSide, kSide, depth, 100)),
                                          Spacing{4, 4, 50}),
            std::make_shared<const TaughtSlices>(std::move(taught)), heldOut};
}

RetrainingSettings plain(float threshold = 0.5F) {
    RetrainingSettings settings;
    settings.rule = {.threshold = 1 - threshold, .smallest = 20};
    settings.threads = 1;
    return settings;
}

float thresholdFor(float membrane, const std::vector<TaughtStack>& stacks,
                   const RetrainingSettings& settings = plain()) {
    FaintSegmenter segmenter(membrane);
    return ruleWhereTaught(segmenter, stacks, settings).boundaryFrom();
}

}  // namespace

/// The threshold of a network that has just learnt.
class TestTaughtRule : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void ruleThatIsGoodEnoughStays() {
        QCOMPARE(thresholdFor(0.9F, {stackTaught({0})}), 0.5F);
        QCOMPARE(thresholdFor(0.9F, {stackTaught({0})}, plain(0.55F)), 0.55F);
    }

    void boldNetworkGetsAThresholdThatFindsItsMembranes() {
        // At 0.5 all cells are one; the first threshold that tells them apart is taken.
        QCOMPARE(thresholdFor(0.32F, {stackTaught({0})}), 0.3F);
        QCOMPARE(thresholdFor(0.12F, {stackTaught({0})}), 0.1F);
    }

    void nothingButTheThresholdChanges() {
        RetrainingSettings settings = plain();
        settings.rule.refinement = {.weight = 0.05F, .depth = 0.1F, .joinBelow = 0.2F};
        FaintSegmenter segmenter(0.22F);
        PartitionRule rule = ruleWhereTaught(segmenter, {stackTaught({0})}, settings);
        QVERIFY(rule.boundaryFrom() < 0.3F);
        rule.threshold = settings.rule.threshold;
        QVERIFY(rule == settings.rule);
    }

    void heldOutSlicesHaveNoSay() {
        FaintSegmenter segmenter(0.32F);
        const HeldOut block{.first = 2, .last = 2};
        (void)ruleWhereTaught(segmenter, {stackTaught({0, 2, 4}, block)}, plain());
        QCOMPARE(segmenter.asked, std::vector<int>({0, 4}));
    }

    void withoutATrainedCellTheRuleStays() {
        const HeldOut all{.first = 0, .last = 0};
        QCOMPARE(thresholdFor(0.2F, {stackTaught({0}, all)}), 0.5F);
    }

    void manySlicesAreSampled() {
        std::vector<int> slices(40);
        for (int z = 0; z < 40; ++z) slices[static_cast<std::size_t>(z)] = z;
        FaintSegmenter segmenter(0.9F);
        (void)ruleWhereTaught(segmenter, {stackTaught(slices)}, plain());
        QVERIFY(segmenter.asked.size() <= 12);
        QVERIFY(segmenter.asked.back() > 30);
    }

    void askedToStopItStops() {
        std::stop_source stop;
        stop.request_stop();
        FaintSegmenter segmenter(0.9F);
        QVERIFY_EXCEPTION_THROWN(
            (void)ruleWhereTaught(segmenter, {stackTaught({0})}, plain(), {}, stop.get_token()),
            Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestTaughtRule)
#include "test_taught_rule.moc"
