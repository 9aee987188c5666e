#include "core/partition_facts.h"

#include <fmt/format.h>

#include <charconv>

namespace axolemma {

namespace {

template <typename T>
std::optional<T> numberIn(const std::map<std::string, std::string>& facts, const char* name,
                          T most) {
    const auto fact = facts.find(name);
    if (fact == facts.end()) return {};
    T value{};
    const std::string& text = fact->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || !(value >= 0 && value <= most)) return {};
    return value;
}

}  // namespace

std::map<std::string, std::string> factsOf(const PartitionRule& rule) {
    const Refinement& r = rule.refinement;
    return {{"wf", fmt::format("{}", r.weight)},
            {"threshold", fmt::format("{}", rule.boundaryFrom())},
            {"sigma", fmt::format("{}", r.sigma)},
            {"h", fmt::format("{}", r.depth)},
            {"join_below", fmt::format("{}", r.joinBelow)},
            {"smallest_component", fmt::format("{}", rule.smallest)}};
}

std::optional<PartitionRule> ruleIn(const std::map<std::string, std::string>& facts,
                                    const PartitionRule& rest) {
    const auto weight = numberIn(facts, "wf", 1.0F);
    const auto threshold = numberIn(facts, "threshold", 1.0F);
    const auto sigma = numberIn(facts, "sigma", kLargestSigma);
    const auto depth = numberIn(facts, "h", 1.0F);
    const auto joinBelow = numberIn(facts, "join_below", 1.0F);
    const auto smallest = numberIn(facts, "smallest_component", kLargestSmallest);
    if (!weight && !threshold && !sigma && !depth && !joinBelow && !smallest) return {};
    PartitionRule rule = rest;
    if (threshold) rule.setBoundaryFrom(*threshold);
    rule.smallest = smallest.value_or(rest.smallest);
    const Refinement& r = rest.refinement;
    rule.refinement = {weight.value_or(r.weight), sigma.value_or(r.sigma), depth.value_or(r.depth),
                       joinBelow.value_or(r.joinBelow)};
    return rule;
}

std::string describe(const PartitionRule& rule) {
    const Refinement& r = rule.refinement;
    return fmt::format(
        "w_f {:.2f}, t {:.2f}, sigma {:g}, h {:.3f}, joined below {:.2f}, at least "
        "{} pixels",
        r.weight, rule.boundaryFrom(), r.sigma, r.depth, r.joinBelow, rule.smallest);
}

}  // namespace axolemma
