// libFuzzer: any bytes are either a model or an Error with a sentence; nothing else may happen.
// Most changes go into the header and the tensors and get a right length and checksum, or no reader
// would look at them.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/error.h"
#include "segmentation/foreign_model.h"
#include "tests/segmentation/model_parts.h"

using namespace axolemma;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

std::string makeFolder() {
    char name[] = "/tmp/axolemma-fuzz-XXXXXX";
    return ::mkdtemp(name) ? name : "/tmp";
}

void mutate(std::string& text, std::size_t most) {
    const std::size_t size = text.size();
    text.resize(most);
    text.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(text.data()), size, most));
}

void writeSeed(const std::string& path, Weights weights) {
    ModelFile model;
    model.info.name = "seed";
    model.info.architecture = {4, 3, true, true, true};
    model.info.validation.perSlice = {0.95, 0.99};
    model.info.provenance = {{"steps", "4000"}};
    model.tensors = {{"a.weight", {1, 2, 1, 1}, {0.5F, -3.0F}}, {"a.bias", {0}, {}}};
    writeModelFile(path, model, weights);
    (void)readModelFile(path);
}

void writeForeignSeed(const std::string& path) {
    ForeignModel model;
    model.info.name = "stranger";
    model.info.foreign = "TorchScript of others";
    model.use.before = {{.kind = Operation::Kind::ScaleRange, .first = {1}, .second = {99}}};
    model.use.after = {{.kind = Operation::Kind::Sigmoid}};
    model.program = "not looked at";
    writeForeignModel(path, model);
    (void)readForeignModel(path);
}

}  // namespace

/// The first folder holds what was found, seeds are put into the second.
extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    if (*count < 3 || !std::filesystem::is_directory((*arguments)[2])) return 0;
    const std::string folder = (*arguments)[2];
    writeSeed(folder + "/float32.axomodel", Weights::Float32);
    writeSeed(folder + "/float16.axomodel", Weights::Float16);
    writeForeignSeed(folder + "/stranger.axoforeign");
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    auto parts = test::takeApart(bytes);
    if (!parts || seed % 16 == 0) return LLVMFuzzerMutate(data, size, most);
    std::string& part = seed % 16 < 12 ? parts->header : parts->tensors;
    const std::size_t others = bytes.size() - part.size();
    if (others >= most) return LLVMFuzzerMutate(data, size, most);
    mutate(part, most - others);
    const std::string changed = parts->bytes();
    std::memcpy(data, changed.data(), changed.size());
    return changed.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string path = makeFolder() + "/input.axomodel";
    {
        std::ofstream file(path, std::ios::binary);
        file.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    }
    try {
        if (isForeignModel(path)) {
            const ForeignModel model = readForeignModel(path);
            if (model.program.size() > size || readModelInfo(path).name != model.info.name)
                std::abort();
            return 0;
        }
        const ModelFile model = readModelFile(path);
        std::size_t values = 0;
        for (const auto& tensor : model.tensors) values += tensor.values.size();
        if (values * 2 > size || readModelInfo(path).name != model.info.name) std::abort();
    } catch (const Error& error) {
        const std::string said = error.what();
        if (!said.starts_with(path) || !said.ends_with(".")) std::abort();
    }
    ::unlink(path.c_str());
    return 0;
}
