#include <QCryptographicHash>
#include <QtTest>
#include <thread>

#include "core/error.h"
#include "core/io/project.h"
#include "core/io/sha256.h"
#include "core/io/stored_proposal.h"
#include "files.h"

using namespace axolemma;
namespace fs = std::filesystem;

namespace {

template <typename T>
std::shared_ptr<const Image<T>> picture(int width, int height, std::uint64_t seed, T mask) {
    auto image = std::make_shared<Image<T>>(width, height);
    for (T& pixel : *image) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        pixel = static_cast<T>(seed >> 8U) & mask;
    }
    return image;
}

StoredProposal someProposal() {
    StoredProposal proposal;
    proposal.rule = PartitionRule::recommended();
    proposal.model = "Drosophila \"2\"";
    proposal.modelHash = "abc";
    proposal.device = "cpu";
    proposal.maps = {picture<std::uint8_t>(50, 30, 1, 255),
                     nullptr,
                     picture<std::uint8_t>(50, 30, 2, 255),
                     nullptr,
                     nullptr,
                     nullptr,
                     nullptr};
    for (const std::uint64_t mask : {0xFFULL, 0xFFFFULL, 0xFFFFFFFFULL, ~0ULL})
        proposal.labels.push_back(picture<std::uint64_t>(50, 30, mask, mask));
    proposal.labels.insert(proposal.labels.begin(), 3, nullptr);
    return proposal;
}

template <typename T>
bool same(const std::vector<std::shared_ptr<const Image<T>>>& a,
          const std::vector<std::shared_ptr<const Image<T>>>& b) {
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
        return !x == !y &&
               (!x || (x->bounds() == y->bounds() && std::equal(x->begin(), x->end(), y->begin())));
    });
}

std::size_t filesIn(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

class TestStoredProposal : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    fs::path folder() const { return folder_->path().toStdString(); }

  private Q_SLOTS:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void contentIsNamedBySha256() {
        QCOMPARE(Sha256::of(""),
                 std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        for (int size = 0; size < 300; ++size) {
            const QByteArray bytes(size, static_cast<char>(size));
            Sha256 sum;
            sum.add(bytes.constData(), static_cast<std::size_t>(size / 3));
            sum.add(bytes.constData(), static_cast<std::size_t>(size - size / 3));
            QCOMPARE(QByteArray::fromStdString(sum.finish()),
                     QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
        }
    }

    void aProposalIsReadAsItWasStored() {
        ProposalStore store(folder());
        const auto proposal = someProposal();
        const auto name = store.store(proposal);
        const auto read = ProposalStore(folder()).load(name);
        QVERIFY(same(read.maps, proposal.maps));
        QVERIFY(same(read.labels, proposal.labels));
        QVERIFY(read.rule == proposal.rule);
        QCOMPARE(read.model, proposal.model);
        QCOMPARE(read.modelHash, proposal.modelHash);
        QCOMPARE(read.device, proposal.device);
        QVERIFY(store.loadWithoutSlices(name).rule == proposal.rule);
        // The same again is stored once.
        QCOMPARE(store.store(proposal), name);
        QCOMPARE(filesIn(folder() / "proposals"), std::size_t{1});
        QCOMPARE(filesIn(folder() / "slices"), std::size_t{6});
    }

    void anotherRuleStoresASmallFileOnly() {
        ProposalStore store(folder());
        const auto name = store.store(someProposal());
        auto rule = PartitionRule::recommended();
        rule.refinement.weight = 0.7F;
        const auto other = store.storeWithRule(name, rule);
        QVERIFY(other != name);
        QCOMPARE(filesIn(folder() / "slices"), std::size_t{6});
        QVERIFY(store.load(other).rule == rule);
        QVERIFY(same(store.load(other).maps, someProposal().maps));
        auto proposal = someProposal();
        proposal.rule = rule;
        QCOMPARE(store.store(proposal), other);
    }

    void whatNoStepRefersToIsRemovedLater() {
        const auto first = someProposal();
        auto second = someProposal();
        second.maps[0] = picture<std::uint8_t>(50, 30, 9, 255);
        std::string nameOfFirst;
        std::string nameOfSecond;
        {
            ProposalStore store(folder());
            nameOfFirst = store.store(first);
            nameOfSecond = store.store(second);
            QCOMPARE(filesIn(folder() / "slices"), std::size_t{7});
            // It may be about to be referred to.
            store.removeAllBut({});
            QCOMPARE(filesIn(folder() / "proposals"), std::size_t{2});
        }
        ProposalStore store(folder());
        store.removeAllBut({nameOfSecond});
        QCOMPARE(filesIn(folder() / "proposals"), std::size_t{1});
        QCOMPARE(filesIn(folder() / "slices"), std::size_t{6});
        QVERIFY(same(store.load(nameOfSecond).maps, second.maps));
        QVERIFY_EXCEPTION_THROWN((void)store.load(nameOfFirst), Error);
        store.removeAllBut({});
        QCOMPARE(filesIn(folder() / "slices"), std::size_t{0});
    }

    void aChangedByteIsFound() {
        const auto name = ProposalStore(folder()).store(someProposal());
        const ProposalStore store(folder());
        for (const auto& entry : fs::recursive_directory_iterator(folder())) {
            if (!entry.is_regular_file()) continue;
            const auto bytes = test_files::bytesOf(entry.path());
            for (qsizetype at = 0; at < bytes.size(); at += 1 + bytes.size() / 60) {
                auto changed = bytes;
                changed[at] = static_cast<char>(changed[at] ^ 8);
                if (at % 5 == 1) changed.truncate(at);
                test_files::write(entry.path(), changed);
                QString said;
                try {
                    (void)store.load(name);
                } catch (const Error& error) {
                    said = error.what();
                }
                QVERIFY2(
                    said.contains(QString::fromStdString(folder().string())) && said.endsWith('.'),
                    qPrintable(said));
            }
            test_files::write(entry.path(), bytes);
        }
        QVERIFY(same(store.load(name).maps, someProposal().maps));
    }

    void namesThatAreNoneOpenNoFiles() {
        const ProposalStore store(folder());
        for (const char* name : {"", "..", "../../etc/passwd", "x", "p1"})
            QVERIFY_EXCEPTION_THROWN((void)store.load(name), Error);
    }

    void storingAndLoadingTellHowFarTheyAreAndCanBeStopped() {
        ProposalStore store(folder());
        double last = -1;
        const auto grows = [&](const Progress& progress) {
            QVERIFY(progress.fraction > last && progress.fraction <= 1);
            last = progress.fraction;
        };
        const auto name = store.store(someProposal(), grows);
        QVERIFY(last > 0.5);
        last = -1;
        (void)store.load(name, grows);
        QVERIFY(last > 0.5);
        std::stop_source stop;
        const auto stopLater = [&](const Progress& progress) {
            if (progress.fraction > 0.3) stop.request_stop();
        };
        QVERIFY_EXCEPTION_THROWN((void)store.store(someProposal(), stopLater, stop.get_token()),
                                 Cancelled);
        QVERIFY_EXCEPTION_THROWN((void)store.load(name, {}, stop.get_token()), Cancelled);
    }

    void manyThreadsStoreAtOnce() {
        ProposalStore store(folder());
        std::vector<std::thread> threads;
        std::vector<std::string> names(4);
        for (std::size_t t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                auto proposal = someProposal();
                proposal.device = t % 2 == 0 ? "cpu" : "cuda";
                for (int n = 0; n < 5; ++n) names[t] = store.store(proposal);
                store.removeAllBut({});
            });
        for (auto& thread : threads) thread.join();
        QVERIFY(names[0] == names[2] && names[1] == names[3] && names[0] != names[1]);
        for (const auto& name : names) QVERIFY(same(store.load(name).maps, someProposal().maps));
    }

    void whatIsDamagedIsMendedByStoringItAgain() {
        ProposalStore store(folder());
        const auto proposal = someProposal();
        const auto name = store.store(proposal);
        for (const char* part : {"slices", "proposals"})
            for (const auto& entry : fs::directory_iterator(folder() / part))
                fs::resize_file(entry.path(), fs::file_size(entry.path()) - 1);
        QVERIFY_THROWS_EXCEPTION(Error, store.load(name));
        QCOMPARE(store.store(proposal), name);
        QVERIFY(same(store.load(name).maps, proposal.maps));
        QVERIFY(same(store.load(name).labels, proposal.labels));
    }

    void slicesOfDifferentSizesAreRefused() {
        ProposalStore store(folder());
        auto proposal = someProposal();
        proposal.labels.back() = picture<std::uint64_t>(500, 300, 3, 255);
        const auto name = store.store(proposal);
        QVERIFY_THROWS_EXCEPTION(Error, store.load(name));
    }

    void proposalOfAnotherStackIsRefused() {
        Stack stack(AnyVolume(Volume<std::uint8_t>(50, 31, 7, 0)));
        const fs::path at = folder() / "p.axo";
        const auto project = Project::create(at, stack, {});
        const auto name = project->proposals().store(someProposal());
        QVERIFY_THROWS_EXCEPTION(Error, project->proposals().load(name));
    }
};

QTEST_APPLESS_MAIN(TestStoredProposal)
#include "test_stored_proposal.moc"
