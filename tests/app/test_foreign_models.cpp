#include <QDir>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/io/stack_reader.h"
#include "tests/app/program.h"

namespace axolemma {

/// Models of others: packages of the BioImage Model Zoo and TorchScript, good and hostile, made by
/// make_foreign.py; and our own as packages, run by Python and taken back.
class TestForeignModels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void packageOfEitherSpecIsImportedTestedAndUsed_data();
    void packageOfEitherSpecIsImportedTestedAndUsed();
    void volumesGoThroughIn3dAsInOneSlice();
    void plainTorchScriptIsImportedWithWhatTheUserSays();
    void whatOnlyAPersonKnowsIsAsked();
    void nothingRunsWithoutAgreement();
    void badPackagesAreRefusedWithTheReason_data();
    void badPackagesAreRefusedWithTheReason();
    void hostileModelsAreStopped_data();
    void hostileModelsAreStopped();
    void whatAModelWritesOrPrintsGoesNowhere();
    void loopingModelIsStoppedByCtrlC();
    void loopingModelEndsWithTheProgram();
    void modelsOfOthersAreOnlyRun();
    void exportedPackageGivesTheSameInPython();
    void exportedPackageComesBackWithTheSameProbabilities();
    void exportAsksForWhatTheZooInsistsOn();

  private:
    Outcome import(const QString& arguments) const {
        return run(("models import " + arguments).split(' '), folder_.path());
    }
    Volume<float> mapOf(const QString& model, const QString& stack = "stack.tif") const {
        const Outcome outcome = run({"segment", stack, "--probabilities", "cell.tif", "--model",
                                     model, "--threads", "1", "--quiet", "--precision", "fp32"},
                                    folder_.path());
        if (outcome.code != 0) qFatal("%s: %s", qPrintable(model), outcome.err.constData());
        const std::filesystem::path path = folder_.filePath("cell.tif").toStdString();
        return std::move(std::get<Volume<float>>(readStack(path).voxels()));
    }
    bool wrote() const { return QFile::exists(folder_.filePath("written")); }
    QByteArray python(const QString& code) const {
        QProcess process;
        process.setWorkingDirectory(folder_.path());
        process.start("/usr/bin/python3", {"-c", code});
        process.waitForFinished(120'000);
        return process.readAllStandardOutput() + process.readAllStandardError();
    }

    QTemporaryDir folder_;
};

void TestForeignModels::initTestCase() {
    QProcess process;
    process.start("/usr/bin/python3", {"-c", "import torch"});
    if (!process.waitForFinished(120'000) || process.exitCode() != 0)
        QSKIP("Models of others are made with Debian's python3-torch, which is not installed.");
    process.start("/usr/bin/python3", {AXOLEMMA_MAKE_FOREIGN, folder_.path()});
    QVERIFY(process.waitForFinished(300'000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    COMPARE_CODE(run({"sample", "stack.tif", "--truth", "truth.tif", "--size", "96", "80", "3"},
                     folder_.path()),
                 0);
}

void TestForeignModels::cleanup() {
    // Each function begins without models.
    QDir(folder_.filePath("axolemma")).removeRecursively();
    QVERIFY(!wrote());
}

void TestForeignModels::packageOfEitherSpecIsImportedTestedAndUsed_data() {
    QTest::addColumn<QString>("arguments");
    QTest::newRow("spec 0.5") << "good05.zip";
    QTest::newRow("spec 0.4") << "good04.zip --is cell --pixel-size 4";
    QTest::newRow("spec 0.5, 3-D") << "good3d.zip --channel 1";
    QTest::newRow("two channels") << "channels.zip --channel 1";
}
void TestForeignModels::packageOfEitherSpecIsImportedTestedAndUsed() {
    QFETCH(QString, arguments);
    const Outcome imported = import(arguments + " --trust --name other --progress json");
    COMPARE_CODE(imported, 0);
    const QJsonObject said = jsonLines(imported.err).last();
    QVERIFY(said["tested"].toBool());
    QVERIFY2(said["largest_difference"].toDouble() < 1e-5, imported.err.constData());
    QVERIFY(run({"models"}, folder_.path()).out.contains("TorchScript of others"));
    const Volume<float> map = mapOf("other");
    const auto [lowest, highest] = std::minmax_element(map.begin(), map.end());
    QVERIFY(*lowest >= 0 && *highest <= 1 && *highest - *lowest > 0.1F);
}

void TestForeignModels::volumesGoThroughIn3dAsInOneSlice() {
    // Channel 0 is membrane, channel 1 cell, and softmax makes them add up to 1.
    COMPARE_CODE(import("good3d.zip --trust --channel 1 --name cell"), 0);
    COMPARE_CODE(import("good3d.zip --trust --channel 0 --name membrane"), 0);
    const Volume<float> cell = mapOf("cell");
    const Volume<float> membrane = mapOf("membrane");
    QCOMPARE(cell.depth(), 3);
    for (std::size_t i = 0; i < cell.size(); ++i)
        QVERIFY(std::abs(cell.data()[i] - membrane.data()[i]) < 1e-5F);
}

void TestForeignModels::plainTorchScriptIsImportedWithWhatTheUserSays() {
    COMPARE_CODE(import("plain.pt --trust --is cell --pixel-size 4 --normalise mean-std "
                        "--then sigmoid"),
                 0);
    COMPARE_CODE(import("good05.zip --trust --name package"), 0);
    const Volume<float> plain = mapOf("plain");
    const Volume<float> package = mapOf("package");
    // The same network, with other steps: where it saw beyond the slice it may differ.
    for (int y = 8; y < 72; ++y)
        for (int x = 8; x < 88; ++x) QVERIFY(std::abs(plain(x, y, 1) - package(x, y, 1)) < 1e-5F);
}

void TestForeignModels::whatOnlyAPersonKnowsIsAsked() {
    const auto asked = [&](const QString& arguments, const char* about) {
        const Outcome outcome = import(arguments + " --trust");
        return outcome.code == 1 && outcome.err.contains(about);
    };
    QVERIFY(asked("channels.zip", "--channel N"));
    QVERIFY(asked("channels.zip", "background, membrane"));
    QVERIFY(asked("channels.zip --channel 0", "--is membrane"));
    QVERIFY(asked("channels.zip --channel 2", "no channel 2"));
    QVERIFY(asked("good04.zip --is cell", "--pixel-size"));
    QVERIFY(asked("plain.pt --pixel-size 4", "--is membrane"));
}

void TestForeignModels::nothingRunsWithoutAgreement() {
    for (const char* arguments : {"good05.zip", "loads.pt --is cell --pixel-size 4"}) {
        const Outcome refused = import(arguments);
        COMPARE_CODE(refused, 1);
        QVERIFY2(refused.err.contains("--trust"), refused.err.constData());
    }
    // Agreement is given here and is no part of a file that is passed on.
    COMPARE_CODE(import("good05.zip --trust --name other"), 0);
    COMPARE_CODE(run({"models", "export", "other", "-o", "away.axoforeign"}, folder_.path()), 0);
    const Outcome away =
        run({"segment", "stack.tif", "-o", "l.tif", "--model", "away.axoforeign"}, folder_.path());
    COMPARE_CODE(away, 1);
    QVERIFY2(away.err.contains("agreed"), away.err.constData());
    QFile::remove(folder_.filePath("away.axoforeign"));
}

void TestForeignModels::badPackagesAreRefusedWithTheReason_data() {
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* file, const char* reason) {
        QTest::newRow(file) << QString(reason);
    };
    row("wrong_hash.zip", "SHA-256 of weights.pt");
    row("outside.zip", "../evil.txt would lie outside");
    row("absolute.zip", "/tmp/evil.txt would lie outside");
    row("bomb.zip", "zip bomb");
    row("no_weights.zip", "no TorchScript weights (but onnx)");
    row("no_inputs.zip", "the field inputs is missing");
    row("url.zip", "not in the package but at https");
    row("old_spec.zip", "spec 0.3.6 is not 0.4 or 0.5");
    row("no_model.zip", "a dataset, not a model");
    row("operation.zip", "stardist is unknown");
    row("photos.zip", "no rdf.yaml");
    row("not_a_zip.zip", "not a package");
    row("shrinks.zip", "does not map pixels to pixels");
    row("grows.zip", "map pixels to pixels");
}
void TestForeignModels::badPackagesAreRefusedWithTheReason() {
    QFETCH(QString, reason);
    const Outcome refused = import(QString(QTest::currentDataTag()) + " --trust --name bad");
    COMPARE_CODE(refused, 1);
    QVERIFY2(refused.err.contains(reason.toUtf8()), refused.err.constData());
    QVERIFY(!run({"models"}, folder_.path()).out.contains("bad"));
}

void TestForeignModels::hostileModelsAreStopped_data() {
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("reason");
    const QString plain = " --is cell --pixel-size 4";
    QTest::newRow("loops") << "loops.zip --time-limit 8"
                           << "longer than 8 s";
    QTest::newRow("allocates") << "allocates.zip --memory-limit 0.5"
                               << "memory";
    QTest::newRow("crashes") << "crashes.zip"
                             << "crashed";
    QTest::newRow("raises") << "raises.zip"
                            << "more";
}
void TestForeignModels::hostileModelsAreStopped() {
    QFETCH(QString, arguments);
    QFETCH(QString, reason);
    const Outcome stopped = import(arguments + " --trust --name bad");
    COMPARE_CODE(stopped, 1);
    QVERIFY2(stopped.err.contains(reason.toUtf8()), stopped.err.constData());
    // What a stranger says must not reach the terminal as it is.
    QVERIFY(!stopped.err.contains('\x1b'));
    QVERIFY(!run({"models"}, folder_.path()).out.contains("bad"));
}

void TestForeignModels::whatAModelWritesOrPrintsGoesNowhere() {
    // TorchScript does not hear that it could not write, so it goes on.
    const QString plain = " --is cell --pixel-size 4";
    for (const QString& file : {QString("writes.zip"), "loads.pt" + plain, "prints.pt" + plain}) {
        const Outcome imported = import(file + " --trust");
        COMPARE_CODE(imported, 0);
        QVERIFY(!wrote());
        QVERIFY(!imported.out.contains("rubbish") && !imported.err.contains("rubbish"));
        if (file != "writes.zip") continue;
        QVERIFY2(imported.err.contains("not what its authors had"), imported.err.constData());
    }
}

void TestForeignModels::loopingModelIsStoppedByCtrlC() {
    QProcess process;
    prepare(process, folder_.path());
    process.setArguments({"models", "import", "loops.pt", "--trust", "--is", "cell", "--pixel-size",
                          "4", "--time-limit", "600"});
    process.start();
    QVERIFY(process.waitForStarted());
    QTest::qWait(6000);
    QCOMPARE(process.state(), QProcess::Running);
    QElapsedTimer timer;
    timer.start();
    process.terminate();
    const Outcome outcome = outcomeOf(process);
    COMPARE_CODE(outcome, 130);
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
}

void TestForeignModels::loopingModelEndsWithTheProgram() {
    QProcess process;
    prepare(process, folder_.path());
    process.setArguments({"models", "import", "loops.pt", "--trust", "--is", "cell", "--pixel-size",
                          "4", "--time-limit", "600"});
    process.start();
    QVERIFY(process.waitForStarted());
    const QString pid = QString::number(process.processId());
    QByteArray child;
    const auto started = [&] {
        QFile children("/proc/" + pid + "/task/" + pid + "/children");
        if (children.open(QIODevice::ReadOnly)) child = children.readAll().trimmed();
        return !child.isEmpty();
    };
    QTRY_VERIFY_WITH_TIMEOUT(started(), 10'000);
    // Until it loops, shut off.
    const auto shutOff = [&] {
        QFile status("/proc/" + QString(child) + "/status");
        return status.open(QIODevice::ReadOnly) && status.readAll().contains("Seccomp:\t2");
    };
    QTRY_VERIFY_WITH_TIMEOUT(shutOff(), 30'000);
    QTest::qWait(1000);
    process.kill();
    QVERIFY(process.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists("/proc/" + QString(child)), 5000);
}

void TestForeignModels::modelsOfOthersAreOnlyRun() {
    COMPARE_CODE(import("good05.zip --trust --name other"), 0);
    const Outcome averaged =
        run({"models", "average", "other", "default", "-o", "x.axomodel"}, folder_.path());
    COMPARE_CODE(averaged, 1);
    QVERIFY2(averaged.err.contains("can only be run"), averaged.err.constData());
    COMPARE_CODE(run({"models", "show", "other", "--time", "--threads", "1"}, folder_.path()), 0);
    COMPARE_CODE(run({"models", "rename", "other", "mine"}, folder_.path()), 0);
    COMPARE_CODE(run({"models", "remove", "mine"}, folder_.path()), 0);
}

void TestForeignModels::exportedPackageGivesTheSameInPython() {
    COMPARE_CODE(run(QString("models export default -o out.zip --replace --author Nobody --licence "
                             "MIT --doi 10.1000/1")
                         .split(' '),
                     folder_.path()),
                 0);
    const QByteArray said = python(
        "import io, zipfile, hashlib, torch, yaml, numpy as np\n"
        "z = zipfile.ZipFile('out.zip')\n"
        "rdf = yaml.safe_load(z.read('rdf.yaml'))\n"
        "w = rdf['weights']['torchscript']\n"
        "def get(f):\n"
        "    data = z.read(f['source'])\n"
        "    assert hashlib.sha256(data).hexdigest() == f['sha256']\n"
        "    return io.BytesIO(data)\n"
        "x = np.load(get(rdf['inputs'][0]['test_tensor'])).astype(np.float64)\n"
        "y = np.load(get(rdf['outputs'][0]['test_tensor']))\n"
        "for op in rdf['inputs'][0]['preprocessing']:\n"
        "    k = op['kwargs']\n"
        "    if op['id'] == 'scale_range':\n"
        "        a, b = np.percentile(x, [k['min_percentile'], k['max_percentile']])\n"
        "        x = (x - a) / (b - a + k['eps'])\n"
        "    elif op['id'] == 'clip': x = x.clip(k['min'], k['max'])\n"
        "    elif op['id'] == 'zero_mean_unit_variance': x = (x - x.mean()) / (x.std() + "
        "k['eps'])\n"
        "    else: assert op['id'] == 'ensure_dtype'\n"
        "m = torch.jit.load(get(w))\n"
        "with torch.no_grad(): p = m(torch.from_numpy(x.astype(np.float32))).numpy()\n"
        "assert z.read('cover.png')[:4] == b'\\x89PNG' and rdf['covers'] == ['cover.png']\n"
        "assert rdf['documentation'] in z.namelist()\n"
        "assert p.shape == y.shape and y.max() - y.min() > 0.9\n"
        "print('difference', abs(p - y).max())\n");
    QVERIFY2(said.startsWith("difference "), said.constData());
    QVERIFY2(said.mid(11).trimmed().toDouble() < 1e-5, said.constData());
    qInfo("Python: %s", said.trimmed().constData());
}

void TestForeignModels::exportedPackageComesBackWithTheSameProbabilities() {
    COMPARE_CODE(run(QString("train --images stack.tif --labels truth.tif --width 4 --steps 20 "
                             "--crop 32 --batch 2 --threads 1 --quiet -o small.axomodel")
                         .split(' '),
                     folder_.path()),
                 0);
    COMPARE_CODE(import("small.axomodel"), 0);
    // Smaller slices than the package asks for are continued by mirroring, which ours are not.
    COMPARE_CODE(run({"sample", "large.tif", "--truth", "t.tif", "--size", "208", "184", "2"},
                     folder_.path()),
                 0);
    for (const char* model : {"default", "small"}) {
        COMPARE_CODE(run((QString("models export %1 -o %1.zip --replace --author Nobody --licence "
                                  "MIT --doi 10.1000/1")
                              .arg(model))
                             .split(' '),
                         folder_.path()),
                     0);
        COMPARE_CODE(import(QString("%1.zip --trust --name back-%1").arg(model)), 0);
        const Volume<float> own = mapOf(model, "large.tif");
        const Volume<float> back = mapOf(QString("back-%1").arg(model), "large.tif");
        double mean = 0, largest = 0;
        for (std::size_t i = 0; i < own.size(); ++i) {
            const double difference = std::abs(own.data()[i] - back.data()[i]);
            mean += difference / static_cast<double>(own.size());
            largest = std::max(largest, difference);
        }
        qInfo("%s: differs by %.5f on average, %.4f at most", model, mean, largest);
        // What is left is that clipped pixels count in mean and deviation, which a network that has
        // hardly been trained takes harder.
        QVERIFY(mean < (QString(model) == "default" ? 0.001 : 0.01));
        QVERIFY(largest < 0.05);
    }
}

void TestForeignModels::exportAsksForWhatTheZooInsistsOn() {
    const auto asked = [&](const QString& arguments, const char* about) {
        const Outcome outcome =
            run(("models export default -o asked.zip " + arguments).split(' ', Qt::SkipEmptyParts),
                folder_.path());
        return outcome.code == 1 && outcome.err.contains(about) &&
               !QFile::exists(folder_.filePath("asked.zip"));
    };
    QVERIFY(asked("", "--author"));
    QVERIFY(asked("--author Nobody", "--licence"));
    QVERIFY(asked("--author Nobody --licence MIT", "--doi"));
}

}  // namespace axolemma

QTEST_GUILESS_MAIN(axolemma::TestForeignModels)
#include "test_foreign_models.moc"
