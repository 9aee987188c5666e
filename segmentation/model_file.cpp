#include "segmentation/model_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "segmentation/foreign_model.h"
#include "segmentation/half.h"
#include "segmentation/model_container.h"
#include "segmentation/model_header.h"
#include "segmentation/model_reference.h"

namespace axolemma {

namespace {

using nlohmann::json;
namespace fs = std::filesystem;

bool allFinite(const std::vector<float>& values) {
    return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

std::vector<std::int64_t> shapeFrom(const json& j) {
    if (!j.is_array()) throw std::invalid_argument("the shape of a tensor is not a list");
    std::vector<std::int64_t> shape;
    for (const json& extent : j) shape.push_back(detail::wholeNumber(extent, 0, 1 << 24));
    return shape;
}

std::size_t elements(const std::vector<std::int64_t>& shape) {
    std::size_t n = 1;
    for (const std::int64_t extent : shape) {
        n *= static_cast<std::size_t>(extent);
        if (n > (std::size_t{1} << 32))
            throw std::invalid_argument("a tensor has an impossible shape");
    }
    return n;
}

/// What is written has to be read again: after an hour of training that is late to find out.
void requireReadable(const fs::path& path, const std::string& header, const ModelFile& model) {
    try {
        (void)detail::infoFrom(json::parse(header));
    } catch (const std::exception& e) {
        throw Error(
            fmt::format("{}: the model cannot be written, for nobody could read it ({}). "
                        "Correct what is said about it.",
                        path.string(), e.what()));
    }
    for (const NamedTensor& tensor : model.tensors)
        if (!allFinite(tensor.values))
            throw Error(
                fmt::format("{}: the model cannot be written: its tensor {} holds a value that "
                            "is not finite. Train it again, with a lower learning rate.",
                            path.string(), tensor.name));
}

}  // namespace

std::vector<NamedTensor> tensorsOf(const ModelFile& model, int network) {
    const std::string prefix = network == 0 ? "" : fmt::format("{}/", network);
    std::vector<NamedTensor> tensors;
    for (const NamedTensor& tensor : model.tensors) {
        const bool own = network > 0 ? tensor.name.starts_with(prefix)
                                     : tensor.name.find('/') == std::string::npos;
        if (!own) continue;
        tensors.push_back(tensor);
        tensors.back().name.erase(0, prefix.size());
    }
    return tensors;
}

ModelInfo readModelInfo(const fs::path& path) {
    if (isForeignModel(path)) return readForeignModel(path).info;
    const detail::Container file = detail::readContainer(path, detail::kModelFormat);
    try {
        return detail::infoFrom(file.header);
    } catch (const std::exception& e) {
        detail::throwBadHeader(path, e);
    }
}

ModelFile readModelFile(const fs::path& path) {
    if (isForeignModel(path))
        throw Error(fmt::format(
            "{}: a model of others, which can only be run. Choose one of Axolemma's own for this.",
            path.string()));
    const detail::Container file = detail::readContainer(path, detail::kModelFormat);
    if (detail::refersToOthers(file)) return detail::resolved(path, file);
    ModelFile model;
    try {
        model.info = detail::infoFrom(file.header);
        const char* at = file.content().data();
        const char* const end = at + file.content().size();
        for (const json& entry : file.header.at("tensors")) {
            NamedTensor tensor{
                .name = entry.at("name"), .shape = shapeFrom(entry.at("shape")), .values = {}};
            const std::string type = entry.at("type");
            if (type != "float32" && type != "float16")
                throw std::invalid_argument("the type " + type + " is unknown");
            const std::size_t count = elements(tensor.shape);
            const std::size_t width = type == "float32" ? 4 : 2;
            if (count * width > static_cast<std::size_t>(end - at))
                throw std::invalid_argument("the tensors are longer than the file");
            tensor.values.resize(count);
            if (type == "float32") {
                // A tensor without elements has no address to copy to.
                if (count > 0) std::memcpy(tensor.values.data(), at, count * width);
            } else {
                for (std::size_t i = 0; i < count; ++i) {
                    std::uint16_t half = 0;
                    std::memcpy(&half, at + 2 * i, sizeof half);
                    tensor.values[i] = floatFromHalf(half);
                }
            }
            if (!allFinite(tensor.values))
                throw std::invalid_argument("the tensor " + tensor.name +
                                            " holds a value that is not finite");
            at += count * width;
            model.tensors.push_back(std::move(tensor));
        }
        if (at != end) throw std::invalid_argument("the tensors are shorter than the file");
    } catch (const std::exception& e) {
        detail::throwBadHeader(path, e);
    }
    return model;
}

void writeModelFile(const fs::path& path, const ModelFile& model, Weights weights) {
    json header = detail::toJson(model.info);
    header["tensors"] = json::array();
    for (const NamedTensor& tensor : model.tensors)
        header["tensors"].push_back(
            {{"name", tensor.name},
             {"shape", tensor.shape},
             {"type", weights == Weights::Float32 ? "float32" : "float16"}});
    // A name may come from a file name, whose bytes need not be UTF-8.
    const std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
    requireReadable(path, text, model);
    std::string bytes;
    const auto append = [&bytes](const void* data, std::size_t size) {
        bytes.append(static_cast<const char*>(data), size);
    };
    for (const NamedTensor& tensor : model.tensors) {
        if (weights == Weights::Float32) {
            append(tensor.values.data(), tensor.values.size() * sizeof(float));
        } else {
            for (const float value : tensor.values) {
                const std::uint16_t half = halfFromFloat(value);
                append(&half, sizeof half);
            }
        }
    }
    const std::uint32_t version = model.info.furtherNetworks.empty() ? 1 : 2;
    detail::writeContainer(path, detail::kModelFormat, version, text, bytes);
}

}  // namespace axolemma
