#include "segmentation/distillation.h"

#include <torch/torch.h>

#include <cmath>

#include "segmentation/network_segmenter.h"
#include "segmentation/threads.h"
#include "training_requests.h"

using namespace axolemma;
using axolemma::test::identical;
using axolemma::test::picture;
using axolemma::test::shared;
using axolemma::test::StopAfter;
using axolemma::test::Trainings;

namespace {

/// What a teacher who is never quite sure says: 0.9 in cells, 0.2 on membranes.
TargetVolume unsure(const TargetVolume& truth) {
    TargetVolume says = truth.clone();
    for (std::uint8_t& code : says) code = targetOf(code == kTargetCell ? 0.9F : 0.2F);
    return says;
}

}  // namespace

/// Students that learn what a teacher says.
class TestDistillation : public QObject, Trainings {
    Q_OBJECT

    /// Mean cross entropy of a model's maps against an opinion, over the slices from `first`.
    static double crossEntropyOf(const TrainingRequest& r, const TargetVolume& opinion,
                                 int first = 0) {
        const auto segmenter =
            axolemma::detail::openOnProcessor(r.output, {.device = "cpu", .threads = 1});
        double sum = 0;
        std::size_t count = 0;
        std::vector<int> slices;
        for (int z = first; z < opinion.depth(); ++z) slices.push_back(z);
        (void)segmenter->predict({r.images, slices},
                                 [&](int z, const Image<float>& map) {
                                     const std::uint8_t* says = opinion.slice(z).data();
                                     for (std::size_t i = 0; i < map.size(); ++i, ++count) {
                                         const double p = std::clamp(
                                             static_cast<double>(map.data()[i]), 1e-6, 1 - 1e-6);
                                         const double t = says[i] / 255.0;
                                         sum -= t * std::log(p) + (1 - t) * std::log(1 - p);
                                     }
                                 },
                                 {}, {});
        return sum / static_cast<double>(count);
    }
    static std::shared_ptr<const TargetVolume> nothingKnown(const TrainingRequest& r) {
        return shared(
            TargetVolume(r.images->width(), r.images->height(), r.images->depth(), kTargetUnknown));
    }

  private Q_SLOTS:
    void initTestCase() {
        axolemma::detail::setThreads(1);
        at::set_num_threads(1);
    }

    void labelsAndOpinionAreMixedByTheirShares() {
        TargetVolume labels(4, 1, 1);
        const std::uint8_t codes[] = {kTargetMembrane, kTargetCell, kTargetUnknown, 51};
        std::copy_n(codes, 4, labels.data());
        TargetVolume says(4, 1, 1, 204);
        const auto targets = shared(labels.clone());
        const auto opinion = shared(says.clone());
        const auto learnt = learntTargets(targets, Opinion{opinion, 0.25, "t"});
        QCOMPARE(int((*learnt).data()[0]), 51);   // 0.25 x 204
        QCOMPARE(int((*learnt).data()[1]), 242);  // 0.25 x 204 + 0.75 x 255
        QCOMPARE(int((*learnt).data()[2]), 204);  // the teacher alone
        QCOMPARE(int((*learnt).data()[3]), 89);   // 0.25 x 204 + 0.75 x 51
        QVERIFY(learntTargets(targets, {}) == targets);
        // The code for unknown is never made of two that are known.
        std::fill(says.begin(), says.end(), std::uint8_t{1});
        const auto half = learntTargets(targets, Opinion{shared(says.clone()), 0.5, "t"});
        QCOMPARE(int((*half).data()[1]), 127);
    }

    void opinionsThatDoNotFitAreRefused() {
        TrainingRequest r = request(2);
        r.opinion = Opinion{shared(TargetVolume(8, 8, 3, 0)), 0.5, "t"};
        QVERIFY2(refusalOf(r).contains("differ in size"), qPrintable(refusalOf(r)));
        r.opinion = Opinion{shared(unsure(*r.targets)), 1.5, "t"};
        QVERIFY2(refusalOf(r).contains("Give 0 to 1"), qPrintable(refusalOf(r)));
    }

    void aStudentApproachesItsTeacherWithoutLabels() {
        TrainingRequest r = request(1);
        const TargetVolume opinion = unsure(*r.targets);
        r.targets = nothingKnown(r);
        r.opinion = Opinion{shared(opinion.clone()), 1, "t"};
        (void)trained(r);
        const double before = crossEntropyOf(r, opinion);
        r.steps = 80;
        (void)trained(r);
        const double after = crossEntropyOf(r, opinion);
        // As unsure as the teacher, not more sure: its own entropy is the least there can be.
        double least = 0;
        for (const std::uint8_t code : opinion) {
            const double t = code / 255.0;
            least -=
                (t * std::log(t) + (1 - t) * std::log(1 - t)) / static_cast<double>(opinion.size());
        }
        qInfo("cross entropy %.3f, %.3f after 80 steps; of the teacher itself %.3f", before, after,
              least);
        QVERIFY(after - least < 0.3 * (before - least));
    }

    void theLossIsThatOfTheMixedTargets() {
        TrainingRequest r = request(5);
        const TargetVolume truth = r.targets->clone();
        const auto opinion = shared(unsure(truth));
        const ModelFile alone = trained(r);
        r.opinion = Opinion{opinion, 0, "t"};
        QVERIFY(identical(alone, trained(r)));
        r.opinion = Opinion{opinion, 1, "t"};
        const ModelFile taught = trained(r);
        QVERIFY(!identical(alone, taught));
        r.opinion.reset();
        r.targets = opinion;
        QVERIFY(identical(taught, trained(r)));
    }

    void whatIsHeldOutIsScoredByItsLabelsAndNotLearnt() {
        TrainingRequest r = request(6);
        r.validation = {2, 2};
        r.keepBest = false;
        TargetVolume opinion = unsure(*r.targets);
        r.opinion = Opinion{shared(opinion.clone()), 0.5, "t"};
        const ModelFile clean = trained(r);
        std::fill_n(opinion.slice(2).data(), opinion.sliceSize(), std::uint8_t{3});
        r.opinion = Opinion{shared(std::move(opinion)), 0.5, "t"};
        const ModelFile other = trained(r);
        QVERIFY(identical(clean, other));
        QCOMPARE(other.info.validation.vRandMap, clean.info.validation.vRandMap);
        QCOMPARE(other.info.validation.slices, std::string("2-2"));
    }

    void mixedStacksHaveOpinionsOfTheirOwn() {
        TrainingRequest r = request(6);
        TargetVolume others = cells(64, 64, 2);
        const auto images = picture(others);
        r.mixed.push_back({images, shared(others.clone()), {}, 0.5});
        const ModelFile alone = trained(r);
        r.mixed.front().opinion = Opinion{shared(unsure(others)), 0.5, "t"};
        QVERIFY(!identical(alone, trained(r)));
    }

    void theTeacherBelongsToTheCheckpoint() {
        TrainingRequest r = request(8);
        const TargetVolume opinion = unsure(*r.targets);
        r.opinion = Opinion{shared(opinion.clone()), 0.5, "one (123)"};
        const ModelFile whole = trained(r);
        r.output = folder_.filePath("student.axomodel").toStdString();
        r.resume = true;
        StopAfter stop(0);
        QVERIFY(axolemma::detail::train(r, stop.listener(), stop.token()).stopped);
        TrainingRequest other = r;
        other.opinion->teacher = "another (456)";
        QVERIFY2(refusalOf(other).contains("another training"), qPrintable(refusalOf(other)));
        other = r;
        other.opinion->share = 0.25;
        QVERIFY(refusalOf(other).contains("another training"));
        QVERIFY(identical(whole, trained(r)));
    }
};

QTEST_APPLESS_MAIN(TestDistillation)
#include "test_distillation.moc"
