#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/network_options.h"
#include "app/retrain_parent.h"
#include "app/taught_project.h"
#include "core/proofreading/verdict.h"

namespace axolemma {

/// What a network was worth before it was taught and is after, for people and machines.
struct RetrainVerdict {
    struct OfProject {
        std::string folder;
        HeldOut heldOut;
        std::uint64_t scored = 0;
        std::uint64_t trained = 0;
        TeachingVerdict verdict;
    };
    /// Those with a held-out part.
    std::vector<OfProject> projects;
    /// V_Rand (thin) where nobody corrected anything: what was forgotten.
    struct Forgetting {
        /// The folder of masks; empty: some slices of the built-in sample stack.
        std::string data;
        double before = 0;
        double after = 0;
    };
    /// On each stack that was rehearsed, or on the sample where there is none.
    std::vector<Forgetting> forgetting;
};

/// What was rehearsed, and the folder it is from.
struct RehearsedMasks {
    std::string folder;
    LabelledStack stack;
};

/// Runs both networks in the same way over the stacks and over what was rehearsed or the sample,
/// and compares: what a project keeps may be of other options. Throws `Error`, `Cancelled`.
RetrainVerdict judge(const std::vector<TaughtProject>& projects,
                     const std::vector<RehearsedMasks>& rehearsed, const RetrainParent& before,
                     const std::filesystem::path& after, const NetworkOptions& network,
                     Session& session);

/// "better on what was held out: V_Rand 0.9532 instead of 0.9104."
std::string sentenceOf(const RetrainVerdict& verdict);
std::string tableOf(const RetrainVerdict& verdict);
nlohmann::ordered_json jsonOf(const RetrainVerdict& verdict);

}  // namespace axolemma
