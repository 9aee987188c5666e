#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/image.h"
#include "core/io/label_writer.h"
#include "core/partition.h"
#include "core/stack.h"

namespace axolemma {

/// Maps in steps of 1/255 as the stack that `writeStack` writes: the probability of cell in
/// float32, 0 where a slice has no map, with the rule by which labels are made of it. Throws
/// `Cancelled`.
Stack mapStack(const std::vector<std::shared_ptr<const Image<std::uint8_t>>>& maps, int depth,
               const StackFrame& like, const PartitionRule& rule, std::stop_token stop = {});

}  // namespace axolemma
