#include "core/contrast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "core/parallel.h"

namespace axolemma {

namespace {

constexpr std::size_t kSampleLimit = 1'000'000;
constexpr double kOutlierShare = 0.0035;
constexpr double kPaddingShare = 0.05;

template <typename T>
bool isFinite(T value) {
    if constexpr (std::is_floating_point_v<T>) return std::isfinite(value);
    return true;
}

/// Every `step`-th pixel of every `step`-th row that is finite.
template <typename T>
std::vector<T> sampleSlice(ImageView<const T> slice, int step) {
    std::vector<T> sample;
    for (int y = step / 2; y < slice.height(); y += step) {
        for (int x = step / 2; x < slice.width(); x += step) {
            if (isFinite(slice(x, y))) sample.push_back(slice(x, y));
        }
    }
    return sample;
}

/// Takes away what pads a slice that does not fill its frame: its lowest or highest value where
/// that is too frequent to be tissue. What is left may be empty.
template <typename T>
void removePadding(std::vector<T>& sample) {
    if (sample.empty()) return;
    const auto [low, high] = std::minmax_element(sample.begin(), sample.end());
    for (const T extreme : {*low, *high}) {
        const auto count = std::count(sample.begin(), sample.end(), extreme);
        if (static_cast<double>(count) > kPaddingShare * static_cast<double>(sample.size())) {
            std::erase(sample, extreme);
        }
    }
}

template <typename T>
double quantile(std::vector<T>& values, double share) {
    const auto index =
        static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(index),
                     values.end());
    return static_cast<double>(values[index]);
}

template <typename T>
ContrastWindow robustWindowOf(const Volume<T>& voxels) {
    const std::size_t perSlice =
        std::max<std::size_t>(kSampleLimit / std::max(voxels.depth(), 1), 1);
    int step = 1;
    const auto samples = [&](int s) {
        return static_cast<std::size_t>((voxels.width() + s - 1) / s) *
               static_cast<std::size_t>((voxels.height() + s - 1) / s);
    };
    while (samples(step) > perSlice) ++step;

    std::vector<T> tissue;
    bool any = false;
    T low{};
    T high{};
    for (int z = 0; z < voxels.depth(); ++z) {
        auto sample = sampleSlice(voxels.slice(z), step);
        if (sample.empty()) continue;
        const auto [sliceLow, sliceHigh] = std::minmax_element(sample.begin(), sample.end());
        low = any ? std::min(low, *sliceLow) : *sliceLow;
        high = any ? std::max(high, *sliceHigh) : *sliceHigh;
        any = true;
        removePadding(sample);
        tissue.insert(tissue.end(), sample.begin(), sample.end());
    }
    if (!any) return {};
    ContrastWindow window{static_cast<double>(low), static_cast<double>(high)};
    if (!tissue.empty()) {
        const ContrastWindow robust{quantile(tissue, kOutlierShare),
                                    quantile(tissue, 1 - kOutlierShare)};
        if (robust.high > robust.low) window = robust;
    }
    if (window.high > window.low) return window;
    // A constant stack is shown as mid grey. Around huge values a difference of 1 does not exist.
    const double margin = std::max(1.0, std::abs(window.low) * 1e-6);
    return {std::max(window.low - margin, std::numeric_limits<double>::lowest()),
            std::min(window.high + margin, std::numeric_limits<double>::max())};
}

std::uint8_t displayValue(double value, double low, double scale) {
    const double shown = (value - low) * scale;
    return shown >= 255 ? 255 : shown > 0 ? static_cast<std::uint8_t>(shown + 0.5) : 0;
}

/// Maps rows of values to what is shown of them.
template <typename T>
class DisplayMapping {
  public:
    explicit DisplayMapping(const ContrastWindow& window) : low_(window.low) {
        const double range = window.high - window.low;
        scale_ = range > 0 && std::isfinite(range) ? 255.0 / range : 0.0;
        if constexpr (sizeof(T) == 1) {
            for (int i = 0; i < 256; ++i) {
                table_[i] =
                    displayValue(static_cast<T>(static_cast<std::uint8_t>(i)), low_, scale_);
            }
        }
    }

    void operator()(const T* values, std::size_t count, std::uint8_t* out) const {
        if constexpr (sizeof(T) == 1) {
            for (std::size_t i = 0; i < count; ++i) {
                out[i] = table_[static_cast<std::uint8_t>(values[i])];
            }
        } else if constexpr (std::is_same_v<T, float> || sizeof(T) == 2) {
            // Single precision is enough for 8 bits out of 16 or 24, and twice as fast.
            const auto low = static_cast<float>(low_);
            const auto factor = static_cast<float>(scale_);
            for (std::size_t i = 0; i < count; ++i) {
                const auto value = static_cast<float>(values[i]);
                const float shown = std::isfinite(value) ? (value - low) * factor : 0.0F;
                // Written so that what is not a number becomes 0 too.
                const float clamped = shown > 0.0F ? std::min(shown, 255.0F) : 0.0F;
                out[i] = static_cast<std::uint8_t>(clamped + 0.5F);
            }
        } else {
            for (std::size_t i = 0; i < count; ++i) {
                const auto value = static_cast<double>(values[i]);
                out[i] = std::isfinite(value) ? displayValue(value, low_, scale_) : 0;
            }
        }
    }

  private:
    double low_;
    double scale_;
    std::array<std::uint8_t, 256> table_{};
};

}  // namespace

ContrastWindow robustWindow(const Stack& stack) {
    return std::visit([](const auto& voxels) { return robustWindowOf(voxels); }, stack.voxels());
}

Image<std::uint8_t> displaySlice(const Stack& stack, int z, const ContrastWindow& window) {
    Image<std::uint8_t> out;
    displaySlice(stack, z, window, out);
    return out;
}

void displaySlice(const Stack& stack, int z, const ContrastWindow& window,
                  Image<std::uint8_t>& out) {
    const int width = stack.width();
    const int height = stack.height();
    // Memory that is used again is not asked for page by page.
    if (out.width() != width || out.height() != height) out = Image<std::uint8_t>(width, height);
    constexpr int kRows = 64;
    constexpr std::size_t kLarge = std::size_t{1} << 20;
    const int threads = out.size() >= kLarge ? processors() : 1;
    std::visit(
        [&]<typename T>(const Volume<T>& voxels) {
            const DisplayMapping<T> mapping(window);
            const auto slice = voxels.slice(z);
            parallelFor((height + kRows - 1) / kRows, threads, [&](int band) {
                const int end = std::min((band + 1) * kRows, height);
                for (int y = band * kRows; y < end; ++y)
                    mapping(slice.row(y), static_cast<std::size_t>(width), out.view().row(y));
            });
        },
        stack.voxels());
}

Image<std::uint8_t> displayRegion(const Stack& stack, int z, const Rect& region,
                                  const ContrastWindow& window) {
    Image<std::uint8_t> out(region.width(), region.height());
    std::visit(
        [&]<typename T>(const Volume<T>& voxels) {
            const auto part = voxels.slice(z).cropped(region);
            const DisplayMapping<T> mapping(window);
            for (int y = 0; y < part.height(); ++y) {
                mapping(part.row(y), static_cast<std::size_t>(part.width()), out.view().row(y));
            }
        },
        stack.voxels());
    return out;
}

}  // namespace axolemma
