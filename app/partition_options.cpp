#include "app/partition_options.h"

#include <fmt/format.h>

#include "core/partition_facts.h"

namespace axolemma {

bool PartitionOptions::any() const {
    return weight || threshold || sigma || depth || joinBelow || smallest;
}

bool PartitionOptions::all() const {
    return weight && threshold && sigma && depth && joinBelow && smallest;
}

PartitionRule PartitionOptions::over(PartitionRule rule) const {
    if (threshold) rule.setBoundaryFrom(*threshold);
    rule.smallest = smallest.value_or(rule.smallest);
    Refinement& r = rule.refinement;
    r = {weight.value_or(r.weight), sigma.value_or(r.sigma), depth.value_or(r.depth),
         joinBelow.value_or(r.joinBelow)};
    return rule;
}

void addPartitionOptions(CLI::App& command, PartitionOptions& options) {
    const auto add = [&command](const char* name, std::optional<float>& value, float most,
                                const char* description) {
        command.add_option(name, value, description)
            ->type_name("VALUE")
            ->check([most](const std::string& text) {
                float number = 0;
                // Written so that what is not a number is out of range too.
                const bool fine =
                    CLI::detail::lexical_cast(text, number) && number >= 0 && number <= most;
                return fine ? std::string()
                            : fmt::format("{} is not between 0 and {:g}", text, most);
            });
    };
    add("--wf", options.weight, 1, "weight of the contours, 0 (the network alone) to 1");
    add("--threshold", options.threshold, 1,
        "boundary where the fused probability of membrane is at least this");
    add("--sigma", options.sigma, kLargestSigma,
        "smoothing of the map before its watershed, in pixels");
    add("--h", options.depth, 1, "minima shallower than this, in probability, start no region");
    add("--join-below", options.joinBelow, 1,
        "contours with less membrane than this in the mean are none");
    command
        .add_option("--smallest", options.smallest, "components of fewer pixels become boundary")
        ->type_name("PIXELS")
        ->check(CLI::Range(std::uint32_t{0}, kLargestSmallest));
}

}  // namespace axolemma
