#include "app/project_work.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
#include "core/io/restored_proposal.h"
#include "core/parallel.h"

namespace axolemma {

using Json = nlohmann::ordered_json;

namespace {

bool same(const Adrift& a, const Adrift& b) {
    return a.reason == b.reason && a.place == b.place && a.what == b.what;
}

const char* kindOf(const Assertion& said) {
    if (std::holds_alternative<PixelAssertion>(said)) return "pixels";
    if (std::holds_alternative<LinkAssertion>(said)) return "link";
    return std::holds_alternative<ProfileAssertion>(said) ? "profile" : "fact";
}

}  // namespace

std::string authorOfSteps() {
    const char* user = std::getenv("USER");
    return user && *user ? user : "unknown";
}

std::unique_ptr<Project> openToChange(const std::string& folder, Session& session) {
    Project::Options options;
    options.author = authorOfSteps();
    auto project =
        Project::open(folder, options, session.console.phase("reading the steps of " + folder));
    if (project->readOnly())
        throw Error(
            fmt::format("{}: nothing can be changed. {}", folder, project->readOnlyBecause()));
    if (const auto rest = project->rest())
        throw Error(
            fmt::format("{} There are {} steps after it. Open {} in the window and decide there "
                        "whether to make them again; nothing was changed.",
                        rest->sentence, rest->gestures, folder));
    for (const std::string& note : project->notes()) session.console.note(note);
    return project;
}

Derived derivedFrom(DerivationSources sources, const Assertions& said,
                    const std::vector<MintedId>& minted, Session& session, const Derived* before) {
    sources.assertions = said;
    sources.minted = minted;
    return derive(sources, before, processors(), session.stop);
}

DerivationSources sourcesIn(const ProposalStore& store, const std::string& proposal, int depth,
                            Session& session) {
    if (!proposal.empty()) {
        const StoredProposal stored =
            store.load(proposal, session.console.phase("reading the segmentation"), session.stop);
        return sourcesOf(stored, processors(), session.console.phase("making components"),
                         session.stop);
    }
    auto nothing = std::make_shared<Proposal>();
    nothing->slices.resize(depth);
    nothing->links.resize(std::max(0, depth - 1));
    DerivationSources sources;
    sources.proposal = std::move(nothing);
    return sources;
}

void keepMinted(Project& project, const Derived& derived) {
    const auto& all = derived.neurons.minted();
    const std::size_t known = project.minted().size();
    if (all.size() > known)
        project.mint({all.begin() + static_cast<std::ptrdiff_t>(known), all.end()});
}

void finish(Project& project, Session& session) {
    if (!project.flush()) throw Error(project.problem());
    try {
        project.save();
    } catch (const Error& error) {
        // The journal holds everything; only the next opening is slower.
        session.console.note(error.what());
    }
}

std::vector<Adrift> newlyAdrift(const Derived& before, const Derived& now) {
    std::vector<Adrift> added;
    for (const Adrift& one : now.adrift)
        if (std::ranges::none_of(before.adrift, [&](const Adrift& b) { return same(one, b); }))
            added.push_back(one);
    return added;
}

std::string describe(const Adrift& adrift) {
    return fmt::format("slice {}, x {}, y {}: {}", adrift.place.z, adrift.place.x, adrift.place.y,
                       sentenceOf(adrift.reason));
}

Json jsonOf(const std::vector<Adrift>& adrift) {
    Json list = Json::array();
    for (const Adrift& one : adrift) {
        Json json{{"sentence", sentenceOf(one.reason)},
                  {"place", {one.place.x, one.place.y, one.place.z}},
                  {"kind", kindOf(one.what)}};
        if (const auto* link = std::get_if<LinkAssertion>(&one.what)) {
            json["a"] = {link->a.x, link->a.y, link->a.z};
            json["b"] = {link->b.x, link->b.y, link->b.z};
        }
        list.push_back(std::move(json));
    }
    return list;
}

}  // namespace axolemma
