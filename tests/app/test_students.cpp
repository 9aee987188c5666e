#include <QJsonObject>

#include "segmentation/model_file.h"
#include "tests/app/taught_folder.h"

namespace axolemma {

/// `train` from other networks: widened ones, and students of teachers.
class TestStudents : public QObject, TaughtFolder {
    Q_OBJECT

    static constexpr const char* kQuick = " --steps 2 --batch 1 --crop 64 --threads 1 ";

    Outcome train(const QString& arguments) const { return call("train " + arguments + kQuick); }

  private Q_SLOTS:
    void initTestCase() { makeStackAndNetwork(); }

    void aNetworkIsMadeWiderThanTheOneItBeganWith() {
        COMPARE_CODE(train("--images stack.tif --labels truth.tif --from young.axomodel --width 12 "
                           "-o wide.axomodel"),
                     0);
        const ModelInfo wide = readModelInfo(path("wide.axomodel"));
        QCOMPARE(wide.architecture.width, 12);
        QCOMPARE(wide.provenance.at("widened"), std::string("from width 8"));
        COMPARE_CODE(train("--images stack.tif --labels truth.tif --from young.axomodel -o "
                           "same.axomodel"),
                     0);
        QCOMPARE(readModelInfo(path("same.axomodel")).architecture.width, 8);
        QVERIFY(!readModelInfo(path("same.axomodel")).provenance.contains("widened"));
    }

    void aNarrowerNetworkIsRefusedWithAnotherWayToIt() {
        const Outcome outcome = train(
            "--images stack.tif --labels truth.tif --from young.axomodel --width 6 -o x.axomodel");
        COMPARE_CODE(outcome, 1);
        QVERIFY2(outcome.err.contains("young.axomodel") && outcome.err.contains("--teacher"),
                 outcome.err.constData());
        COMPARE_CODE(train("--images stack.tif --labels truth.tif --from young.axomodel --width 12 "
                           "--no-decoder -o x.axomodel"),
                     2);
        QVERIFY(!fs::exists(path("x.axomodel")));
    }

    void aStudentNamesItsTeacherAndNeedsNoLabels() {
        const Outcome outcome = train(
            "--images stack.tif --teacher young.axomodel --width 4 -o student.axomodel --progress "
            "json");
        COMPARE_CODE(outcome, 0);
        QVERIFY2(outcome.err.contains("asking young"), outcome.err.constData());
        const ModelInfo student = readModelInfo(path("student.axomodel"));
        QCOMPARE(student.architecture.width, 4);
        QCOMPARE(student.provenance.at("teacher"), std::string("young"));
        QCOMPARE(student.provenance.at("teacher_sha256").size(), std::size_t{64});
        QVERIFY(!student.provenance.contains("labels"));
        COMPARE_CODE(train("--images stack.tif --labels truth.tif --teacher young.axomodel "
                           "--teacher-share 0.8 --validation 5-6 --width 4 -o both.axomodel"),
                     0);
        const ModelInfo both = readModelInfo(path("both.axomodel"));
        QCOMPARE(both.provenance.at("teacher_share"), std::string("0.8"));
        QCOMPARE(both.validation.slices, std::string("5-6"));
    }

    void whatAStudentCannotLearnIsSaid() {
        const Outcome nothing = train("--images stack.tif -o x.axomodel");
        COMPARE_CODE(nothing, 1);
        QVERIFY2(nothing.err.contains("--labels") && nothing.err.contains("--teacher"),
                 nothing.err.constData());
        const Outcome unscored =
            train("--images stack.tif --teacher young.axomodel --validation 5-6 -o x.axomodel");
        COMPARE_CODE(unscored, 1);
        QVERIFY2(unscored.err.contains("--validation"), unscored.err.constData());
        const Outcome unknown = train("--images stack.tif --teacher nobody -o x.axomodel");
        COMPARE_CODE(unknown, 1);
        QVERIFY2(unknown.err.contains("nobody"), unknown.err.constData());
        COMPARE_CODE(
            train("--images stack.tif --labels truth.tif --teacher-share 0.5 -o x.axomodel"), 2);
        QVERIFY(!fs::exists(path("x.axomodel")));
    }

    void masksAreLearntByEnsemblesAndStudentsToo() {
        makeProject("cells.axo", {truthOf(0), truthOf(3)});
        COMPARE_CODE(call("export cells.axo --training masks"), 0);
        COMPARE_CODE(train("--data masks --members 2 --width 4 --teacher young.axomodel -o "
                           "two.axomodel"),
                     0);
        const ModelInfo two = readModelInfo(path("two.axomodel"));
        QCOMPARE(networksIn(two), 2);
        QCOMPARE(two.provenance.at("teacher"), std::string("young"));
    }
};

}  // namespace axolemma

using axolemma::TestStudents;
QTEST_GUILESS_MAIN(TestStudents)
#include "test_students.moc"
