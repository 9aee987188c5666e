#include "app/retrain_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/project_work.h"
#include "core/error.h"
#include "core/io/restored_proposal.h"
#include "core/parallel.h"
#include "segmentation/library.h"
#include "segmentation/proposing.h"

namespace axolemma {

namespace {

using Json = nlohmann::ordered_json;

/// As many are printed for people.
constexpr std::size_t kShownContradictions = 5;

/// A network, open, as the verdict runs it.
class Candidate {
  public:
    Candidate(const std::string& name, const std::filesystem::path& file,
              const NetworkOptions& network, Session& session)
        : name_(name),
          segmenter_(segmentationLibrary().open(file, network.options())),
          session_(session) {}

    DerivationSources proposed(const TaughtProject& project) {
        for (const std::string& note : segmenter_->notesFor(*project.stack.images))
            session_.console.note(note);
        return proposedBy(*segmenter_, project.stack.images, project.proposal.rule,
                          session_.console.phase("segmenting with " + name_), session_.stop);
    }
    double scoreOnSample(const PartitionRule& rule) {
        return axolemma::scoreOnSample(*segmenter_, rule, {}, session_.stop);
    }
    double scoreOn(const RehearsedMasks& masks, const PartitionRule& rule) {
        const std::string phase = fmt::format("scoring {} on {}", name_, masks.folder);
        return axolemma::scoreOn(*segmenter_, masks.stack, rule, session_.console.phase(phase),
                                 session_.stop);
    }

  private:
    std::string name_;
    std::unique_ptr<Segmenter> segmenter_;
    Session& session_;
};

RetrainVerdict::OfProject judged(const TaughtProject& project, Candidate& before, Candidate& after,
                                 Session& session) {
    const StoredProposal& stored = project.proposal;
    const DerivationSources old = before.proposed(project);
    const DerivationSources shown =
        hasMaps(stored) || !stored.labels.empty()
            ? sourcesOf(stored, processors(), session.console.phase("making components"),
                        session.stop)
            : old;
    const Derived corrected = derivedFrom(shown, project.assertions, {}, session);
    const Derived alone = derivedFrom(old, {}, {}, session);
    const Derived taught = derivedFrom(after.proposed(project), {}, {}, session);
    return {project.folder, *project.stack.heldOut, project.scored, project.trained,
            teachingVerdict(*project.stack.taught, *project.stack.heldOut, project.gestures,
                            corrected, alone, taught, session.stop)};
}

struct Means {
    double rand = 0;
    double information = 0;
};

Means meanOf(const RetrainVerdict& verdict, std::optional<StackScores> TeachingVerdict::*which) {
    Means mean;
    int count = 0;
    for (const auto& project : verdict.projects)
        if (const auto& scores = project.verdict.*which) {
            mean.rand += scores->rand.value;
            mean.information += scores->information.value;
            ++count;
        }
    return {mean.rand / std::max(1, count), mean.information / std::max(1, count)};
}

TeachingOutcome outcomeOf(const RetrainVerdict& verdict) {
    const auto scores = [](const Means& means) {
        StackScores s;
        s.rand.value = means.rand;
        s.information.value = means.information;
        return s;
    };
    return outcomeOf(scores(meanOf(verdict, &TeachingVerdict::before)),
                     scores(meanOf(verdict, &TeachingVerdict::after)));
}

const char* wordFor(TeachingOutcome outcome) {
    return outcome == TeachingOutcome::Better  ? "better"
           : outcome == TeachingOutcome::Worse ? "worse"
                                               : "no different";
}

Json jsonOf(const std::optional<StackScores>& scores) {
    if (!scores) return {};
    Json json{{"v_rand", scores->rand.value},
              {"v_info", scores->information.value},
              {"rand_error", scores->randError.value},
              {"pixel_error", scores->pixelError.value}};
    if (scores->warpingError) json["warping_error"] = scores->warpingError->value;
    return json;
}

Json jsonOf(const EditsSaved& saved) {
    return {{"corrections", saved.corrections},
            {"needed_before", saved.neededBefore},
            {"needed_after", saved.neededAfter}};
}

std::string describe(const HeldOut& block) {
    std::string text = block.first == block.last
                           ? fmt::format("slice {}", block.first)
                           : fmt::format("slices {}-{}", block.first, block.last);
    if (!(block.area == HeldOut{}.area))
        text += fmt::format(", x {}-{}, y {}-{}", block.area.x0, block.area.x1 - 1, block.area.y0,
                            block.area.y1 - 1);
    return text;
}

std::string sentenceOf(const Contradiction& one) {
    return fmt::format(
        "slice {}, x {}, y {}: {} {} pixels {} a cell", one.z, one.error.place.x, one.error.place.y,
        one.error.kind == SegmentationError::Merge ? "joins" : "cuts", one.error.pixels,
        one.error.kind == SegmentationError::Merge ? "of another with" : "off");
}

/// Where the new network proposes otherwise; all that contradicts is in the JSON.
std::string rowsOf(const ProposalChanges& changes) {
    std::string text = fmt::format("  it proposes otherwise in {} places", changes.changes.size());
    const std::size_t better = changes.withGain(1), worse = changes.withGain(-1);
    if (better + worse > 0)
        text += fmt::format("; where the expert decided, it is right in {}, the old one in {}",
                            better, worse);
    text += fmt::format("\n  against what was said: {} places\n", changes.contradictions.size());
    for (std::size_t i = 0; i < std::min(kShownContradictions, changes.contradictions.size()); ++i)
        text += fmt::format("    {}\n", sentenceOf(changes.contradictions[i]));
    return text;
}

Json jsonOf(const ProposalChanges& changes) {
    Json against = Json::array();
    for (const Contradiction& one : changes.contradictions)
        against.push_back({{"slice", one.z},
                           {"x", one.error.place.x},
                           {"y", one.error.place.y},
                           {"kind", one.error.kind == SegmentationError::Merge ? "merge" : "split"},
                           {"pixels", one.error.pixels}});
    return {{"places", changes.changes.size()},
            {"right_after", changes.withGain(1)},
            {"right_before", changes.withGain(-1)},
            {"against", std::move(against)}};
}

std::string rowsOf(const RetrainVerdict::OfProject& project) {
    std::string text =
        fmt::format("{}: judged on {} ({} pixels; {} were learnt from)\n", project.folder,
                    describe(project.heldOut), project.scored, project.trained);
    text += fmt::format("  {:<28} {:>8}  {:>8}\n", "", "before", "after");
    const auto row = [&](const char* what, double before, double after) {
        text += fmt::format("  {:<28} {:>8.4f}  {:>8.4f}\n", what, before, after);
    };
    const auto& [before, after, heldOut, all, changes] = project.verdict;
    if (before && after) {
        row("V_Rand", before->rand.value, after->rand.value);
        row("V_Info", before->information.value, after->information.value);
        row("Rand error", before->randError.value, after->randError.value);
        if (before->warpingError && after->warpingError)
            row("warping error", before->warpingError->value, after->warpingError->value);
        row("pixel error", before->pixelError.value, after->pixelError.value);
    }
    const auto needed = [&](const char* what, const EditsSaved& saved) {
        if (saved.corrections == 0) return;
        text += fmt::format("  {:<28} {:>8}  {:>8}   of {}\n", what, saved.neededBefore,
                            saved.neededAfter, saved.corrections);
    };
    needed("corrections needed there", heldOut);
    needed("corrections needed in all", all);
    text += rowsOf(changes);
    return text;
}

}  // namespace

RetrainVerdict judge(const std::vector<TaughtProject>& projects,
                     const std::vector<RehearsedMasks>& rehearsed, const RetrainParent& before,
                     const std::filesystem::path& after, const NetworkOptions& network,
                     Session& session) {
    Candidate old(before.name, before.file, network, session);
    Candidate fresh(after.string(), after, network, session);
    RetrainVerdict verdict;
    for (const TaughtProject& project : projects)
        if (project.stack.heldOut) verdict.projects.push_back(judged(project, old, fresh, session));
    const PartitionRule& rule = before.rule;
    for (const RehearsedMasks& masks : rehearsed)
        verdict.forgetting.push_back(
            {masks.folder, old.scoreOn(masks, rule), fresh.scoreOn(masks, rule)});
    if (rehearsed.empty())
        verdict.forgetting.push_back({{}, old.scoreOnSample(rule), fresh.scoreOnSample(rule)});
    return verdict;
}

std::string sentenceOf(const RetrainVerdict& verdict) {
    const double before = meanOf(verdict, &TeachingVerdict::before).rand;
    const double after = meanOf(verdict, &TeachingVerdict::after).rand;
    return fmt::format("{} on what was held out (V_Rand {:.4f}, {:.4f} before).",
                       wordFor(outcomeOf(verdict)), after, before);
}

std::string tableOf(const RetrainVerdict& verdict) {
    std::string text;
    for (const auto& project : verdict.projects) text += rowsOf(project);
    for (const auto& [data, before, after] : verdict.forgetting) {
        const std::string where =
            data.empty() ? "the built-in sample, which nobody corrected"
                         : fmt::format("{}, which was rehearsed and is not held out", data);
        text += fmt::format("On {}: V_Rand {:.4f} before, {:.4f} after.\n", where, before, after);
    }
    return text;
}

Json jsonOf(const RetrainVerdict& verdict) {
    Json projects = Json::array();
    for (const auto& project : verdict.projects)
        projects.push_back({{"project", project.folder},
                            {"held_out", describe(project.heldOut)},
                            {"scored_pixels", project.scored},
                            {"trained_pixels", project.trained},
                            {"before", jsonOf(project.verdict.before)},
                            {"after", jsonOf(project.verdict.after)},
                            {"corrections_held_out", jsonOf(project.verdict.heldOut)},
                            {"corrections", jsonOf(project.verdict.all)},
                            {"changes", jsonOf(project.verdict.changes)}});
    Json json{{"outcome", wordFor(outcomeOf(verdict))}, {"projects", std::move(projects)}};
    Json rehearsed = Json::array();
    for (const auto& [data, before, after] : verdict.forgetting) {
        if (data.empty()) {
            json["sample_v_rand"] = {before, after};
        } else {
            rehearsed.push_back({{"data", data}, {"v_rand", {before, after}}});
        }
    }
    if (!rehearsed.empty()) json["rehearsed"] = std::move(rehearsed);
    return json;
}

}  // namespace axolemma
