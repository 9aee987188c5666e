#include "core/io/export_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/io/input_file.h"
#include "core/io/output_file.h"
#include "core/io/sha256.h"
#include "core/io/stack_writer.h"
#include "core/io/utc_time.h"
#include "core/partition_facts.h"
#include "core/version.h"

namespace axolemma {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kFormat = "axolemma export";
constexpr int kVersion = 1;

/// 0 where there is nothing to have a share of.
template <typename T>
double share(T part, T whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

Json jsonOfRule(const std::optional<PartitionRule>& rule) {
    if (!rule) return nullptr;
    Json json = Json::object();
    // They are numbers, without the digits that a float does not have.
    for (const auto& [name, value] : factsOf(*rule)) json[name] = Json::parse(value);
    return json;
}

Json jsonOfModel(const ExportRecord& record) {
    if (record.model.empty()) return nullptr;
    Json json = {{"name", record.model}, {"sha256", nullptr}, {"device", record.device}};
    if (!record.modelHash.empty()) json["sha256"] = record.modelHash;
    return json;
}

Json jsonOfEdits(const ExportRecord& record) {
    Json authors = Json::object();
    std::size_t total = 0;
    for (const auto& [author, count] : record.edits) {
        authors[author.empty() ? "unknown" : author] = count;
        total += count;
    }
    return {{"total", total}, {"by_author", std::move(authors)}};
}

std::string textOf(const ExportRecord& record, const fs::path& path) {
    Json json{{"format", kFormat},
              {"version", kVersion},
              {"program", fmt::format("axolemma {}", axolemma::kVersion)},
              {"time", utcNow()},
              {"file", path.filename().string()},
              {"holds", record.labels ? "labels" : "probability of cell"}};
    if (record.labels) {
        json["ids"] = record.labels->ids == LabelIds::Neurons ? "neurons" : "components by slice";
        json["boundary"] = record.labels->boundary == Boundary::Keep ? "keep" : "grown";
    }
    json["stack"] = {{"path", record.stack},
                     {"width", record.width},
                     {"height", record.height},
                     {"depth", record.depth},
                     {"voxel_size_nm", {record.spacing.x, record.spacing.y, record.spacing.z}},
                     {"voxel_size_known", record.spacingKnown}};
    if (record.project.empty())
        json["project"] = nullptr;
    else
        json["project"] = {{"path", record.project},
                           {"line", record.line ? Json(*record.line) : Json()}};
    json["model"] = jsonOfModel(record);
    json["rule"] = jsonOfRule(record.rule);
    json["edits"] = jsonOfEdits(record);
    json["neurons"] = {{"count", record.neurons},
                       {"verified", record.neuronsVerified},
                       {"verified_share", share(record.neuronsVerified, record.neurons)}};
    json["area"] = {{"pixels", record.pixels},
                    {"verified", record.pixelsVerified},
                    {"verified_share", share(record.pixelsVerified, record.pixels)}};
    json["locked"] = record.locked;
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// Somebody's own file of that name is not replaced.
void requireOwn(const fs::path& path) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) return;
    bool own = false;
    if (fs::is_regular_file(path, ignored) && fs::file_size(path, ignored) > 0) {
        const InputFile file(path.string());
        const Json json =
            Json::parse(file.head(static_cast<std::size_t>(file.size())), nullptr, false);
        own = json.is_object() && json.value("format", Json()) == kFormat;
    }
    if (!own)
        throw Error(
            fmt::format("{}: this file was not made by an export and would be replaced by the "
                        "record of this one. Choose another name; nothing was changed.",
                        path.string()));
}

}  // namespace

void tellStack(ExportRecord& record, const Stack& stack) {
    record.stack = stack.path;
    record.width = stack.width();
    record.height = stack.height();
    record.depth = stack.depth();
    record.spacing = stack.spacing();
    record.spacingKnown = stack.spacingKnown();
}

void tellNeurons(ExportRecord& record, const NeuronTable& neurons, const Assertions& said) {
    record.neurons = neurons.neurons().size();
    record.neuronsVerified = 0;
    record.pixels = record.pixelsVerified = 0;
    record.locked.clear();
    for (const Neuron& neuron : neurons.neurons()) {
        record.pixels += neuron.voxels;
        if (neuron.verified) ++record.neuronsVerified;
        if (neuron.locked) record.locked.push_back(neuron.id);
    }
    for (const auto& [z, slice] : said.slices())
        for (const Profile& profile : slice->profiles)
            if (profile.verified) record.pixelsVerified += profile.pixels.pixels();
}

fs::path recordPath(const fs::path& path) {
    fs::path stem = path.filename();
    if (stem.extension() == ".gz") stem = stem.stem();
    return path.parent_path() / (stem.stem().string() + ".json");
}

void requireWritableRecord(const fs::path& path) {
    const fs::path beside = recordPath(path);
    requireOwn(beside);
    const AtomicFile probe(beside);
}

void writeExport(const fs::path& path, const Stack& stack, const ExportRecord& record,
                 const ProgressFunction& progress, std::stop_token stop) {
    const fs::path beside = recordPath(path);
    requireOwn(beside);
    // All of it is on the disk before the stack gets its name, so that what follows is a rename.
    std::optional<OutputFile> written;
    try {
        written.emplace(beside);
        written->write(textOf(record, path));
        written->finish();
    } catch (const Error& error) {
        throw Error(fmt::format("{} cannot be written, for its record cannot: {}", path.string(),
                                error.what()));
    }
    writeStack(path, stack, progress, std::move(stop));
    written->commit();
}

std::string hashOfFile(const fs::path& path) {
    constexpr std::uint64_t kPiece = 1U << 20U;
    const InputFile file(path.string());
    Sha256 sum;
    for (std::uint64_t at = 0; at < file.size(); at += kPiece) sum.add(file.head(kPiece, at));
    return sum.finish();
}

}  // namespace axolemma
