#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QMap>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

// The architecture's layers, held against what the sources include and what the libraries link:
//     app --> ui --> segmentation --> core

namespace {

const QString kQt = "^(Q[A-Z]|Qt)";
const QString kVtk = "^vtk";
const QString kTorch = "^(torch|ATen|c10|caffe2)/";
const QString kItk = "^itk";
const QString kFileFormats = "^(itk|tiff|H5|hdf5)";

/// Files whose path matches `files` must not include, themselves or through other files of the
/// project, a header that matches `forbidden`.
struct Rule {
    QString files;
    QString forbidden;
    QString why;
};

const QList<Rule> kRules = {
    {"^core/", "^(segmentation|ui|app)/", "core knows no other layer"},
    {"^core/", kQt, "core is plain C++"},
    {"^core/", kVtk, "core is plain C++"},
    {"^core/", kTorch, "core is plain C++"},
    {"^core/(?!io/)", "^core/io/", "file formats come after the values they hold"},
    {"^core/(?!io/)", kFileFormats, "file formats are known in core/io only"},
    {"^core/io/stack_(reader|writer)\\.h$", kFileFormats, "formats are private to core/io"},
    {"^segmentation/", "^(ui|app)/", "segmentation knows core only"},
    {"^segmentation/", kQt, "segmentation builds without a display"},
    {"^segmentation/", kVtk, "segmentation builds without a display"},
    {"^segmentation/", kFileFormats, "segmentation knows no file format but its own"},
    {"^segmentation/.*(?<!_internal)\\.h$", kTorch, "Torch is private to .cpp and *_internal.h"},
    {"^ui/", "^app/", "nothing includes app"},
    {"^ui/", kTorch, "the window runs without LibTorch in memory"},
    {"^ui/", kFileFormats, "file formats are known in core/io only"},
    {"^ui/slice_scene\\.", kQt, "the scene is VTK only"},
    {"^ui/(document|commands|worker)\\.", kVtk, "the document knows no view"},
    {"^app/", kTorch, "the program starts without LibTorch in memory"},
    {"^app/", kVtk, "VTK is private to ui"},
    {"^app/", kFileFormats, "file formats are known in core/io only"},
};

/// The includes of every source file of the four layers, by path relative to the root.
class Sources {
  public:
    explicit Sources(const QString& root) {
        const QDir rootDir(root);
        for (const char* layer : {"core", "segmentation", "ui", "app"}) {
            QDirIterator files(rootDir.filePath(layer), {"*.h", "*.cpp", "*.in"}, QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) read(rootDir, files.next());
        }
    }

    int count() const { return static_cast<int>(includes_.size()); }

    /// One sentence for each way in which a rule is broken.
    QStringList violations(const Rule& rule) const {
        const QRegularExpression files(rule.files);
        const QRegularExpression forbidden(rule.forbidden);
        QStringList found;
        for (auto it = includes_.begin(); it != includes_.end(); ++it) {
            if (!files.match(it.key()).hasMatch()) continue;
            const auto [header, through] = firstReached(it.key(), forbidden);
            if (header.isEmpty()) continue;
            found << QString("%1 includes %2 (%3): %4.").arg(it.key(), header, through, rule.why);
        }
        return found;
    }

    QStringList directIncludes(const QString& file) const { return includes_.value(file); }
    QStringList files() const { return includes_.keys(); }

  private:
    void read(const QDir& root, const QString& path) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) qFatal("%s cannot be read", qPrintable(path));
        static const QRegularExpression include("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]",
                                                QRegularExpression::MultilineOption);
        QStringList& list = includes_[root.relativeFilePath(path)];
        auto match = include.globalMatch(QString::fromUtf8(file.readAll()));
        while (match.hasNext()) list << match.next().captured(1);
    }

    QPair<QString, QString> firstReached(const QString& start,
                                         const QRegularExpression& forbidden) const {
        QSet<QString> seen = {start};
        QStringList open = {start};
        while (!open.isEmpty()) {
            const QString file = open.takeFirst();
            for (const QString& header : includes_.value(file)) {
                if (forbidden.match(header).hasMatch()) {
                    return {header, file == start ? "directly" : "through " + file};
                }
                if (!includes_.contains(header) || seen.contains(header)) continue;
                seen.insert(header);
                open << header;
            }
        }
        return {};
    }

    QMap<QString, QStringList> includes_;
};

/// What a built library or program links, itself (by readelf) or with all its libraries (by ldd);
/// empty where it is not built.
QString linkedBy(const QString& file, const QString& tool) {
    const QString path = QStringLiteral(AXOLEMMA_BUILD_DIR) + "/" + file;
    if (!QFileInfo::exists(path)) return {};
    QProcess process;
    process.start(tool, tool == "ldd" ? QStringList{path} : QStringList{"-d", path});
    if (!process.waitForFinished() || process.exitCode() != 0) return {};
    return QString::fromLocal8Bit(process.readAllStandardOutput());
}

}  // namespace

class TestLayering : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void noFileIncludesWhatItsLayerMustNotKnow_data() {
        QTest::addColumn<int>("rule");
        for (int i = 0; i < kRules.size(); ++i) {
            QTest::addRow("%s", qPrintable(kRules[i].files + " " + kRules[i].forbidden)) << i;
        }
    }
    void noFileIncludesWhatItsLayerMustNotKnow() {
        QFETCH(int, rule);
        const Sources sources(AXOLEMMA_SOURCE_DIR);
        QVERIFY(sources.count() > 40);
        const auto found = sources.violations(kRules[rule]);
        QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
    }

    void onlyTheBridgeKnowsBothQtAndVtk() {
        const Sources sources(AXOLEMMA_SOURCE_DIR);
        const auto includesAny = [&](const QString& file, const QString& pattern) {
            return !sources.directIncludes(file).filter(QRegularExpression(pattern)).isEmpty();
        };
        QStringList both;
        for (const QString& file : sources.files()) {
            if (!file.startsWith("ui/") || file.startsWith("ui/vtk_widget.")) continue;
            if (includesAny(file, kQt) && includesAny(file, kVtk)) both << file;
        }
        QVERIFY2(both.isEmpty(), qPrintable("Qt and VTK meet in " + both.join(", ")));
    }

    void aForbiddenIncludeIsFound_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("include");
        QTest::addColumn<bool>("forbidden");
        QTest::newRow("Qt in core") << "core/a.h"
                                    << "<QString>" << true;
        QTest::newRow("ui in core") << "core/a.cpp"
                                    << "\"ui/b.h\"" << true;
        QTest::newRow("ITK in core") << "core/a.cpp"
                                     << "<itkImage.h>" << true;
        QTest::newRow("ITK in core/io") << "core/io/a.cpp"
                                        << "<itkImage.h>" << false;
        QTest::newRow("Torch in a public header") << "segmentation/a.h"
                                                  << "<torch/torch.h>" << true;
        QTest::newRow("Torch in an internal header") << "segmentation/a_internal.h"
                                                     << "<torch/torch.h>" << false;
        QTest::newRow("Torch through an internal header")
            << "segmentation/a.h"
            << "\"segmentation/b_internal.h\"" << true;
        QTest::newRow("Torch in the window") << "ui/a.cpp"
                                             << "<torch/script.h>" << true;
        QTest::newRow("VTK in the window") << "ui/a.cpp"
                                           << "<vtkNew.h>" << false;
        QTest::newRow("app in the window") << "ui/a.cpp"
                                           << "\"app/b.h\"" << true;
    }
    void aForbiddenIncludeIsFound() {
        QFETCH(QString, file);
        QFETCH(QString, include);
        QFETCH(bool, forbidden);
        const QTemporaryDir root;
        const auto write = [&](const QString& path, const QString& included) {
            QDir(root.path()).mkpath(QFileInfo(path).path());
            QFile out(root.filePath(path));
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(("#pragma once\n  #  include " + included + "\n").toUtf8());
        };
        write(file, include);
        write("segmentation/b_internal.h", "<torch/torch.h>");
        const Sources sources(root.path());
        QStringList found;
        for (const Rule& rule : kRules) found << sources.violations(rule);
        QCOMPARE(!found.isEmpty(), forbidden);
    }

    void noLibraryLinksWhatItsLayerMustNotKnow_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QString>("forbidden");
        QTest::newRow("core") << "lib/libaxolemma_core.so"
                              << "ldd"
                              << "libQt|libvtk|libtorch|libc10|libITK|libitk|libtiff|libhdf5";
        QTest::newRow("io") << "lib/libaxolemma_io.so"
                            << "ldd"
                            << "libQt|libvtk|libtorch|libc10";
        // What LibTorch itself brings along is not ours to choose: Debian's loads OpenCV and Qt 5.
        QTest::newRow("segmentation") << "lib/libaxolemma_segmentation.so"
                                      << "readelf"
                                      << "libQt|libvtk|libITK|libitk";
        QTest::newRow("program") << "bin/axolemma"
                                 << "ldd"
                                 << "libtorch|libc10";
    }
    void noLibraryLinksWhatItsLayerMustNotKnow() {
        QFETCH(QString, file);
        QFETCH(QString, tool);
        QFETCH(QString, forbidden);
        if (QStandardPaths::findExecutable(tool).isEmpty()) {
            QSKIP(qPrintable(tool + " is not installed."));
        }
        const QString linked = linkedBy(file, tool);
        if (linked.isEmpty()) QSKIP(qPrintable(file + " is not built here."));
        // A list that is not what it seems must not pass for one without forbidden libraries.
        QVERIFY(linked.contains("libstdc++"));
        const auto match = QRegularExpression(forbidden).match(linked);
        QVERIFY2(!match.hasMatch(), qPrintable(file + " links " + match.captured()));
    }
};

QTEST_APPLESS_MAIN(TestLayering)
#include "test_layering.moc"
