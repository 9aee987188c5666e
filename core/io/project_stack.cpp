#include "core/io/project_stack.h"

#include <utility>

#include "core/io/stack_reader.h"
#include "core/synthetic_stack.h"

namespace axolemma {

Stack readStackOf(const StackReference& reference, const std::filesystem::path& folder,
                  const ProgressFunction& progress, std::stop_token stop) {
    Stack stack;
    const std::string path = findStack(reference, folder);
    if (path.empty()) {
        // Nothing else is ever made in memory.
        stack = sampleStack();
    } else {
        stack = readStack(std::filesystem::path(path), progress, std::move(stop));
    }
    requireSameStack(reference, stack);
    return stack;
}

}  // namespace axolemma
