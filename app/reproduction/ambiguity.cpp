#include "app/reproduction/ambiguity.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>

#include "core/blur.h"
#include "core/contrast.h"
#include "core/error.h"
#include "core/metrics/truth.h"

namespace axolemma {

namespace {

/// So far along membrane is looked, in pixels to either side.
constexpr int kAlong = 8;
/// The border of a slice is left out: what lies beyond it is not known.
constexpr int kBorder = 16;
/// Smoothing of the image where pixels are compared, and what counts as around them; in pixels.
constexpr double kSmooth = 1.5;
constexpr double kAround = 8;
constexpr double kBlurredShare = 0.1;

/// Sums over squares of 2 radius + 1 pixels, cut at the borders.
class SquareSums {
  public:
    explicit SquareSums(ImageView<const float> image)
        : width_(image.width()),
          height_(image.height()),
          sums_(static_cast<std::size_t>(width_ + 1) * (height_ + 1), 0.0) {
        for (int y = 0; y < height_; ++y) {
            double row = 0;
            for (int x = 0; x < width_; ++x) {
                row += image(x, y);
                sums_[index(x + 1, y + 1)] = sums_[index(x + 1, y)] + row;
            }
        }
    }
    double around(int x, int y, int radius) const {
        const int x0 = std::max(0, x - radius);
        const int y0 = std::max(0, y - radius);
        const int x1 = std::min(width_, x + radius + 1);
        const int y1 = std::min(height_, y + radius + 1);
        return sums_[index(x1, y1)] - sums_[index(x0, y1)] - sums_[index(x1, y0)] +
               sums_[index(x0, y0)];
    }

  private:
    std::size_t index(int x, int y) const { return static_cast<std::size_t>(y) * (width_ + 1) + x; }
    int width_;
    int height_;
    std::vector<double> sums_;
};

/// What is looked at in one slice: how dark it is, how much darker than what is around, where truth
/// has membrane.
struct SliceLook {
    Image<float> dark;
    Image<float> contrast;
    Image<float> membrane;  ///< 1 where truth has it
};

SliceLook lookAt(const Study& study, int z, const ContrastWindow& window, const TruthView& truth) {
    const Image<std::uint8_t> grey = displaySlice(*study.images, study.heldOut.first + z, window);
    const Image<std::uint8_t> cells = truth.cells(z);
    SliceLook look{
        Image<float>(grey.width(), grey.height()), {}, Image<float>(grey.width(), grey.height())};
    for (std::size_t i = 0; i < grey.size(); ++i) {
        look.dark.data()[i] = 1 - static_cast<float>(grey.data()[i]) / 255;
        look.membrane.data()[i] = cells.data()[i] == 0 ? 1.0F : 0.0F;
    }
    Image<float> around = look.dark.clone();
    blurGaussian(look.dark, kSmooth);
    blurGaussian(around, kAround);
    look.contrast = look.dark.clone();
    for (std::size_t i = 0; i < around.size(); ++i) look.contrast.data()[i] -= around.data()[i];
    return look;
}

// Where membrane is the brighter part, as in images whose contrast is inverted, the rest holds for
// the negative.
void turnWhereMembraneIsBright(std::vector<SliceLook>& looks) {
    double contrast = 0;
    for (const SliceLook& look : looks)
        for (std::size_t i = 0; i < look.dark.size(); ++i)
            contrast += look.membrane.data()[i] * look.contrast.data()[i];
    if (contrast >= 0) return;
    for (SliceLook& look : looks) {
        for (float& value : look.dark) value = 1 - value;
        for (float& value : look.contrast) value = -value;
    }
}

/// The value below which this share of `values` lies.
float quantile(std::vector<float> values, double share) {
    if (values.empty()) return 0;
    const auto at = values.begin() +
                    static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// The first of `places`, best first, that are apart from each other.
std::vector<AmbiguousPlace> chosen(std::vector<AmbiguousPlace> places, bool greatest, int most,
                                   int apart) {
    std::ranges::stable_sort(places, [greatest](const auto& a, const auto& b) {
        return greatest ? a.appearance > b.appearance : a.appearance < b.appearance;
    });
    std::vector<AmbiguousPlace> kept;
    for (const AmbiguousPlace& place : places) {
        if (static_cast<int>(kept.size()) == most) break;
        const bool near = std::ranges::any_of(kept, [&](const AmbiguousPlace& other) {
            return other.at.z == place.at.z && std::abs(other.at.x - place.at.x) < apart &&
                   std::abs(other.at.y - place.at.y) < apart;
        });
        if (!near) kept.push_back(place);
    }
    return kept;
}

/// Goes through the pixels of all slices.
class Search {
  public:
    Search(const Study& study, const Volume<float>& map, const std::vector<SliceLook>& looks)
        : study_(study), map_(map) {
        std::vector<float> darkness;
        for (const SliceLook& look : looks)
            for (std::size_t i = 0; i < look.dark.size(); ++i)
                if (look.membrane.data()[i] > 0) darkness.push_back(look.dark.data()[i]);
        darkAsMembrane_ = quantile(std::move(darkness), 0.5);
    }

    void look(int z, const SliceLook& look) {
        const SquareSums membrane(look.membrane);
        Image<float> contrastThere = look.contrast.clone();
        Image<float> mapThere(look.dark.width(), look.dark.height());
        const auto map = map_.slice(z);
        for (std::size_t i = 0; i < mapThere.size(); ++i) {
            contrastThere.data()[i] *= look.membrane.data()[i];
            mapThere.data()[i] = (1 - map.data()[i]) * look.membrane.data()[i];
        }
        const SquareSums contrast(contrastThere);
        const SquareSums found(mapThere);
        for (int y = kBorder; y < map.height() - kBorder; ++y)
            for (int x = kBorder; x < map.width() - kBorder; ++x) {
                const Place at{x, y, study_.heldOut.first + z};
                if (look.membrane.view()(x, y) > 0) {
                    const double pixels = membrane.around(x, y, kAlong);
                    membranes_.push_back({at, contrast.around(x, y, kAlong) / pixels,
                                          found.around(x, y, kAlong) / pixels});
                } else if (membrane.around(x, y, kInsideCell) == 0 &&
                           look.dark.view()(x, y) >= darkAsMembrane_) {
                    dark_.push_back(
                        {at, look.dark.view()(x, y), 1 - static_cast<double>(map(x, y))});
                }
            }
    }

    Ambiguity result(int most, int apart) && {
        std::vector<float> contrasts;
        for (const AmbiguousPlace& place : membranes_)
            contrasts.push_back(static_cast<float>(place.appearance));
        const float blurred = quantile(std::move(contrasts), kBlurredShare);
        std::erase_if(membranes_,
                      [blurred](const auto& place) { return place.appearance > blurred; });

        const auto isFound = [](const AmbiguousPlace& place) { return place.membrane >= 0.5; };
        Ambiguity ambiguity;
        ambiguity.darkPixels = dark_.size();
        ambiguity.darkCalledCell = shareOf(dark_, std::not_fn(isFound));
        ambiguity.blurredPixels = membranes_.size();
        ambiguity.blurredCalledMembrane = shareOf(membranes_, isFound);
        ambiguity.darkInside = chosen(std::move(dark_), true, most, apart);
        std::erase_if(membranes_, std::not_fn(isFound));
        ambiguity.blurredFound = chosen(std::move(membranes_), false, most, apart);
        return ambiguity;
    }

  private:
    template <typename Condition>
    static double shareOf(const std::vector<AmbiguousPlace>& places, Condition condition) {
        return places.empty() ? 0.0
                              : static_cast<double>(std::ranges::count_if(places, condition)) /
                                    static_cast<double>(places.size());
    }

    const Study& study_;
    const Volume<float>& map_;
    float darkAsMembrane_ = 0;
    std::vector<AmbiguousPlace> dark_;
    std::vector<AmbiguousPlace> membranes_;
};

}  // namespace

Ambiguity ambiguityOf(const Study& study, const Volume<float>& map, int most, int apart,
                      std::stop_token stop) {
    const TruthView truth = study.truth;
    const ContrastWindow window = robustWindow(*study.images);
    std::vector<SliceLook> looks;
    for (int z = 0; z < study.slices(); ++z) {
        if (stop.stop_requested()) throw Cancelled();
        looks.push_back(lookAt(study, z, window, truth));
    }
    turnWhereMembraneIsBright(looks);
    Search search(study, map, looks);
    for (int z = 0; z < study.slices(); ++z) {
        if (stop.stop_requested()) throw Cancelled();
        search.look(z, looks[z]);
    }
    return std::move(search).result(most, apart);
}

}  // namespace axolemma
