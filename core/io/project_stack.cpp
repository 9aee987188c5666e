#include "core/io/project_stack.h"

#include <utility>

#include "core/io/stack_reader.h"
#include "core/synthetic_stack.h"

namespace axolemma {

namespace {

Stack recognised(const StackReference& reference, Stack stack) {
    requireSameStack(reference, stack);
    if (reference.spacing) sayVoxelSize(stack, *reference.spacing);
    return stack;
}

}  // namespace

Stack readStackOf(const StackReference& reference, const std::filesystem::path& folder,
                  const ProgressFunction& progress, std::stop_token stop) {
    const std::string place = findStack(reference, folder);
    // Nothing but the sample is ever made in memory.
    if (place.empty()) return recognised(reference, sampleStack());
    return readStackAt(reference, place, progress, std::move(stop));
}

Stack readStackAt(const StackReference& reference, const std::filesystem::path& place,
                  const ProgressFunction& progress, std::stop_token stop) {
    return recognised(reference,
                      readStack(filesOf(reference, place.string()), progress, std::move(stop)));
}

}  // namespace axolemma
