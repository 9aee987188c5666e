#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/image.h"
#include "core/volume.h"
#include "segmentation/model_file.h"
#include "segmentation/segmenter.h"

namespace axolemma::detail {

/// A network laid out for a device. Belongs to one thread at a time.
class Engine {
  public:
    virtual ~Engine() = default;
    /// `input`: normalised planes [inputSlices, height, width], both sides multiples of 8 and at
    /// least
    /// 16. Returns the probability of cell, [height, width]. Looks at `stop` before every layer and
    /// throws `Cancelled`; throws `Error` for an output that the network has not.
    virtual Image<float> probability(const Volume<float>& input, Output output,
                                     std::stop_token stop) = 0;
    /// "bfloat16", "float32", "cuda:0".
    virtual std::string description() const = 0;
};

/// Whether this processor multiplies bfloat16 fast enough to be worth it (AVX512-BF16).
bool hasFastBfloat16();

class MemoryPool;

/// On the processor, through oneDNN. Engines that are given one pool take turns in one thread and
/// hold the memory of one. Throws `Error` (naming `source`) where tensors do not fit.
std::unique_ptr<Engine> makeProcessorEngine(const Architecture& architecture,
                                            const std::vector<NamedTensor>& tensors,
                                            Precision precision, const std::string& source,
                                            std::shared_ptr<MemoryPool> pool = {});

/// Throws the `Error` for an output that is not there.
[[noreturn]] void throwNoSuchOutput();

}  // namespace axolemma::detail
