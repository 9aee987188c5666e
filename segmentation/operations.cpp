#include "segmentation/operations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace axolemma {

namespace {

using Kind = Operation::Kind;
using Step = FittedOperations::Step;

constexpr std::array<std::pair<Kind, const char*>, 10> kNames{
    {{Kind::Binarize, "binarize"},
     {Kind::Clip, "clip"},
     {Kind::ScaleLinear, "scale_linear"},
     {Kind::Sigmoid, "sigmoid"},
     {Kind::Softmax, "softmax"},
     {Kind::ZeroMeanUnitVariance, "zero_mean_unit_variance"},
     {Kind::FixedZeroMeanUnitVariance, "fixed_zero_mean_unit_variance"},
     {Kind::ScaleRange, "scale_range"},
     {Kind::ScaleMeanVariance, "scale_mean_variance"},
     {Kind::EnsureDtype, "ensure_dtype"}}};

/// The range of a type of whole numbers; empty for floats.
std::vector<double> rangeOf(const std::string& dtype) {
    if (dtype == "float32" || dtype == "float64") return {};
    if (dtype == "bool") return {0, 1};
    const bool isUnsigned = dtype.starts_with("uint");
    const std::string digits =
        dtype.substr(isUnsigned ? 4 : std::min<std::size_t>(3, dtype.size()));
    if (!(isUnsigned || dtype.starts_with("int")) ||
        !(digits == "8" || digits == "16" || digits == "32" || digits == "64"))
        throw std::invalid_argument("the type " + dtype + " is unknown");
    const int bits = std::stoi(digits);
    if (isUnsigned) return {0, std::ldexp(1.0, bits) - 1};
    return {-std::ldexp(1.0, bits - 1), std::ldexp(1.0, bits - 1) - 1};
}

std::vector<float> narrowed(const std::vector<double>& values) {
    return {values.begin(), values.end()};
}

std::pair<double, double> meanAndDeviation(std::span<const float> values) {
    double sum = 0, squares = 0;
    for (const float v : values) sum += v;
    const double mean = values.empty() ? 0 : sum / static_cast<double>(values.size());
    for (const float v : values) squares += (v - mean) * (v - mean);
    return {mean, values.empty() ? 1 : std::sqrt(squares / static_cast<double>(values.size()))};
}

/// Interpolated linearly between the two nearest values, as numpy does.
double percentile(std::vector<float>& values, double percent) {
    if (values.empty()) return 0;
    const double at =
        std::clamp(percent, 0.0, 100.0) / 100 * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::ptrdiff_t>(at);
    std::nth_element(values.begin(), values.begin() + below, values.end());
    const double low = values[below];
    if (below + 1 == static_cast<std::ptrdiff_t>(values.size())) return low;
    const double high = *std::min_element(values.begin() + below + 1, values.end());
    return low + (high - low) * (at - static_cast<double>(below));
}

Step affine(double gain, double offset) {
    return {Kind::ScaleLinear, {static_cast<float>(gain)}, {static_cast<float>(offset)}};
}

/// What an operation that measures does, once `values` are all there are.
Step measured(const Operation& operation, std::span<const float> values,
              std::span<const float> input) {
    if (operation.kind == Kind::ScaleRange) {
        std::vector<float> sorted(values.begin(), values.end());
        const double low = percentile(sorted, operation.first.at(0));
        const double high = percentile(sorted, operation.second.at(0));
        const double gain = 1 / (high - low + operation.eps);
        return affine(gain, -low * gain);
    }
    const auto [mean, deviation] = meanAndDeviation(values);
    const double gain = 1 / (deviation + operation.eps);
    if (operation.kind == Kind::ZeroMeanUnitVariance) return affine(gain, -mean * gain);
    const auto [wantedMean, wantedDeviation] = meanAndDeviation(input);
    const double scale = gain * (wantedDeviation + operation.eps);
    return affine(scale, wantedMean - mean * scale);
}

void requireChannels(const std::vector<double>& values, std::int64_t channels, Kind kind) {
    if (values.size() != 1 && static_cast<std::int64_t>(values.size()) != channels)
        throw std::invalid_argument(fmt::format("{} has {} numbers for {} channels", nameOf(kind),
                                                values.size(), channels));
}

/// What an operation that measures nothing does.
Step fixed(const Operation& operation, std::int64_t channels) {
    Step step{operation.kind, narrowed(operation.first), narrowed(operation.second)};
    const auto require = [&](const std::vector<double>& values) {
        requireChannels(values, channels, operation.kind);
    };
    switch (operation.kind) {
        case Kind::Binarize:
            require(operation.first);
            break;
        case Kind::Clip:
        case Kind::ScaleLinear:
            require(operation.first);
            require(operation.second);
            break;
        case Kind::FixedZeroMeanUnitVariance:
            require(operation.first);
            require(operation.second);
            step.kind = Kind::FixedZeroMeanUnitVariance;
            break;
        case Kind::EnsureDtype:
            if (const std::vector<double> range = rangeOf(operation.dtype); !range.empty()) {
                step.lowest = static_cast<float>(range[0]);
                step.highest = static_cast<float>(range[1]);
            }
            break;
        default:
            break;
    }
    return step;
}

/// For each value the number of the group with which it is measured.
std::vector<std::size_t> groupsOf(const Tensor& tensor, const std::string& axes) {
    std::vector<std::size_t> groups(tensor.values.size(), 0);
    std::size_t stride = 1, factor = 1;
    for (std::size_t d = tensor.axes.size(); d-- > 0;) {
        const auto extent = static_cast<std::size_t>(tensor.shape[d]);
        const bool together = axes.empty() || axes.find(tensor.axes[d]) != std::string::npos;
        if (!together) {
            for (std::size_t i = 0; i < groups.size(); ++i)
                groups[i] += factor * (i / stride % extent);
            factor *= extent;
        }
        stride *= extent;
    }
    return groups;
}

std::map<std::size_t, std::vector<float>> split(const Tensor& tensor, const std::string& axes) {
    std::map<std::size_t, std::vector<float>> parts;
    const std::vector<std::size_t> groups = groupsOf(tensor, axes);
    for (std::size_t i = 0; i < groups.size(); ++i) parts[groups[i]].push_back(tensor.values[i]);
    return parts;
}

void applyMeasured(const Operation& operation, Tensor& tensor, const Tensor* input) {
    const std::vector<std::size_t> groups = groupsOf(tensor, operation.axes);
    std::map<std::size_t, Step> steps;
    for (const auto& [group, values] : split(tensor, operation.axes))
        steps.emplace(group, measured(operation, values,
                                      input ? std::span<const float>(input->values)
                                            : std::span<const float>()));
    for (std::size_t i = 0; i < groups.size(); ++i)
        tensor.values[i] = steps.at(groups[i])(tensor.values[i], 0);
}

/// Elements between neighbours along the channels.
std::size_t channelStride(const Tensor& tensor) {
    std::size_t stride = 1;
    for (std::size_t d = tensor.axes.size(); d-- > 0 && tensor.axes[d] != 'c';)
        stride *= static_cast<std::size_t>(tensor.shape[d]);
    return stride;
}

void applySoftmax(Tensor& tensor) {
    const auto channels = static_cast<std::size_t>(tensor.extent('c'));
    const std::size_t stride = channelStride(tensor);
    for (std::size_t i = 0; i < tensor.values.size(); ++i) {
        if (i / stride % channels != 0) continue;
        float* const first = tensor.values.data() + i;
        float largest = first[0];
        for (std::size_t c = 1; c < channels; ++c) largest = std::max(largest, first[c * stride]);
        float sum = 0;
        for (std::size_t c = 0; c < channels; ++c)
            sum += first[c * stride] = std::exp(first[c * stride] - largest);
        for (std::size_t c = 0; c < channels; ++c) first[c * stride] /= sum;
    }
}

}  // namespace

std::int64_t Tensor::extent(char axis) const {
    const std::size_t at = axes.find(axis);
    return at == std::string::npos ? 1 : shape[at];
}

std::int64_t Tensor::size() const {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

bool Operation::measures() const {
    return kind == Kind::ZeroMeanUnitVariance || kind == Kind::ScaleRange ||
           kind == Kind::ScaleMeanVariance;
}

const char* nameOf(Kind kind) {
    for (const auto& [k, name] : kNames)
        if (k == kind) return name;
    return "";
}

Kind operationFrom(const std::string& name) {
    for (const auto& [kind, known] : kNames)
        if (name == known) return kind;
    throw std::invalid_argument("the operation " + name + " is unknown");
}

float Step::operator()(float value, int channel) const {
    const auto of = [channel](const std::vector<float>& v) {
        return v[v.size() > 1 ? channel : 0];
    };
    switch (kind) {
        case Kind::Binarize:
            return value > of(first) ? 1.0F : 0.0F;
        case Kind::Clip:
            return std::min(std::max(value, of(first)), of(second));
        case Kind::ScaleLinear:
            return value * of(first) + of(second);
        case Kind::Sigmoid:
            return 1 / (1 + std::exp(-value));
        case Kind::FixedZeroMeanUnitVariance:
            return (value - of(first)) / of(second);
        case Kind::EnsureDtype:
            return highest > lowest ? std::clamp(std::trunc(value), lowest, highest) : value;
        default:
            return value;
    }
}

void applyOperations(const std::vector<Operation>& operations, Tensor& tensor,
                     const Tensor* input) {
    const auto channels = static_cast<std::size_t>(tensor.extent('c'));
    for (const Operation& operation : operations) {
        if (operation.measures()) {
            applyMeasured(operation, tensor, input);
        } else if (operation.kind == Kind::Softmax) {
            applySoftmax(tensor);
        } else {
            const Step step = fixed(operation, tensor.extent('c'));
            const std::size_t stride = channelStride(tensor);
            for (std::size_t i = 0; i < tensor.values.size(); ++i)
                tensor.values[i] = step(tensor.values[i], static_cast<int>(i / stride % channels));
        }
    }
}

FittedOperations::FittedOperations(const std::vector<Operation>& operations,
                                   std::vector<float> sample, int channels) {
    const bool apart = std::any_of(operations.begin(), operations.end(), [](const Operation& o) {
        return o.first.size() > 1 || o.second.size() > 1;
    });
    const std::size_t copies = apart ? static_cast<std::size_t>(channels) : 1;
    const std::size_t count = sample.size();
    const std::vector<float> input = sample;
    for (std::size_t c = 1; c < copies; ++c)
        sample.insert(sample.end(), input.begin(), input.end());
    for (const Operation& operation : operations) {
        if (operation.kind == Kind::Softmax)
            throw std::invalid_argument("softmax cannot come before the network");
        steps_.push_back(operation.measures() ? measured(operation, sample, input)
                                              : fixed(operation, channels));
        for (std::size_t i = 0; i < sample.size(); ++i)
            sample[i] =
                steps_.back()(sample[i], static_cast<int>(i / std::max<std::size_t>(1, count)));
    }
}

}  // namespace axolemma
