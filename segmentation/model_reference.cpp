#include "segmentation/model_reference.h"

#include <fmt/format.h>

#include "core/error.h"
#include "segmentation/ensemble.h"
#include "segmentation/model_header.h"

namespace axolemma {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kWeightsOf = "weights_of";

std::string checksumOf(const detail::Container& file) {
    return fmt::format("{:016x}", file.checksum());
}

detail::Container memberOf(const fs::path& path) {
    detail::Container member = detail::readContainer(path, detail::kModelFormat);
    if (detail::refersToOthers(member))
        throw Error(
            fmt::format("{}: this model has no weights of its own; name the models that it is "
                        "made of instead.",
                        path.string()));
    return member;
}

/// What a model without weights of its own says: of itself, and of those that have them.
struct Reference {
    struct Member {
        fs::path file;
        std::string checksum;
    };
    ModelInfo info;
    std::vector<Member> members;
};

/// Throws `Error` where the header of the model at `path` does not name files beside it.
Reference referenceIn(const fs::path& path, const json& header) {
    Reference reference;
    try {
        reference.info = detail::infoFrom(header);
        if (static_cast<int>(header.at(kWeightsOf).size()) > networksIn(reference.info))
            throw std::invalid_argument("it refers to more models than it has networks");
        for (const json& member : header.at(kWeightsOf)) {
            const fs::path name = member.at("file").get<std::string>();
            // A model from somewhere does not choose what is read here.
            if (name.empty() || name != name.filename() || name == "." || name == "..")
                throw std::invalid_argument("it refers to a file of another folder");
            reference.members.push_back(
                {path.parent_path() / name, member.at("crc64").get<std::string>()});
        }
    } catch (const std::exception& e) {
        detail::throwBadHeader(path, e);
    }
    return reference;
}

/// The files of the models that the one at `path` refers to; none where it has weights of its own.
std::vector<fs::path> referredToBy(const fs::path& path) {
    std::vector<fs::path> files;
    if (!isReference(path)) return files;
    const detail::Container file = detail::readContainer(path, detail::kModelFormat);
    for (Reference::Member& member : referenceIn(path, file.header).members)
        files.push_back(std::move(member.file));
    return files;
}

bool sameNetworks(const ModelInfo& a, const ModelInfo& b) {
    return a.architecture == b.architecture && a.furtherNetworks == b.furtherNetworks;
}

}  // namespace

void writeReference(const fs::path& path, ModelInfo info, const std::vector<fs::path>& models) {
    for (const fs::path& model : models) requireOtherFile(path, model);
    const ModelInfo ensemble = ensembleOf(models, info.name).info;
    info.architecture = ensemble.architecture;
    info.furtherNetworks = ensemble.furtherNetworks;
    json members = json::array();
    for (const fs::path& model : models) {
        std::error_code error;
        if (!fs::equivalent(fs::absolute(model).parent_path(), fs::absolute(path).parent_path(),
                            error))
            throw Error(
                fmt::format("{}: this model is not in the folder of {}, which is to refer "
                            "to it; copy it there.",
                            model.string(), path.string()));
        members.push_back(
            {{"file", model.filename().string()}, {"crc64", checksumOf(memberOf(model))}});
    }
    json header = detail::toJson(info);
    header["tensors"] = json::array();
    header[kWeightsOf] = std::move(members);
    detail::writeContainer(path, detail::kModelFormat, detail::kModelFormat.newest,
                           header.dump(-1, ' ', false, json::error_handler_t::replace), {});
}

bool isReference(const fs::path& path) {
    return detail::hasMagic(path, detail::kModelFormat) &&
           detail::refersToOthers(detail::readContainer(path, detail::kModelFormat));
}

void requireOtherFile(const fs::path& output, const fs::path& model) {
    std::vector<fs::path> needed = referredToBy(model);
    needed.push_back(model);
    for (const fs::path& file : needed) {
        std::error_code error;
        if (fs::equivalent(output, file, error))
            throw Error(
                fmt::format("{}: the new model is made from this one, which would be lost. Give "
                            "the new one another name.",
                            output.string()));
    }
}

namespace detail {

bool refersToOthers(const Container& file) {
    return file.header.is_object() && file.header.contains(kWeightsOf);
}

ModelFile resolved(const fs::path& path, const Container& file) {
    auto [info, members] = referenceIn(path, file.header);
    std::vector<fs::path> models;
    for (const auto& [model, checksum] : members) {
        std::error_code error;
        if (!fs::exists(model, error))
            throw Error(
                fmt::format("{}: this model is made of {}, which is not beside it. Put it "
                            "there, or use another model.",
                            path.string(), model.filename().string()));
        if (checksumOf(memberOf(model)) != checksum)
            throw Error(
                fmt::format("{}: this model is made of {}, which has changed since. Put "
                            "back the one it was made of, or use another model.",
                            path.string(), model.filename().string()));
        models.push_back(model);
    }
    ModelFile whole = ensembleOf(models, info.name);
    if (!sameNetworks(whole.info, info))
        throw Error(
            fmt::format("{}: this model says of its networks what they are not. Make it "
                        "again.",
                        path.string()));
    whole.info = std::move(info);
    return whole;
}

}  // namespace detail

}  // namespace axolemma
