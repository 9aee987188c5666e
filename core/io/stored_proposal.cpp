#include "core/io/stored_proposal.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <stdexcept>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/io/input_file.h"
#include "core/io/packed_slice.h"
#include "core/io/project_file.h"
#include "core/io/sha256.h"
#include "core/partition_facts.h"

namespace axolemma {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr int kVersion = 1;
constexpr const char* kFormat = "axolemma proposal";
/// Of the SHA-256 of its text.
constexpr std::size_t kNameDigits = 32;

fs::path slicesIn(const fs::path& project) {
    return project / "slices";
}

fs::path fileOf(const fs::path& project, const std::string& name) {
    return project / "proposals" / (name + ".json");
}

fs::path aliasOf(const fs::path& project, const std::string& name) {
    return project / "proposals" / (name + ".is");
}

json toJson(const PartitionRule& rule) {
    return {{"threshold", rule.threshold},      {"smallest_component", rule.smallest},
            {"weight", rule.refinement.weight}, {"sigma", rule.refinement.sigma},
            {"depth", rule.refinement.depth},   {"join_below", rule.refinement.joinBelow}};
}

PartitionRule ruleFrom(const json& j) {
    PartitionRule rule;
    rule.threshold = j.at("threshold");
    rule.smallest = j.at("smallest_component");
    rule.refinement.weight = j.at("weight");
    rule.refinement.sigma = j.at("sigma");
    rule.refinement.depth = j.at("depth");
    rule.refinement.joinBelow = j.at("join_below");
    const auto share = [](float v) { return v >= 0 && v <= 1; };
    if (!share(rule.threshold) || !share(rule.refinement.weight) || !share(rule.refinement.depth) ||
        !share(rule.refinement.joinBelow) ||
        !(rule.refinement.sigma >= 0 && rule.refinement.sigma <= kLargestSigma) ||
        rule.smallest > kLargestSmallest)
        throw std::invalid_argument("its rule has impossible numbers");
    return rule;
}

std::string textOf(const json& j) {
    return j.dump(1, ' ', false, json::error_handler_t::replace) + '\n';
}

/// What a reserved name means; any other name means itself.
std::string meaningOf(const fs::path& project, const std::string& name) {
    if (!Sha256::isPart(name, kNameDigits)) return name;
    const fs::path path = aliasOf(project, name);
    std::error_code ignored;
    if (!fs::exists(path, ignored)) return name;
    const InputFile file(path.string());
    std::string meaning = file.head(kNameDigits);
    return Sha256::isPart(meaning, kNameDigits) ? meaning : name;
}

/// The JSON of a proposal; its name, unless it was reserved, is its checksum.
json readJson(const fs::path& project, const std::string& wanted) {
    const std::string name = meaningOf(project, wanted);
    const fs::path path = fileOf(project, name);
    if (!Sha256::isPart(name, kNameDigits))
        throw Error(fmt::format("{}: \"{}\" is no name of a proposal.", project.string(), name));
    const InputFile file(path.string());
    const std::string text = file.head(static_cast<std::size_t>(file.size()));
    const json j = json::parse(text, nullptr, false);
    if (j.is_discarded() || !j.is_object() || j.value("format", json()) != kFormat ||
        Sha256::of(text).substr(0, kNameDigits) != name)
        throw Error(
            fmt::format("{}: the proposal is damaged. Segment the stack once more; what "
                        "you said of it is not affected.",
                        path.string()));
    if (j.value("version", json()) != kVersion)
        throw Error(fmt::format("{}: was made by a newer version of Axolemma. Update Axolemma.",
                                path.string()));
    return j;
}

template <typename Work>
auto withReasons(const fs::path& path, const Work& work) {
    try {
        return work();
    } catch (const Error&) {
        throw;
    } catch (const std::exception& wrong) {
        throw Error(
            fmt::format("{}: the proposal cannot be read ({}). Segment the stack once more.",
                        path.string(), wrong.what()));
    }
}

StoredProposal withoutSlices(const json& j) {
    StoredProposal proposal;
    proposal.rule = ruleFrom(j.at("rule"));
    proposal.model = j.at("model");
    proposal.modelHash = j.at("model_hash");
    proposal.device = j.at("device");
    return proposal;
}

void collectSlices(const json& j, std::set<std::string>& names) {
    for (const json& slice : j.at("slices"))
        if (slice.is_object()) names.insert(slice.at("pixels").get<std::string>() + ".slice");
}

void removeFilesBut(const fs::path& folder, const std::set<std::string>& keep) {
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (!keep.contains(at->path().filename().string())) {
            std::error_code ignored;
            fs::remove(at->path(), ignored);
        }
}

/// Throws `Error` unless the proposal has as many slices as the stack, of its size.
void requireFits(const StoredProposal& proposal, const StackReference& stack,
                 const std::string& where) {
    const auto check = [&](const auto& slices) {
        for (const auto& slice : slices) {
            if (!slice) continue;
            if (slice->width() == stack.width && slice->height() == stack.height &&
                static_cast<int>(slices.size()) == stack.depth)
                continue;
            throw Error(fmt::format(
                "{}: the proposal has {} slices of {} x {} pixels but the stack {} of {} x {}. "
                "Segment the stack once more; what you said of it is not affected.",
                where, slices.size(), slice->width(), slice->height(), stack.depth, stack.width,
                stack.height));
        }
    };
    check(proposal.maps);
    check(proposal.labels);
}

}  // namespace

ProposalStore::ProposalStore(fs::path folder) : folder_(std::move(folder)) {}

fs::path ProposalStore::folder() const {
    const std::lock_guard lock(mutex_);
    return folder_;
}

void ProposalStore::moveTo(fs::path folder, const std::function<void()>& move) {
    const std::lock_guard nothingIsStored(storing_);
    const std::lock_guard lock(mutex_);
    move();
    folder_ = std::move(folder);
}

std::string ProposalStore::writeProposal(const std::string& text) {
    std::string name = Sha256::of(text).substr(0, kNameDigits);
    const std::lock_guard lock(mutex_);
    const fs::path file = fileOf(folder_, name);
    fresh_.insert(name);
    std::error_code ignored;
    fs::create_directories(file.parent_path(), ignored);
    bool whole = fs::exists(file, ignored);
    try {
        if (whole) (void)readJson(folder_, name);
    } catch (const Error&) {
        whole = false;
    }
    if (!whole) writeFileAtomically(file, text);
    return name;
}

std::string ProposalStore::reserve() {
    std::random_device source;
    std::string name;
    while (name.size() < kNameDigits) name += fmt::format("{:08x}", source());
    return name.substr(0, kNameDigits);
}

void ProposalStore::fulfil(const std::string& reserved, const std::string& stored) {
    const std::lock_guard lock(mutex_);
    fresh_.insert(reserved);
    writeFileAtomically(aliasOf(folder_, reserved), stored + '\n');
}

std::string ProposalStore::store(const StoredProposal& proposal, const ProgressFunction& progress,
                                 const std::stop_token& stop) {
    const std::lock_guard storing(storing_);
    const fs::path slicesFolder = slicesIn(folder());
    std::error_code ignored;
    fs::create_directories(slicesFolder, ignored);
    const std::size_t depth = std::max(proposal.maps.size(), proposal.labels.size());
    json slices = json::array();
    for (std::size_t z = 0; z < depth; ++z) {
        if (stop.stop_requested()) throw Cancelled();
        if (progress)
            progress({static_cast<double>(z) / static_cast<double>(depth),
                      fmt::format("storing slice {} of {}", z + 1, depth)});
        if (z < proposal.maps.size() && proposal.maps[z])
            slices.push_back(
                {{"kind", "map"}, {"pixels", writeSlice(slicesFolder, proposal.maps[z]->view())}});
        else if (z < proposal.labels.size() && proposal.labels[z])
            slices.push_back({{"kind", "labels"},
                              {"pixels", writeSlice(slicesFolder, proposal.labels[z]->view())}});
        else
            slices.push_back(nullptr);
    }
    return writeProposal(textOf({{"format", kFormat},
                                 {"version", kVersion},
                                 {"rule", toJson(proposal.rule)},
                                 {"model", proposal.model},
                                 {"model_hash", proposal.modelHash},
                                 {"device", proposal.device},
                                 {"slices", std::move(slices)}}));
}

std::string ProposalStore::storeWithRule(const std::string& name, const PartitionRule& rule) {
    json j = readJson(folder(), name);
    j["rule"] = toJson(rule);
    return writeProposal(textOf(j));
}

StoredProposal ProposalStore::loadWithoutSlices(const std::string& name) const {
    const fs::path project = folder();
    return withReasons(fileOf(project, name),
                       [&] { return withoutSlices(readJson(project, name)); });
}

StoredProposal ProposalStore::load(const std::string& name, const ProgressFunction& progress,
                                   const std::stop_token& stop) const {
    const fs::path project = folder();
    return withReasons(fileOf(project, name), [&] {
        const json j = readJson(project, name);
        StoredProposal proposal = withoutSlices(j);
        const json& slices = j.at("slices");
        const std::size_t depth = slices.size();
        proposal.maps.resize(depth);
        proposal.labels.resize(depth);
        std::optional<Rect> size;
        for (std::size_t z = 0; z < depth; ++z) {
            if (stop.stop_requested()) throw Cancelled();
            if (progress)
                progress({static_cast<double>(z) / static_cast<double>(depth),
                          fmt::format("reading slice {} of {}", z + 1, depth)});
            if (!slices[z].is_object()) continue;
            const std::string pixels = slices[z].at("pixels");
            if (!Sha256::isPart(pixels)) throw std::invalid_argument("it names no slice");
            if (slices[z].at("kind") == "map")
                proposal.maps[z] = std::make_shared<const Image<std::uint8_t>>(
                    readMapSlice(slicesIn(project), pixels));
            else
                proposal.labels[z] = std::make_shared<const Image<std::uint64_t>>(
                    readLabelSlice(slicesIn(project), pixels));
            const Rect bounds =
                proposal.maps[z] ? proposal.maps[z]->bounds() : proposal.labels[z]->bounds();
            if (size && !(*size == bounds))
                throw Error(fmt::format(
                    "{}: is a slice of {} x {} pixels, but others of the proposal have {} x {}. "
                    "Segment the stack once more.",
                    sliceFile(slicesIn(project), pixels).string(), bounds.width(), bounds.height(),
                    size->width(), size->height()));
            size = bounds;
        }
        // A store of its own, without a project around it, has no stack to fit.
        std::error_code ignored;
        if (fs::exists(project / project_layout::kProject, ignored))
            requireFits(proposal, readProjectFile(project).stack, fileOf(project, name).string());
        return proposal;
    });
}

void ProposalStore::removeAllBut(const std::set<std::string>& keep) {
    const std::unique_lock storing(storing_, std::try_to_lock);
    if (!storing) return;
    const std::lock_guard lock(mutex_);
    std::set<std::string> names = keep;
    names.insert(fresh_.begin(), fresh_.end());
    std::set<std::string> proposals;
    std::set<std::string> slices;
    try {
        for (const std::string& reserved : names) {
            std::error_code ignored;
            const std::string name = meaningOf(folder_, reserved);
            proposals.insert(reserved + ".is");
            proposals.insert(name + ".json");
            if (fs::exists(fileOf(folder_, name), ignored))
                collectSlices(readJson(folder_, name), slices);
        }
    } catch (const std::exception&) {
        // Which slices a damaged proposal has is not known: they stay.
        return;
    }
    removeFilesBut(folder_ / "proposals", proposals);
    removeFilesBut(slicesIn(folder_), slices);
}

}  // namespace axolemma
