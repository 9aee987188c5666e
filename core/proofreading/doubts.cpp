#include "core/proofreading/doubts.h"

#include <fmt/format.h>

#include "core/proofreading/edit_parts.h"

namespace axolemma {

std::string questionOf(const Doubt& doubt) {
    switch (doubt.kind) {
        case DoubtKind::Seam:
            return fmt::format("Are neurons {} and {} one here? The membrane between them is weak.",
                               doubt.neuronA, doubt.neuronB);
        case DoubtKind::Faint:
            return fmt::format("Is neuron {} two here? There is a faint membrane within.",
                               doubt.neuronA);
        case DoubtKind::Link:
            return fmt::format("Does neuron {} go on from slice {} to {}? The link is weak.",
                               doubt.neuronA, doubt.a.z, doubt.b.z);
        case DoubtKind::MissingLink:
            return fmt::format("Does neuron {} go on as {} from slice {} to {}? They overlap.",
                               doubt.neuronA, doubt.neuronB, doubt.a.z, doubt.b.z);
    }
    return "";
}

Edit takeOther(const Derived& now, const Doubt& doubt) {
    return doubt.joined() ? split(now, {doubt.a}, {doubt.b}) : merge(now, doubt.a, doubt.b);
}

Edit keepPresent(const Derived& now, const Doubt& doubt) {
    const std::uint64_t a = now.neuronAt(doubt.a);
    const std::uint64_t b = now.neuronAt(doubt.b);
    if (a == 0 || b == 0 || (a == b) != doubt.joined())
        return Edit::refused("This has changed; look again.");
    Edit edit;
    edit.name = doubt.joined()
                    ? fmt::format("Keep {} together, slice {}", detail::nameOf(now, a), doubt.at.z)
                    : fmt::format("Keep neurons {} and {} apart, slice {}", std::min(a, b),
                                  std::max(a, b), doubt.at.z);
    edit.place = doubt.at;
    edit.said.emplace_back(
        LinkAssertion{doubt.a, doubt.b, doubt.joined() ? Relation::Same : Relation::Different});
    return edit;
}

double expectedErrors(std::span<const Doubt> doubts) {
    double sum = 0;
    for (const Doubt& doubt : doubts) sum += doubt.error;
    return sum;
}

std::map<std::uint64_t, double> uncertaintyByNeuron(std::span<const Doubt> doubts) {
    std::map<std::uint64_t, double> sums;
    for (const Doubt& doubt : doubts) {
        sums[doubt.neuronA] += doubt.error;
        if (doubt.neuronB != doubt.neuronA) sums[doubt.neuronB] += doubt.error;
    }
    return sums;
}

}  // namespace axolemma
