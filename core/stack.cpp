#include "core/stack.h"

#include <algorithm>
#include <array>

namespace axolemma {

int Stack::width() const {
    return std::visit([](const auto& v) { return v.width(); }, voxels_);
}
int Stack::height() const {
    return std::visit([](const auto& v) { return v.height(); }, voxels_);
}
int Stack::depth() const {
    return std::visit([](const auto& v) { return v.depth(); }, voxels_);
}

std::string_view Stack::typeName() const {
    static constexpr std::array<std::string_view, std::variant_size_v<AnyVolume>> kNames = {
        "uint8", "int8",   "uint16", "int16",   "uint32",
        "int32", "uint64", "int64",  "float32", "float64"};
    return kNames[voxels_.index()];
}

double Stack::valueAt(int x, int y, int z) const {
    return std::visit([&](const auto& v) { return static_cast<double>(v(x, y, z)); }, voxels_);
}

Image<float> Stack::sliceAsFloat(int z) const {
    Image<float> out(width(), height());
    std::visit(
        [&](const auto& v) {
            const auto slice = v.slice(z);
            std::transform(slice.data(), slice.data() + slice.size(), out.begin(),
                           [](auto value) { return static_cast<float>(value); });
        },
        voxels_);
    return out;
}

}  // namespace axolemma
