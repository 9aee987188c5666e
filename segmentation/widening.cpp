#include "segmentation/widening.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "core/error.h"
#include "segmentation/folded_layers.h"
#include "segmentation/random.h"

namespace axolemma {

namespace {

/// How unevenly the weights of a kernel are shared out, of their root mean square.
constexpr float kUnevenness = 0.5F;

/// Copy k of a feature map is that many behind it, in every layer alike: so maps that are added
/// meet their like.
int original(int map, int before) {
    return map % before;
}

/// How many copies of a feature map there are.
int copiesOf(int map, int before, int now) {
    return (now - map - 1) / before + 1;
}

float rootMeanSquare(const std::vector<float>& values) {
    double sum = 0;
    for (const float value : values) sum += static_cast<double>(value) * value;
    return static_cast<float>(std::sqrt(sum / static_cast<double>(values.size())));
}

/// The kernels of a layer, whatever the order of its tensor is.
class Kernels {
  public:
    Kernels(const detail::LayerSpec& spec, std::vector<float>& values)
        : columns_(transposed(spec) ? spec.out : spec.in),
          area_(static_cast<std::size_t>(spec.kernel) * spec.kernel),
          transposed_(transposed(spec)),
          values_(values.data()) {}

    float* of(int out, int in) {
        const int row = transposed_ ? in : out;
        const int column = transposed_ ? out : in;
        return values_ + (static_cast<std::size_t>(row) * columns_ + column) * area_;
    }
    std::size_t area() const { return area_; }

  private:
    static bool transposed(const detail::LayerSpec& spec) {
        return spec.kind == detail::LayerSpec::Kind::Deconvolution;
    }
    int columns_;
    std::size_t area_;
    bool transposed_;
    float* values_;
};

std::vector<float> widenedKernels(std::vector<float> old, const detail::LayerSpec& before,
                                  const detail::LayerSpec& now, Random& random) {
    const float unevenness = kUnevenness * rootMeanSquare(old);
    std::vector<float> fresh(old.size() / before.in / before.out * now.in * now.out);
    Kernels from(before, old);
    Kernels to(now, fresh);
    std::vector<float> differences;
    for (int out = 0; out < now.out; ++out)
        for (int in = 0; in < before.in; ++in) {
            const int copies = copiesOf(in, before.in, now.in);
            const float share = 1 / static_cast<float>(copies);
            const float* kernel = from.of(original(out, before.out), in);
            for (std::size_t i = 0; i < from.area(); ++i) {
                float mean = 0;
                differences.clear();
                for (int k = 0; k < copies; ++k) {
                    differences.push_back(copies > 1 ? unevenness * share * random.normal() : 0);
                    mean += differences.back() * share;
                }
                for (int k = 0; k < copies; ++k)
                    to.of(out, in + k * before.in)[i] = kernel[i] * share + differences[k] - mean;
            }
        }
    return fresh;
}

}  // namespace

void requireWidening(const Architecture& from, const Architecture& to, const std::string& source) {
    Architecture widest = from;
    widest.width = to.width;
    if (!(widest == to))
        throw Error(fmt::format(
            "{}: this is a {}, which can be made wider but not a {}. Start from another "
            "model, or train without one.",
            source, from.description(), to.description()));
    if (to.width < from.width)
        throw Error(
            fmt::format("{}: this network has width {} and can be made wider, not narrower. Give a "
                        "width of {} or more, or teach a network of width {} with it (--teacher).",
                        source, from.width, from.width, to.width));
}

std::vector<NamedTensor> widened(const std::vector<NamedTensor>& tensors, const Architecture& from,
                                 const Architecture& to, std::uint64_t seed,
                                 const std::string& source) {
    requireWidening(from, to, source);
    detail::checkTensors(from, tensors, source);
    if (to.width == from.width) return tensors;
    std::map<std::string, const std::vector<float>*> old;
    for (const NamedTensor& tensor : tensors) old[tensor.name] = &tensor.values;
    std::map<std::string, std::vector<float>> kernels;
    Random random(seed, 0, 0);
    const std::vector<detail::LayerSpec> before = detail::layersOf(from);
    const std::vector<detail::LayerSpec> now = detail::layersOf(to);
    for (std::size_t i = 0; i < now.size(); ++i) {
        const std::string name = detail::tensorPrefix(now[i]) + ".weight";
        kernels[name] = widenedKernels(*old.at(name), before[i], now[i], random);
    }
    std::vector<NamedTensor> wide;
    for (const detail::TensorSpec& spec : detail::expectedTensors(to)) {
        NamedTensor tensor{.name = spec.name, .shape = spec.shape, .values = {}};
        if (const auto kernel = kernels.find(spec.name); kernel != kernels.end()) {
            tensor.values = std::move(kernel->second);
        } else {
            // Biases and what normalises are of one feature map each.
            const std::vector<float>& values = *old.at(spec.name);
            const int count = static_cast<int>(values.size());
            for (int map = 0; map < spec.shape[0]; ++map)
                tensor.values.push_back(values[original(map, count)]);
        }
        wide.push_back(std::move(tensor));
    }
    return wide;
}

}  // namespace axolemma
