#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "segmentation/model_file.h"

namespace axolemma {

/// Throws `Error` (naming `source`) unless `to` differs from `from` in its width alone, which is at
/// least as large.
void requireWidening(const Architecture& from, const Architecture& to, const std::string& source);

/// The weights of a wider network that computes what a narrower one does (Net2Net, Chen, Goodfellow
/// and Shlens 2016): feature maps are copied, and the weights that read them are shared out among
/// the copies. Unevenly, by chance that depends on the seed, and so that they sum to the old
/// weight: equal copies would learn the same for ever, and noise of any other kind would change the
/// output.
///
/// Throws as `requireWidening`, and where `tensors` are not those of `from`. Any thread.
std::vector<NamedTensor> widened(const std::vector<NamedTensor>& tensors, const Architecture& from,
                                 const Architecture& to, std::uint64_t seed,
                                 const std::string& source);

}  // namespace axolemma
