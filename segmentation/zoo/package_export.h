#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/stack.h"
#include "segmentation/segmenter.h"

namespace axolemma::zoo {

/// What the Zoo wants to know of a model and the model may not know.
struct PackageRequest {
    std::filesystem::path model;
    std::filesystem::path file;
    /// Names of people; at least one.
    std::vector<std::string> authors;
    /// An SPDX identifier ("CC-BY-4.0"); the model's where it is empty.
    std::string licence;
    /// "10.1371/journal.pbio.1000502", or an address, for the model's citation.
    std::string doi;
    std::string url;
    /// Slices from whose middle test tensors and the cover are made; the synthetic sample where
    /// null.
    std::shared_ptr<const Stack> sample{};
    bool replace = false;
};

/// Whether this can be an SPDX identifier of a licence.
bool isSpdx(const std::string& licence);
/// Whether test tensors and a cover can be made of the stack: 256 x 256 pixels or more.
bool canBeSample(const Stack& stack);

/// How the package's network differs on the sample from the model as Axolemma runs it: through the
/// spec's normalisation instead of ours, in probability.
struct PackageReport {
    double meanDifference = 0;
    double largestDifference = 0;
    std::uintmax_t bytes = 0;
};

/// Writes a model of ours as a package of spec 0.5: TorchScript weights, test tensors, README.md, a
/// cover that shows what the model makes of the sample, and the operations before and after the
/// network. Throws `Error` where something that the Zoo insists on is missing, `Cancelled`; a file
/// that is there stays as it was.
PackageReport exportPackage(const PackageRequest& request, std::stop_token stop);

}  // namespace axolemma::zoo
