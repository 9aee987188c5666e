#include <algorithm>
#include <cmath>

#include "segmentation/predictor_internal.h"

namespace axolemma::detail {

namespace {

int roundedUp(int n) { return std::max(16, (n + 7) / 8 * 8); }

/// The normalised slices around z as [1, inputSlices, height, width].
torch::Tensor sliceInput(const Architecture& architecture, const Stack& stack,
                         const Normalisation& normalisation, int z, int width, int height) {
    torch::Tensor input = torch::empty({1, architecture.inputSlices, height, width});
    for (int c = 0; c < architecture.inputSlices; ++c) {
        const int neighbour = std::clamp(z + c - architecture.inputSlices / 2, 0, stack.depth() - 1);
        normaliseMirrored(stack, neighbour, normalisation, {0, 0, width, height},
                          {input[0][c].data_ptr<float>(), width, height});
    }
    return input;
}

/// Grows an image to [height, width] by mirroring at its right and lower edge.
torch::Tensor mirroredTo(const torch::Tensor& x, int height, int width) {
    const auto indices = [](int from, int to) {
        torch::Tensor index = torch::empty({to}, torch::kLong);
        for (int i = 0; i < to; ++i) index[i] = mirrored(i, from);
        return index;
    };
    const int h = static_cast<int>(x.size(2));
    const int w = static_cast<int>(x.size(3));
    torch::Tensor y = x;
    if (h != height) y = y.index_select(2, indices(h, height));
    if (w != width) y = y.index_select(3, indices(w, width));
    return y;
}

struct Span {
    int first, last;
};

/// Cuts [0, n) into nearly equal parts of at most `tile`, at multiples of 8.
std::vector<Span> cut(int n, int tile) {
    const int parts = (n + tile - 1) / tile;
    const int step = ((n + parts - 1) / parts + 7) / 8 * 8;
    std::vector<Span> spans;
    for (int at = 0; at < n; at += step) spans.push_back({at, std::min(at + step, n)});
    return spans;
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
    // Three full-resolution maps of the first stage's width are alive at once, in float32 at worst.
    const std::size_t bytesPerPixel = 4u * 4u * static_cast<std::size_t>(model.architecture.width);
    const int margin = model.architecture.receptiveRadius();
    while (plan.tile > 64 &&
           static_cast<std::size_t>(plan.tile + 2 * margin) * (plan.tile + 2 * margin) *
                   bytesPerPixel >
               memory)
        plan.tile = plan.tile / 2;
    return plan;
}

Image<float> predictSlice(InferenceNetwork& network, const Architecture& architecture,
                          const Stack& stack, const Normalisation& normalisation, int z,
                          Output output, const PredictionPlan& plan,
                          const std::function<void(double)>& onTile, std::stop_token stop) {
    const c10::InferenceMode mode;
    const bool rescaled = plan.scaleX != 1 || plan.scaleY != 1;
    torch::Tensor input;
    int width = stack.width();
    int height = stack.height();
    if (rescaled) {
        width = std::max(1, static_cast<int>(std::lround(width * plan.scaleX)));
        height = std::max(1, static_cast<int>(std::lround(height * plan.scaleY)));
        input = sliceInput(architecture, stack, normalisation, z, stack.width(), stack.height());
        input = torch::_upsample_bilinear2d_aa(input, {height, width}, false);
        input = mirroredTo(input, roundedUp(height), roundedUp(width));
    } else {
        input = sliceInput(architecture, stack, normalisation, z, roundedUp(width),
                           roundedUp(height));
    }
    const int paddedWidth = static_cast<int>(input.size(3));
    const int paddedHeight = static_cast<int>(input.size(2));
    const int margin = architecture.receptiveRadius();
    const std::vector<Span> columns = cut(paddedWidth, plan.tile);
    const std::vector<Span> rows = cut(paddedHeight, plan.tile);
    torch::Tensor map;
    int done = 0;
    for (const Span row : rows) {
        for (const Span column : columns) {
            // Tiles end where the slice ends, so that its border is treated as without tiles.
            const int y0 = std::max(0, row.first - margin);
            const int y1 = std::min(paddedHeight, row.last + margin);
            const int x0 = std::max(0, column.first - margin);
            const int x1 = std::min(paddedWidth, column.last + margin);
            const torch::Tensor p = network.probability(
                input.slice(2, y0, y1).slice(3, x0, x1), output, stop);
            if (rows.size() * columns.size() == 1) {
                map = p;
            } else {
                if (!map.defined()) map = torch::empty({1, 1, paddedHeight, paddedWidth});
                map.slice(2, row.first, row.last)
                    .slice(3, column.first, column.last)
                    .copy_(p.slice(2, row.first - y0, row.last - y0)
                               .slice(3, column.first - x0, column.last - x0));
            }
            if (onTile) onTile(++done / static_cast<double>(rows.size() * columns.size()));
        }
    }
    map = map.slice(2, 0, height).slice(3, 0, width);
    if (rescaled)
        map = torch::upsample_bilinear2d(map.contiguous(), {stack.height(), stack.width()}, false);
    Image<float> result(stack.width(), stack.height());
    torch::from_blob(result.data(), {1, 1, stack.height(), stack.width()}).copy_(map);
    return result;
}

}  // namespace axolemma::detail
