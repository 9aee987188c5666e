#include "core/io/training_masks.h"

#include <fstream>

#include "core/error.h"
#include "core/io/stack_writer.h"
#include "files.h"

using namespace axolemma;
namespace fs = std::filesystem;

/// Folders of training masks that come about, or do not.
class TestTrainingMasks : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path path(const std::string& name) const {
        return fs::path(folder_.path().toStdString()) / name;
    }

    /// Writes masks of five slices, whose middle one is known; stops before the next file once
    /// `last` is there.
    static void write(const fs::path& folder, const std::string& last = {}) {
        TaughtSlices taught;
        taught.emplace(2, Image<std::uint8_t>(16, 12, std::uint8_t{255}));
        std::stop_source stop;
        const auto progress = [&](const Progress&) {
            if (!last.empty() && fs::exists(folder / last)) stop.request_stop();
        };
        writeTrainingMasks(folder, *test_files::stackOf<std::uint8_t>(16, 12, 5),
                           *test_files::stackOf<std::uint16_t>(16, 12, 5), taught, {}, progress,
                           stop.get_token());
    }
    static std::string refusal(const fs::path& folder) {
        try {
            write(folder);
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    }

  private Q_SLOTS:
    void anExportThatWasStoppedCanBeMadeAgain_data() {
        QTest::addColumn<QString>("last");
        for (const char* name : {"images.tif", "labels.tif", "ignore.tif"})
            QTest::newRow(name) << name;
    }
    void anExportThatWasStoppedCanBeMadeAgain() {
        QFETCH(QString, last);
        const fs::path folder = path("stopped at " + last.toStdString());
        QVERIFY_THROWS_EXCEPTION(Cancelled, write(folder, last.toStdString()));
        QVERIFY(fs::exists(folder / last.toStdString()));
        QVERIFY_THROWS_EXCEPTION(Error, readTrainingMasks(folder));
        write(folder);
        QCOMPARE(readTrainingMasks(folder).images.depth(), 5);
        // The same of one that was whole before.
        QVERIFY_THROWS_EXCEPTION(Cancelled, write(folder, last.toStdString()));
        write(folder);
        QCOMPARE(readTrainingMasks(folder).images.depth(), 5);
        QCOMPARE(std::distance(fs::directory_iterator(folder), {}), 6);
    }

    void somebodysOwnFilesOfTheSameNamesAreLeftAlone() {
        const fs::path folder = path("own");
        fs::create_directory(folder);
        std::ofstream(folder / "images.tif") << "photographs";
        const std::string said = refusal(folder);
        QVERIFY2(said.find("other files") != std::string::npos, said.c_str());
        QCOMPARE(test_files::bytesOf(folder / "images.tif"), QByteArray("photographs"));
        QCOMPARE(std::distance(fs::directory_iterator(folder), {}), 1);
    }
};

QTEST_GUILESS_MAIN(TestTrainingMasks)
#include "test_training_masks.moc"
