#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace axolemma {

/// Numbers in the order of `axes`: one letter for each extent, of b (batch), c (channel), z, y, x;
/// the last is fastest.
struct Tensor {
    std::string axes;
    std::vector<std::int64_t> shape;
    std::vector<float> values;

    /// The extent of an axis; 1 where it is not there.
    std::int64_t extent(char axis) const;
    /// The product of the extents.
    std::int64_t size() const;
};

/// A step before or after a network, as the BioImage Model Zoo's specification names them.
struct Operation {
    enum class Kind {
        Binarize,                   ///< 1 above the threshold `first`, else 0
        Clip,                       ///< to `first` .. `second`
        ScaleLinear,                ///< v * first + second
        Sigmoid,                    ///<
        Softmax,                    ///< over channels
        ZeroMeanUnitVariance,       ///< (v - mean) / (std + eps), both measured over `axes`
        FixedZeroMeanUnitVariance,  ///< (v - first) / second
        ScaleRange,                 ///< percentiles `first` and `second` over `axes` become 0 and 1
        ScaleMeanVariance,          ///< takes mean and deviation of the input, both over `axes`
        EnsureDtype,                ///< rounded towards 0 and clamped as `dtype` would
    };
    Kind kind = Kind::EnsureDtype;
    /// One number for all channels, or one for each.
    std::vector<double> first{};
    std::vector<double> second{};
    /// What is measured together; empty = everything.
    std::string axes{};
    double eps = 1e-6;
    std::string dtype = "float32";

    bool operator==(const Operation&) const = default;
    /// Whether it needs to see all values before it changes one.
    bool measures() const;
};

/// "zero_mean_unit_variance", and back. Throws `std::invalid_argument` for a name that is none.
const char* nameOf(Operation::Kind kind);
Operation::Kind operationFrom(const std::string& name);

/// Applies them one after the other, measuring over the tensor. `input` is what the network was
/// given before any operation, for those that refer to it. Throws `std::invalid_argument` where
/// numbers do not fit the channels.
void applyOperations(const std::vector<Operation>& operations, Tensor& tensor,
                     const Tensor* input = nullptr);

/// The operations with all that they measure known, from a sample of a whole stack: what is left
/// changes each value by itself.
class FittedOperations {
  public:
    FittedOperations() = default;
    /// `sample` is taken for every channel; measured over all of it, whatever `Operation::axes`.
    /// Throws as `applyOperations`.
    FittedOperations(const std::vector<Operation>& operations, std::vector<float> sample,
                     int channels);

    float operator()(float value, int channel) const {
        for (const Step& step : steps_) value = step(value, channel);
        return value;
    }

    /// One operation with its numbers.
    struct Step {
        Operation::Kind kind;
        std::vector<float> first;
        std::vector<float> second;
        float lowest = 0, highest = 0;  ///< of a whole number's type
        float operator()(float value, int channel) const;
    };

  private:
    std::vector<Step> steps_;
};

}  // namespace axolemma
