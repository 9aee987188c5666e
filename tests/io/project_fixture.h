#pragma once

#include <QtTest>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/io/project.h"
#include "files.h"
#include "tests/support/random_gestures.h"

/// What the tests of projects share: a folder of their own, a small stack and random edits.
namespace axolemma::test {

namespace fs = std::filesystem;

inline constexpr int kWidth = 60;
inline constexpr int kHeight = 40;
inline constexpr int kDepth = 5;

inline RandomGestures gestures(std::uint32_t seed) {
    return {seed, kWidth, kHeight, kDepth};
}

inline Project::Options byMe() {
    return {.author = "me", .readOnly = false, .problem = {}};
}

/// What a project holds, to be compared later.
struct Held {
    Assertions assertions;
    std::string proposal;
    std::vector<HistoryStep> steps;
    std::size_t position = 0;
    std::vector<MintedId> minted;
    bool operator==(const Held&) const = default;
};

inline Held heldBy(const Project& project) {
    const auto steps = project.history().steps();
    return {project.assertions(),
            project.history().proposal(),
            {steps.begin(), steps.end()},
            project.history().position(),
            project.minted()};
}

/// Some gestures, with undo, redo and minting between them.
inline void edit(Project& project, RandomGestures& random, int times) {
    for (int n = 0; n < times; ++n) {
        const int what = random.below(10);
        if (what < 6)
            (void)project.commit(random.gesture());
        else if (what < 8 && project.history().canUndo())
            (void)project.undo();
        else if (what == 8 && project.history().canRedo())
            (void)project.redo();
        else
            project.mint({{~std::uint64_t{0} - static_cast<unsigned>(n), random.place()}});
    }
}

template <typename Work>
QString refusal(const Work& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

/// A project named cells.axo in a folder that is new for every test.
class ProjectFixture {
  public:
    ProjectFixture() : stack(test_files::stackOf<std::uint8_t>(kWidth, kHeight, kDepth)) {}
    void renew() { folder_ = std::make_unique<QTemporaryDir>(); }

    fs::path at(const char* name) const { return fs::path(folder_->path().toStdString()) / name; }
    fs::path folder() const { return at("cells.axo"); }
    fs::path journal() const { return folder() / "journal.jsonl"; }
    std::string journalText() const { return test_files::bytesOf(journal()).toStdString(); }
    std::unique_ptr<Project> create() const { return Project::create(folder(), *stack, byMe()); }
    std::unique_ptr<Project> open() const { return Project::open(folder(), byMe()); }

    std::vector<std::string> lines() const {
        std::vector<std::string> all;
        std::istringstream text(journalText());
        for (std::string line; std::getline(text, line);) all.push_back(line + "\n");
        return all;
    }
    void writeLines(const std::vector<std::string>& all) const {
        std::string text;
        for (const auto& line : all) text += line;
        test_files::write(journal(), QByteArray::fromStdString(text));
    }

    std::shared_ptr<Stack> stack;

  private:
    std::unique_ptr<QTemporaryDir> folder_;
};

}  // namespace axolemma::test
