#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/network_options.h"
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
    /// V_Rand (thin) on some slices of the built-in sample stack: what was forgotten.
    double sampleBefore = 0;
    double sampleAfter = 0;
};

/// Runs both networks over the stacks and the sample, and compares. Throws `Error`, `Cancelled`.
RetrainVerdict judge(const std::vector<TaughtProject>& projects, const std::string& before,
                     const std::filesystem::path& after, const NetworkOptions& network,
                     Session& session);

/// "better on what was held out: V_Rand 0.9532 instead of 0.9104."
std::string sentenceOf(const RetrainVerdict& verdict);
std::string tableOf(const RetrainVerdict& verdict);
nlohmann::ordered_json jsonOf(const RetrainVerdict& verdict);

}  // namespace axolemma
