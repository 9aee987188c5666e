#include "segmentation/predictor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "core/resample.h"
#include "segmentation/views.h"

namespace axolemma::detail {

namespace {

int roundedUp(int n) {
    return std::max(16, (n + 7) / 8 * 8);
}

/// An image continued by mirroring at its right and lower edge until it fills `out`.
void mirrorInto(ImageView<const float> image, ImageView<float> out) {
    for (int y = 0; y < out.height(); ++y) {
        const float* from = image.row(mirrored(y, image.height()));
        float* to = out.row(y);
        std::copy(from, from + std::min(image.width(), out.width()), to);
        for (int x = image.width(); x < out.width(); ++x) to[x] = from[mirrored(x, image.width())];
    }
}

/// The normalised slices around z as planes [inputSlices, height, width] at the network's scale.
Volume<float> inputFor(const Architecture& architecture, const Stack& stack,
                       const Normalisation& normalisation, int z, int width, int height) {
    Volume<float> input(roundedUp(width), roundedUp(height), architecture.inputSlices);
    const bool rescaled = width != stack.width() || height != stack.height();
    for (int c = 0; c < architecture.inputSlices; ++c) {
        const int from = std::clamp(z + c - architecture.inputSlices / 2, 0, stack.depth() - 1);
        if (rescaled) {
            Image<float> slice(stack.width(), stack.height());
            normalise(stack, from, normalisation, slice);
            mirrorInto(resampled(slice, width, height), input.slice(c));
        } else {
            normaliseMirrored(stack, from, normalisation, {0, 0, input.width(), input.height()},
                              input.slice(c));
        }
    }
    return input;
}

struct Span {
    int first;
    int last;
};

/// Cuts [0, n) into nearly equal parts of at most `tile`, at multiples of 8.
std::vector<Span> cut(int n, int tile) {
    const int parts = (n + tile - 1) / tile;
    const int step = ((n + parts - 1) / parts + 7) / 8 * 8;
    std::vector<Span> spans;
    for (int at = 0; at < n; at += step) spans.push_back({at, std::min(at + step, n)});
    return spans;
}

/// The tile's part of the input with its margins. Tiles end where the slice ends, so that the
/// network sees the slice's border as it does without tiles.
Rect withMargin(Span column, Span row, int margin, int width, int height) {
    return {std::max(0, column.first - margin), std::max(0, row.first - margin),
            std::min(width, column.last + margin), std::min(height, row.last + margin)};
}

Volume<float> cropped(const Volume<float>& input, const Rect& rect) {
    Volume<float> part(rect.width(), rect.height(), input.depth());
    for (int c = 0; c < input.depth(); ++c) {
        const auto from = input.slice(c).cropped(rect);
        for (int y = 0; y < rect.height(); ++y)
            std::copy(from.row(y), from.row(y) + rect.width(), part.slice(c).row(y));
    }
    return part;
}

/// The mean over the views, one after the other, so that they need the memory of one.
Image<float> probabilityOf(Engine& engine, const Volume<float>& input, Output output, int views,
                           std::stop_token stop) {
    if (views == 1) return engine.probability(input, output, stop);
    Image<float> mean(input.width(), input.height(), 0.0F);
    for (int view = 0; view < views; ++view)
        addSeenAs(engine.probability(seenAs(input, view), output, stop), view,
                  1.0F / static_cast<float>(views), mean);
    return mean;
}

}  // namespace

PredictionPlan planFor(const Stack& stack, const ModelInfo& model, bool rescale,
                       std::size_t memory) {
    PredictionPlan plan;
    const auto scale = [&](double pixel) {
        const double ratio = pixel / model.pixelSize;
        return std::abs(ratio - 1) > 0.03 ? ratio : 1.0;
    };
    if (rescale && stack.spacingKnown()) {
        plan.scaleX = scale(stack.spacing().x);
        plan.scaleY = scale(stack.spacing().y);
    }
    // Some four full-resolution maps of the first stage's width are alive at once, float32 at
    // worst.
    const std::size_t bytesPerPixel = 4u * 4u * static_cast<std::size_t>(model.architecture.width);
    const auto margin = static_cast<std::size_t>(model.architecture.receptiveRadius());
    const auto bytes = [&](int tile) {
        const std::size_t side = static_cast<std::size_t>(tile) + 2 * margin;
        return side * side * bytesPerPixel;
    };
    // Every layer of the trunk takes about as many operations: twice the maps are a quarter as
    // large.
    const auto operationsOfALayer = [&](int tile) {
        const double side = tile + 2.0 * static_cast<double>(margin);
        return 2 * 9 * std::pow(model.architecture.width * side, 2);
    };
    constexpr double kMostOperations = 36e9;
    while (plan.tile > 64 &&
           (bytes(plan.tile) > memory || operationsOfALayer(plan.tile) > kMostOperations))
        plan.tile /= 2;
    return plan;
}

Image<float> predictSlice(Engine& engine, const Architecture& architecture, const Stack& stack,
                          const Normalisation& normalisation, int z, Output output,
                          const PredictionPlan& plan, const std::function<void(double)>& onTile,
                          std::stop_token stop) {
    constexpr double kMostScale = 16;
    for (const double scale : {plan.scaleX, plan.scaleY})
        if (!(scale <= kMostScale && scale >= 1 / kMostScale))
            throw Error(
                fmt::format("{}: its pixels of {:g} x {:g} nm are {:.3g} times the size of the "
                            "model's. Correct the pixel size of the stack, or use --no-rescale.",
                            stack.name.empty() ? "The stack" : stack.name, stack.spacing().x,
                            stack.spacing().y, scale));
    const int width = std::max(1, static_cast<int>(std::lround(stack.width() * plan.scaleX)));
    const int height = std::max(1, static_cast<int>(std::lround(stack.height() * plan.scaleY)));
    const Volume<float> input = inputFor(architecture, stack, normalisation, z, width, height);
    const std::vector<Span> columns = cut(input.width(), plan.tile);
    const std::vector<Span> rows = cut(input.height(), plan.tile);
    const auto tiles = static_cast<double>(rows.size() * columns.size());
    Image<float> map(width, height);
    int done = 0;
    for (const Span row : rows) {
        for (const Span column : columns) {
            const Rect rect = withMargin(column, row, architecture.receptiveRadius(), input.width(),
                                         input.height());
            const bool whole = rect == input.slice(0).bounds();
            const Image<float> p =
                whole ? probabilityOf(engine, input, output, plan.views, stop)
                      : probabilityOf(engine, cropped(input, rect), output, plan.views, stop);
            for (int y = row.first; y < std::min(row.last, height); ++y) {
                const float* from = p.view().row(y - rect.y0) - rect.x0;
                std::copy(from + column.first, from + std::min(column.last, width),
                          map.view().row(y) + column.first);
            }
            if (onTile) onTile(++done / tiles);
        }
    }
    const bool rescaled = width != stack.width() || height != stack.height();
    return rescaled ? resampled(map, stack.width(), stack.height()) : std::move(map);
}

}  // namespace axolemma::detail
