#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/error.h"
#include "segmentation/foreign_blocks.h"
#include "segmentation/foreign_process.h"
#include "segmentation/foreign_segmenter.h"
#include "segmentation/model_store.h"

using namespace axolemma;
using namespace axolemma::detail;

/// Operations, blocks and the process of models of others, without LibTorch; the rest is in
/// tests/app/test_foreign_models.cpp.
class TestForeign : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void operationsDoWhatTheirNamesSay();
    void measuringOverPlanesKeepsSlicesApart();
    void fittingToAStackIsApplyingToAllOfIt();
    void numbersThatDoNotFitTheChannelsAreRefused();
    void blocksCoverAnAxisOnce_data();
    void blocksCoverAnAxisOnce();
    void modelFileComesBackAsItWasWritten();
    void processThatAnswersRubbishIsStopped_data();
    void processThatAnswersRubbishIsStopped();
    void processThatNeverAnswersIsStoppedInTime();
    void processIsStoppedWhenAsked();

  private:
    static Tensor ramp(const std::string& axes, std::vector<std::int64_t> shape) {
        Tensor tensor{axes, std::move(shape), {}};
        for (std::int64_t i = 0; i < tensor.size(); ++i)
            tensor.values.push_back(static_cast<float>(i));
        return tensor;
    }
    QString script(const QByteArray& body) {
        const QString path = folder_.filePath("program");
        QFile::remove(path);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly)) qFatal("no script");
        file.write("#!/bin/sh\n" + body + "\n");
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        setForeignProgram(path.toStdString());
        return path;
    }
    QTemporaryDir folder_;
};

void TestForeign::operationsDoWhatTheirNamesSay() {
    using Kind = Operation::Kind;
    const auto after = [](const Operation& operation, std::vector<float> values) {
        Tensor tensor{"cx", {1, static_cast<std::int64_t>(values.size())}, std::move(values)};
        const Tensor input{"cx", {1, 2}, {10, 14}};
        applyOperations({operation}, tensor, &input);
        return tensor.values;
    };
    const auto near = [](const std::vector<float>& a, const std::vector<float>& b) {
        bool same = a.size() == b.size();
        for (std::size_t i = 0; same && i < a.size(); ++i) same = std::abs(a[i] - b[i]) < 1e-4F;
        return same;
    };
    QVERIFY(near(after({.kind = Kind::Binarize, .first = {1}}, {0, 1, 2}), {0, 0, 1}));
    QVERIFY(
        near(after({.kind = Kind::Clip, .first = {1}, .second = {2}}, {0, 1.5F, 9}), {1, 1.5F, 2}));
    QVERIFY(
        near(after({.kind = Kind::ScaleLinear, .first = {2}, .second = {-1}}, {0, 3}), {-1, 5}));
    QVERIFY(near(after({.kind = Kind::Sigmoid}, {0, 100}), {0.5F, 1}));
    QVERIFY(near(after({.kind = Kind::ZeroMeanUnitVariance}, {1, 3}), {-1, 1}));
    QVERIFY(
        near(after({.kind = Kind::FixedZeroMeanUnitVariance, .first = {2}, .second = {4}}, {2, 10}),
             {0, 2}));
    QVERIFY(near(after({.kind = Kind::ScaleRange, .first = {25}, .second = {75}}, {0, 1, 2, 3, 4}),
                 {-0.5F, 0, 0.5F, 1, 1.5F}));
    QVERIFY(near(after({.kind = Kind::ScaleMeanVariance}, {0, 1}), {10, 14}));
    QVERIFY(
        near(after({.kind = Kind::EnsureDtype, .dtype = "uint8"}, {-3, 7.9F, 300}), {0, 7, 255}));
    Tensor two{"cx", {2, 2}, {0, 5, 0, 5}};
    applyOperations({{.kind = Kind::Softmax}}, two);
    QVERIFY(near(two.values, {0.5F, 0.5F, 0.5F, 0.5F}));
    for (const char* name : {"binarize", "scale_mean_variance", "ensure_dtype"})
        QCOMPARE(nameOf(operationFrom(name)), name);
    QVERIFY_EXCEPTION_THROWN((void)operationFrom("stardist"), std::invalid_argument);
}

void TestForeign::measuringOverPlanesKeepsSlicesApart() {
    Tensor volume = ramp("czyx", {1, 2, 2, 2});
    applyOperations({{.kind = Operation::Kind::ZeroMeanUnitVariance, .axes = "yx"}}, volume);
    for (int i = 0; i < 4; ++i) QVERIFY(std::abs(volume.values[i] - volume.values[i + 4]) < 1e-5F);
    Tensor whole = ramp("czyx", {1, 2, 2, 2});
    applyOperations({{.kind = Operation::Kind::ZeroMeanUnitVariance}}, whole);
    QVERIFY(whole.values[4] - whole.values[0] > 1);
}

void TestForeign::fittingToAStackIsApplyingToAllOfIt() {
    const std::vector<Operation> operations{
        {.kind = Operation::Kind::ScaleRange, .first = {1}, .second = {99}},
        {.kind = Operation::Kind::Clip, .first = {0}, .second = {1}},
        {.kind = Operation::Kind::ZeroMeanUnitVariance}};
    Tensor tensor = ramp("yx", {10, 20});
    const FittedOperations fitted(operations, tensor.values, 1);
    const std::vector<float> before = tensor.values;
    applyOperations(operations, tensor);
    for (std::size_t i = 0; i < before.size(); ++i)
        QVERIFY(std::abs(fitted(before[i], 0) - tensor.values[i]) < 1e-5F);
}

void TestForeign::numbersThatDoNotFitTheChannelsAreRefused() {
    Tensor tensor = ramp("cx", {2, 2});
    const Operation three{.kind = Operation::Kind::ScaleLinear, .first = {1, 2, 3}, .second = {0}};
    QVERIFY_EXCEPTION_THROWN(applyOperations({three}, tensor), std::invalid_argument);
    const Operation two{.kind = Operation::Kind::ScaleLinear, .first = {1, 10}, .second = {0}};
    applyOperations({two}, tensor);
    QVERIFY((tensor.values == std::vector<float>{0, 1, 20, 30}));
}

void TestForeign::blocksCoverAnAxisOnce_data() {
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("smallest");
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("halo");
    QTest::addColumn<int>("lost");
    for (const int n : {1, 17, 64, 100, 1000})
        for (const int halo : {0, 5, 40})
            for (const int lost : {0, 4}) {
                QTest::addRow("%d free, halo %d, lost %d", n, halo, lost)
                    << n << 64 << 16 << halo << lost;
                QTest::addRow("%d fixed, halo %d, lost %d", n, halo, lost)
                    << n << 128 << 0 << halo << lost;
            }
}
void TestForeign::blocksCoverAnAxisOnce() {
    QFETCH(int, n);
    QFETCH(int, smallest);
    QFETCH(int, step);
    QFETCH(int, halo);
    QFETCH(int, lost);
    const Blocks blocks =
        blocksAlong(n, {.smallest = smallest, .step = step, .halo = halo, .lost = lost}, 200);
    QVERIFY(blocks.length >= smallest);
    QVERIFY(step == 0 ? blocks.length == smallest : (blocks.length - smallest) % step == 0);
    int covered = 0;
    for (const Blocks::Part& part : blocks.parts) {
        QCOMPARE(part.first, covered);
        covered = part.last;
        const int seen = blocks.length - 2 * lost;
        QVERIFY(part.last <= part.start + seen);
        // What counts lies a halo from the block's ends, but where the stack ends.
        QVERIFY(part.start == 0 || part.first - part.start >= halo);
        QVERIFY(part.last == n || part.start + seen - part.last >= halo);
    }
    QCOMPARE(covered, n);
}

void TestForeign::modelFileComesBackAsItWasWritten() {
    ForeignModel model;
    model.info.name = "other";
    model.info.foreign = "TorchScript of others";
    model.use.before = {{.kind = Operation::Kind::ScaleRange, .first = {1}, .second = {99.8}}};
    model.use.after = {{.kind = Operation::Kind::Sigmoid}};
    model.use.membrane = true;
    model.use.x = {.smallest = 3, .step = 5, .halo = 7, .lost = 9};
    model.limits = {.seconds = 12, .memory = 1234};
    model.program = std::string("PK\0 and so on", 13);
    const std::filesystem::path path = folder_.filePath("other.axoforeign").toStdString();
    writeForeignModel(path, model);
    QVERIFY(isForeignModel(path));
    const ForeignModel read = readForeignModel(path);
    QVERIFY(read.use == model.use);
    QCOMPARE(read.program, model.program);
    QCOMPARE(read.limits.memory, model.limits.memory);
    QCOMPARE(readModelInfo(path).foreign, model.info.foreign);
    QVERIFY_EXCEPTION_THROWN((void)readModelFile(path), Error);
    QVERIFY_EXCEPTION_THROWN((void)openForeignModel(path), Error);
}

void TestForeign::processThatAnswersRubbishIsStopped_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("reason");
    QTest::newRow("text") << QByteArray("yes rubbish | head -c 100000 >&3; sleep 60") << "rubbish";
    QTest::newRow("nothing") << QByteArray("exit 3") << "code 3";
    QTest::newRow("a crash") << QByteArray("kill -SEGV $$") << "crashed (signal 11";
    QTest::newRow("a shape without end")
        << QByteArray(
               "{ printf 'FOREIGN1'; printf '\\377%.0s' 1 2 3 4 5 6 7 8; "
               "printf '\\0\\0\\0\\0\\7\\0\\0\\0'; printf '\\1\\2%.0s' $(seq 32); } >&3; "
               "sleep 60")
        << "";
}
void TestForeign::processThatAnswersRubbishIsStopped() {
    QFETCH(QByteArray, body);
    QFETCH(QString, reason);
    script(body);
    try {
        const ForeignProcess process("other", "program", {.seconds = 30}, 1, {});
        QFAIL("it was believed");
    } catch (const Error& e) {
        QVERIFY2(QString(e.what()).contains(reason), e.what());
        QVERIFY2(QString(e.what()).startsWith("other: the model was stopped"), e.what());
    }
}

void TestForeign::processThatNeverAnswersIsStoppedInTime() {
    script("sleep 60");
    QElapsedTimer timer;
    timer.start();
    QVERIFY_EXCEPTION_THROWN(ForeignProcess("other", "program", {.seconds = 0.5}, 1, {}), Error);
    QVERIFY(timer.elapsed() < 5000);
}

void TestForeign::processIsStoppedWhenAsked() {
    script("sleep 60");
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_EXCEPTION_THROWN(
        ForeignProcess("other", std::string(1 << 24, 'x'), {.seconds = 60}, 1, stop.get_token()),
        Cancelled);
}

QTEST_GUILESS_MAIN(TestForeign)
#include "test_foreign.moc"
