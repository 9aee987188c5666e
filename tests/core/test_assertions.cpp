#include <QtTest>
#include <map>
#include <set>

#include "core/error.h"
#include "core/proofreading/assertions.h"
#include "core/proofreading/packing.h"
#include "random_pixels.h"
#include "tests/support/random_gestures.h"

using namespace axolemma;
using axolemma::test::RandomGestures;
using axolemma::test::RandomPixels;

namespace {

using Pixels = std::set<std::pair<int, int>>;  // (y, x)

Pixels pixelsOf(const PixelRuns& runs) {
    Pixels all;
    for (const PixelRun& run : runs.runs())
        for (int x = run.x0; x < run.x1; ++x) all.insert({run.y, x});
    return all;
}

/// Ordered by row and column, none empty, none touching another of its row.
bool isNormal(const PixelRuns& set) {
    const auto& runs = set.runs();
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (runs[i].x0 >= runs[i].x1) return false;
        if (i == 0) continue;
        if (runs[i].y < runs[i - 1].y) return false;
        if (runs[i].y == runs[i - 1].y && runs[i].x0 <= runs[i - 1].x1) return false;
    }
    return true;
}

PixelRuns of(const Pixels& pixels) {
    std::vector<PixelRun> runs;
    for (const auto& [y, x] : pixels) runs.push_back({y, x, x + 1});
    return PixelRuns(std::move(runs));
}

/// What is said of every pixel, link and fact, one by one: the last word counts.
struct Model {
    std::map<std::tuple<int, int, int>, std::pair<PixelClaim, bool>> claims;  // (z, y, x)
    std::map<std::tuple<int, int, int>, Place> profiles;
    std::map<Place, bool> verified;
    std::map<std::pair<Place, Place>, Relation> links;
    std::map<std::pair<Place, FactKind>, std::string> facts;

    void say(const PixelAssertion& said) {
        for (const auto& [y, x] : pixelsOf(said.pixels)) {
            claims.erase({said.z, y, x});
            if (said.claim != PixelClaim::None)
                claims[{said.z, y, x}] = {said.claim, said.verified};
        }
    }
    void say(const LinkAssertion& said) {
        if (said.a == said.b) return;
        const auto key = std::minmax(said.a, said.b);
        links.erase(key);
        if (said.relation != Relation::None) links[key] = said.relation;
    }
    void say(const ProfileAssertion& said) {
        std::erase_if(profiles, [&](const auto& entry) { return entry.second == said.place; });
        verified.erase(said.place);
        for (const auto& [y, x] : pixelsOf(said.pixels)) {
            profiles[{said.place.z, y, x}] = said.place;
            verified[said.place] = said.verified;
        }
        // A profile that lost its last pixel is gone.
        std::erase_if(verified, [&](const auto& entry) {
            return std::ranges::none_of(
                profiles, [&](const auto& pixel) { return pixel.second == entry.first; });
        });
    }
    void say(const FactAssertion& said) {
        facts.erase({said.place, said.kind});
        if (!said.value.empty()) facts[{said.place, said.kind}] = said.value;
    }
};

Model modelOf(const Assertions& assertions) {
    Model model;
    for (const auto& [z, slice] : assertions.slices()) {
        for (const auto& [y, x] : pixelsOf(slice->boundary))
            model.claims[{z, y, x}] = {PixelClaim::Boundary, false};
        for (const auto& [y, x] : pixelsOf(slice->verifiedBoundary))
            model.claims[{z, y, x}].second = true;
        for (const auto& [y, x] : pixelsOf(slice->interior))
            model.claims[{z, y, x}] = {PixelClaim::Interior, false};
        for (const Profile& profile : slice->profiles) {
            const Place place{profile.place.x, profile.place.y, z};
            model.verified[place] = profile.verified;
            for (const auto& [y, x] : pixelsOf(profile.pixels)) model.profiles[{z, y, x}] = place;
        }
    }
    for (const auto& link : assertions.links()) model.links[{link.a, link.b}] = link.relation;
    for (const auto& fact : assertions.facts()) model.facts[{fact.place, fact.kind}] = fact.value;
    return model;
}

}  // namespace

class TestAssertions : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void setsOfRunsAreSetsOfPixels() {
        RandomPixels random(1);
        for (int round = 0; round < 400; ++round) {
            const int width = 1 + static_cast<int>(random.below(20));
            const int height = 1 + static_cast<int>(random.below(12));
            const auto maskA = random.mask(width, height, random.share());
            const auto maskB = random.mask(width, height, random.share());
            const Point shift{static_cast<int>(random.below(9)) - 4,
                              static_cast<int>(random.below(9)) - 4};
            const auto a = PixelRuns::of(maskA);
            const auto b = PixelRuns::of(maskB, shift);
            const Pixels pixelsA = pixelsOf(a);
            const Pixels pixelsB = pixelsOf(b);
            Pixels either = pixelsA;
            either.insert(pixelsB.begin(), pixelsB.end());
            Pixels both;
            Pixels onlyA;
            for (const auto& p : pixelsA) (pixelsB.contains(p) ? both : onlyA).insert(p);

            for (const auto& [set, truth] :
                 {std::pair{a, pixelsA}, std::pair{a.united(b), either},
                  std::pair{a.intersected(b), both}, std::pair{a.without(b), onlyA}}) {
                QVERIFY(isNormal(set));
                QCOMPARE(pixelsOf(set), truth);
                QCOMPARE(set, of(truth));
                QCOMPARE(set.pixels(), truth.size());
                QCOMPARE(set.empty(), truth.empty());
            }
            QCOMPARE(a.united(b), b.united(a));
            QCOMPARE(a.intersected(b), b.intersected(a));
        }
    }

    void runsGrowAndAreClippedPixelByPixel() {
        RandomPixels random(2);
        for (int round = 0; round < 200; ++round) {
            const auto set = PixelRuns::of(random.mask(14, 9, 0.3F * random.share()), {-3, 5});
            Pixels grown;
            for (const auto& [y, x] : pixelsOf(set))
                for (int dy = -1; dy <= 1; ++dy)
                    for (int dx = -1; dx <= 1; ++dx) grown.insert({y + dy, x + dx});
            QCOMPARE(set.grownBy(1), of(grown));
            const Rect area{static_cast<int>(random.below(6)) - 3, 5, 8, 12};
            Pixels inside;
            for (const auto& [y, x] : pixelsOf(set))
                if (area.contains({x, y})) inside.insert({y, x});
            QCOMPARE(set.clipped(area), of(inside));
            if (set.empty()) continue;
            QVERIFY(set.contains(set.place()));
            const Rect box = set.bounds();
            for (const auto& [y, x] : pixelsOf(set)) QVERIFY(box.contains({x, y}));
            QCOMPARE(set.clipped(box), set);
        }
    }

    void theLastWordCountsForEveryPixelLinkAndFact() {
        RandomGestures random(3, 12, 10, 3);
        for (int round = 0; round < 60; ++round) {
            Assertions assertions;
            Model model;
            for (int step = 0; step < 25; ++step) {
                const auto said = random.assertion();
                (void)assertions.say(std::span(&said, 1));
                std::visit([&](const auto& s) { model.say(s); }, said);
                const Model now = modelOf(assertions);
                QVERIFY(now.claims == model.claims);
                QVERIFY(now.profiles == model.profiles);
                QVERIFY(now.verified == model.verified);
                QVERIFY(now.links == model.links);
                QVERIFY(now.facts == model.facts);
            }
            for (const auto& [z, slice] : assertions.slices()) {
                QVERIFY(!slice->empty());
                QVERIFY(slice->boundary.intersected(slice->interior).empty());
            }
        }
    }

    void sayingWhatSayReturnedIsTheIdentity() {
        RandomGestures random(4, 40, 30, 4);
        Assertions now;
        for (int round = 0; round < 3000; ++round) {
            const auto gesture = random.gesture();
            const Assertions before = now;
            const auto back = now.say(gesture.said);
            const Assertions after = now;
            const auto forth = now.say(back);
            QVERIFY(now == before);
            // The exchange is its own inverse.
            (void)now.say(forth);
            QVERIFY(now == after);
            if (round % 4 == 0) (void)now.say(back);
        }
    }

    void aCopyKeepsWhatItHeld() {
        RandomGestures random(5, 40, 30, 4);
        Assertions now;
        std::vector<std::pair<Assertions, std::vector<Assertion>>> copies;
        for (int round = 0; round < 50; ++round) {
            (void)now.say(random.gesture().said);
            copies.emplace_back(now, now.all());
        }
        for (const auto& [copy, all] : copies) QVERIFY(copy.all() == all);
    }

    void allOfItSaidToNothingIsTheSame() {
        RandomGestures random(6, 40, 30, 4);
        Assertions now;
        for (int round = 0; round < 200; ++round) {
            (void)now.say(random.gesture().said);
            Assertions again;
            (void)again.say(now.all());
            QVERIFY(again == now);
        }
    }

    void packedAssertionsAreTheSameWhenUnpacked() {
        RandomGestures random(7, 5000, 3000, 400);
        for (int round = 0; round < 500; ++round) {
            auto said = random.gesture().said;
            said.emplace_back(PixelAssertion{
                -5,
                PixelRuns({{-2000000000, -2000000000, 2000000000}, {2000000000, -7, 2000000000}}),
                PixelClaim::Interior});
            Packer packer;
            packer.assertions(said);
            packer.number(~std::uint64_t{0});
            packer.difference(std::numeric_limits<std::int64_t>::min());
            Unpacker unpacker(packer.bytes());
            QVERIFY(unpacker.assertions() == said);
            QCOMPARE(unpacker.number(), ~std::uint64_t{0});
            QCOMPARE(unpacker.difference(), std::numeric_limits<std::int64_t>::min());
            QVERIFY(unpacker.atEnd());
        }
    }

    void bytesThatNobodyPackedAreRefusedOrRead() {
        RandomGestures random(8, 50, 50, 4);
        for (int round = 0; round < 3000; ++round) {
            Packer packer;
            packer.assertions(random.gesture().said);
            std::string bytes = packer.take();
            for (int n = random.below(3); n >= 0; --n)
                bytes[random.below(static_cast<int>(bytes.size()))] =
                    static_cast<char>(random.below(256));
            bytes.resize(bytes.size() - random.below(2));
            try {
                Unpacker unpacker(bytes);
                for (const auto& said : unpacker.assertions()) {
                    if (const auto* pixels = std::get_if<PixelAssertion>(&said))
                        QVERIFY(isNormal(pixels->pixels));
                }
            } catch (const Error& error) {
                QVERIFY(QString(error.what()).endsWith('.'));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestAssertions)
#include "test_assertions.moc"
