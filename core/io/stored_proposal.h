#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/image.h"
#include "core/partition.h"
#include "core/progress.h"

namespace axolemma {

/// A proposal as a project keeps it: per slice a map of the probability of cell (steps of 1/255,
/// fused) with the rule that makes it a partition, or a label per pixel (0: boundary). A slice has
/// one of the two or neither.
struct StoredProposal {
    /// [depth]; null where the slice has none. Both have the depth of the stack, or are empty.
    std::vector<std::shared_ptr<const Image<std::uint8_t>>> maps;
    std::vector<std::shared_ptr<const Image<std::uint64_t>>> labels;
    PartitionRule rule;
    /// What made it, for people: a model's name and hash and a device, or the path of the labels.
    std::string model;
    std::string modelHash;
    std::string device;
};

/// The proposals of a project, each stored once and never changed. A proposal is a small JSON file
/// that names its slices; a slice is named by its SHA-256, compressed, and shared by all proposals
/// that hold the same pixels. Any thread, several at once.
class ProposalStore {
  public:
    /// Of the project in `folder`.
    explicit ProposalStore(std::filesystem::path folder);
    /// Goes on in another folder once `move` has put all there. Waits for what is being stored.
    void moveTo(std::filesystem::path folder, const std::function<void()>& move);

    /// Writes a proposal and returns its name, which depends on its content alone. Throws `Error`
    /// (disk full, ...) or `Cancelled`; what was written of it is then removed by the next save.
    std::string store(const StoredProposal& proposal, const ProgressFunction& progress = {},
                      const std::stop_token& stop = {});
    /// A name for a proposal that is still being made, so that a step can refer to it. Nothing is
    /// written.
    static std::string reserve();
    /// Makes a reserved name mean a stored proposal. Throws `Error`.
    void fulfil(const std::string& reserved, const std::string& stored);
    /// The same slices under another rule: writes some kilobytes. Throws `Error`.
    std::string storeWithRule(const std::string& name, const PartitionRule& rule);

    /// Throws `Error` that names the file: there is none, damaged (every slice has a checksum), a
    /// newer version, slices that differ in size or are not of the project's stack; or `Cancelled`.
    StoredProposal load(const std::string& name, const ProgressFunction& progress = {},
                        const std::stop_token& stop = {}) const;
    /// All but the slices; fast.
    StoredProposal loadWithoutSlices(const std::string& name) const;

    /// Removes what is neither in `keep` nor stored since this object was made, unless something is
    /// being stored at this moment. Never throws: what cannot be removed stays.
    void removeAllBut(const std::set<std::string>& keep);

  private:
    std::filesystem::path folder() const;
    std::string writeProposal(const std::string& text);

    /// Of what is stored and moved; not held for `folder_` and `fresh_`, which are quick.
    std::mutex storing_;
    mutable std::mutex mutex_;
    std::filesystem::path folder_;
    std::set<std::string> fresh_;
};

}  // namespace axolemma
