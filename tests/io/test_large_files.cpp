// Files of more than 4 GB, where 32-bit places end. They have holes, so they cost next to no disk,
// but a stack is held in memory: 4.4 GB.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "core/error.h"
#include "core/io/format_writers.h"
#include "core/io/slice_source.h"
#include "core/io/stack_reader.h"
#include "core/io/stack_writer.h"
#include "files.h"

using namespace axolemma;
using test_files::stackOf;
namespace fs = std::filesystem;

namespace {

constexpr int kWidth = 2048;
constexpr int kHeight = 1024;
constexpr int kDepth = 2100;
constexpr const char* kNoHoles = "the disk of the temporary folder makes no files with holes";
constexpr const char* kLeftOut =
    "4.4 GB take minutes and 12 GB of free memory; set AXOLEMMA_SLOW_TESTS to try";
constexpr std::uint64_t kSliceBytes = std::uint64_t{kWidth} * kHeight;
static_assert(kSliceBytes * kDepth > (std::uint64_t{1} << 32U));

/// The slices that are looked at; 2047 and 2048 are on either side of 4 GB.
constexpr std::array<int, 6> kSlices = {0, 1, kDepth / 2, 2047, 2048, kDepth - 1};

/// What the first and the last pixel of a slice are.
std::uint8_t firstOf(int z) {
    return static_cast<std::uint8_t>(1 + z % 250);
}
std::uint8_t lastOf(int z) {
    return static_cast<std::uint8_t>(255 - z % 250);
}

double gigabytesAvailable() {
    std::ifstream info("/proc/meminfo");
    std::string key;
    double kilobytes = 0;
    while (info >> key && key != "MemAvailable:") info.ignore(1000, '\n');
    info >> kilobytes;
    return kilobytes / (1U << 20U);
}

/// The head of what ImageJ writes above 4 GB: one directory, whatever the number of slices, and
/// the planes one after the other from `place` on. Big-endian, as ImageJ does it.
QByteArray headOfImageJ(std::uint32_t place) {
    const QByteArray text =
        QString("ImageJ=1.53t\nimages=%1\nslices=%1\nunit=nm\nspacing=45.0\nloop=false\n")
            .arg(kDepth)
            .toLatin1();
    QByteArray head("MM\0*\0\0\0\x08", 8);
    const auto put = [&head](auto value) {
        for (int byte = int(sizeof value) - 1; byte >= 0; --byte)
            head.append(static_cast<char>(value >> (8 * byte)));
    };
    struct Entry {
        std::uint16_t tag, type;
        std::uint32_t count, value;
    };
    constexpr std::uint16_t kShort = 3, kLong = 4;
    constexpr std::size_t kEntries = 11;
    const auto after = static_cast<std::uint32_t>(8 + 2 + kEntries * 12 + 4);
    const auto short1 = [](std::uint32_t value) { return value << 16U; };
    const auto length = static_cast<std::uint32_t>(text.size() + 1);
    const std::array<Entry, kEntries> entries = {{
        {256, kLong, 1, kWidth},
        {257, kLong, 1, kHeight},
        {258, kShort, 1, short1(8)},
        {262, kShort, 1, short1(1)},
        {270, 2, length, after},
        {273, kLong, 1, place},
        {277, kShort, 1, short1(1)},
        {278, kShort, 1, short1(kHeight)},
        {279, kLong, 1, static_cast<std::uint32_t>(kSliceBytes)},
        {282, 5, 1, after + length},
        {283, 5, 1, after + length},
    }};
    put(static_cast<std::uint16_t>(kEntries));
    for (const auto& entry : entries) {
        put(entry.tag);
        put(entry.type);
        put(entry.count);
        put(entry.value);
    }
    put(std::uint32_t{0});
    head += text;
    head += '\0';
    // A quarter of a pixel to the nm.
    put(std::uint32_t{1});
    put(std::uint32_t{4});
    return head;
}

/// One page of a little-endian BigTIFF: its directory, which says where its pixels and the next
/// directory are.
QByteArray pageOfBigTiff(std::uint64_t pixels, std::uint64_t next) {
    QByteArray page;
    const auto put = [&page](auto value) {
        page.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    constexpr std::uint16_t kLong8 = 16;
    const std::array<std::pair<std::uint16_t, std::uint64_t>, 8> entries = {{{256, kWidth},
                                                                             {257, kHeight},
                                                                             {258, 8},
                                                                             {262, 1},
                                                                             {273, pixels},
                                                                             {277, 1},
                                                                             {278, kHeight},
                                                                             {279, kSliceBytes}}};
    put(std::uint64_t{entries.size()});
    for (const auto& [tag, value] : entries) {
        put(tag);
        put(kLong8);
        put(std::uint64_t{1});
        put(value);
    }
    put(next);
    return page;
}

/// A file that is all holes but for what is put into it.
class SparseFile {
  public:
    explicit SparseFile(const fs::path& path)
        : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {}
    ~SparseFile() { ::close(descriptor_); }
    SparseFile(const SparseFile&) = delete;
    SparseFile& operator=(const SparseFile&) = delete;

    void put(const QByteArray& bytes, std::uint64_t at) {
        fine_ = fine_ && ::pwrite(descriptor_, bytes.constData(), std::size_t(bytes.size()),
                                  off_t(at)) == bytes.size();
    }
    /// The pixels of slice z: markers at both ends.
    void putSlice(int z, std::uint64_t at) {
        put(QByteArray(1, char(firstOf(z))), at);
        put(QByteArray(1, char(lastOf(z))), at + kSliceBytes - 1);
    }
    bool fine() const { return fine_; }
    bool hasHoles() const {
        struct stat used = {};
        return ::fstat(descriptor_, &used) == 0 && used.st_blocks < 200000;
    }

  private:
    int descriptor_;
    bool fine_ = true;
};

void checkSlice(const std::byte* pixels, int z) {
    QCOMPARE(int(pixels[0]), int(firstOf(z)));
    QCOMPARE(int(pixels[kSliceBytes - 1]), int(lastOf(z)));
    QVERIFY(std::all_of(pixels + 1, pixels + kSliceBytes - 1,
                        [](std::byte b) { return b == std::byte{0}; }));
}

}  // namespace

class TestLargeFiles : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path path(const char* name) const { return folder_.filePath(name).toStdString(); }

    /// A file of ImageJ's with 4.4 GB of planes, of which six slices hold something. False where it
    /// would take that much of the disk.
    static bool makeImageJ(const fs::path& path) {
        constexpr std::uint32_t kPlace = 1000;
        SparseFile file(path);
        file.put(headOfImageJ(kPlace), 0);
        // The last slice is the last of these.
        for (const int z : kSlices) file.putSlice(z, kPlace + kSliceBytes * std::uint64_t(z));
        return file.fine() && file.hasHoles();
    }
    static bool isLeftOut() {
        return qEnvironmentVariableIsEmpty("AXOLEMMA_SLOW_TESTS") || gigabytesAvailable() < 12;
    }

  private Q_SLOTS:
    void aTiffGrowsIntoBigTiffOnlyWhereItMust() {
        // 2.6 MB that do not shrink, beside the megabyte kept for what else is in the file.
        const auto stack = stackOf<std::uint8_t>(512, 512, 10);
        for (const bool big : {false, true}) {
            const auto file = path("grown.tif");
            std::vector<int> begun;
            writeTiff(
                file, *stack, [&](int z) { begun.push_back(z); }, big ? 3000000 : 4000000);
            QCOMPARE(readStackInfo(file).format, std::string(big ? "BigTIFF" : "TIFF"));
            QVERIFY(test_files::sameVoxels(readStack(file), *stack));
            // It was found out in the middle of writing.
            if (big) QVERIFY(begun.size() > 11);
        }
    }

    void whatIsLongerThanFourGigabytesIsWrittenAsBigTiff() {
        if (isLeftOut()) QSKIP(kLeftOut);
        const auto stack = stackOf<std::uint8_t>(kWidth, kHeight, kDepth);
        const auto file = path("big.tif");
        writeStack(file, *stack);
        QVERIFY(fs::file_size(file) > std::uint64_t{1} << 32U);
        QCOMPARE(readStackInfo(file).format, std::string("BigTIFF"));
        QVERIFY(test_files::sameVoxels(readStack(file), *stack));
    }

    void planesBehindFourGigabytesAreReadWhereTheyAre() {
        if (!makeImageJ(path("imagej.tif"))) QSKIP(kNoHoles);
        const auto source = openSource(path("imagej.tif"));
        QCOMPARE(source->header().width, std::int64_t{kWidth});
        QCOMPARE(source->header().height, std::int64_t{kHeight});
        QCOMPARE(source->header().depth, std::int64_t{kDepth});
        QCOMPARE(source->header().spacing, (Spacing{4, 4, 45}));
        std::vector<std::byte> pixels(kSliceBytes);
        for (const int z : kSlices) {
            source->read(z, 1, pixels.data());
            checkSlice(pixels.data(), z);
        }
    }

    void aWholeStackOfMoreThanFourGigabytesIsRead() {
        if (isLeftOut()) QSKIP(kLeftOut);
        if (!makeImageJ(path("imagej.tif"))) QSKIP(kNoHoles);
        QElapsedTimer timer;
        timer.start();
        const Stack stack = readStack(path("imagej.tif"));
        rusage usage = {};
        getrusage(RUSAGE_SELF, &usage);
        qInfo("%.1f s, at most %.2f GB of memory", double(timer.elapsed()) / 1e3,
              double(usage.ru_maxrss) / (1 << 20));
        QCOMPARE(stack.depth(), kDepth);
        const auto& voxels = std::get<Volume<std::uint8_t>>(stack.voxels());
        for (const int z : kSlices) {
            checkSlice(reinterpret_cast<const std::byte*>(voxels.slice(z).data()), z);
        }
        QVERIFY2(usage.ru_maxrss < 6 << 20, "it was in memory more than once");
    }

    void directoriesAndPixelsOfABigTiffMayLieBehindFourGigabytes() {
        constexpr std::uint64_t kFar = std::uint64_t{5} << 30U;
        const std::array<std::uint64_t, 3> directories = {16, kFar, kFar * 2};
        {
            SparseFile file(path("big.tif"));
            file.put(QByteArray("II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0", 16), 0);
            for (std::size_t page = 0; page < directories.size(); ++page) {
                const auto pixels = directories[page] + 4096 + (page == 0 ? kFar * 3 : 0);
                file.put(pageOfBigTiff(pixels, page < 2 ? directories[page + 1] : 0),
                         directories[page]);
                file.putSlice(int(page), pixels);
            }
            if (!file.fine() || !file.hasHoles()) QSKIP(kNoHoles);
        }
        const Stack stack = readStack(path("big.tif"));
        QCOMPARE(stack.depth(), 3);
        const auto& voxels = std::get<Volume<std::uint8_t>>(stack.voxels());
        for (int z = 0; z < 3; ++z) {
            checkSlice(reinterpret_cast<const std::byte*>(voxels.slice(z).data()), z);
        }
    }

    void aFileOfImageJThatIsOneByteShortIsRefused() {
        const auto file = path("imagej.tif");
        if (!makeImageJ(file)) QSKIP(kNoHoles);
        fs::resize_file(file, fs::file_size(file) - 1);
        QVERIFY_THROWS_EXCEPTION(Error, openSource(file));
    }
};

int main(int argc, char** argv) {
    // Qt ends a test function after five minutes.
    qputenv("QTEST_FUNCTION_TIMEOUT", "3600000");
    TestLargeFiles test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_large_files.moc"
