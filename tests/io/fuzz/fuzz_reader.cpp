// libFuzzer: any bytes are either a stack or an Error with a sentence; nothing else may happen.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

#include "core/error.h"
#include "core/io/stack_reader.h"

namespace {

/// NIfTI is only read under its own names.
const char* nameFor(const std::uint8_t* data, std::size_t size) {
    if (size > 2 && data[0] == 0x1F && data[1] == 0x8B) return "/input.nii.gz";
    if (size > 347 && data[344] == 'n' && data[345] == '+') return "/input.nii";
    return "/input";
}

std::string makeFolder() {
    char name[] = "/tmp/axolemma-fuzz-XXXXXX";
    return ::mkdtemp(name) ? name : "/tmp";
}

}  // namespace

/// Debian's libhdf5 reads names of damaged files behind their buffer (H5G__ent_to_link, H5B_find:
/// strdup, strcmp), which is not ours to mend: calls of string functions are not watched.
extern "C" const char* __asan_default_options() {
    return "replace_str=0:intercept_strcmp=0:intercept_strlen=0:intercept_strchr=0:"
           "intercept_strndup=0";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string folder = makeFolder();
    const std::string path = folder + nameFor(data, size);
    {
        std::ofstream file(path, std::ios::binary);
        file.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    }
    try {
        const auto info = axolemma::readStackInfo(path);
        const auto stack = axolemma::readStack(path);
        if (stack.width() != info.width || stack.depth() != info.depth) std::abort();
    } catch (const axolemma::Error& error) {
        if (std::string(error.what()).find(path) == std::string::npos) std::abort();
    }
    ::unlink(path.c_str());
    return 0;
}
