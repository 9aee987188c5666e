#include "segmentation/foreign_segmenter.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

#include "core/error.h"
#include "core/geometry.h"
#include "core/resample.h"
#include "segmentation/foreign_blocks.h"
#include "segmentation/foreign_process.h"
#include "segmentation/predictor.h"
#include "segmentation/threads.h"

namespace axolemma::detail {

namespace {

/// Voxels from which statistics are taken: all of them in most stacks.
constexpr std::size_t kSample = std::size_t{1} << 24;
constexpr int kSide2d = 1024;
constexpr int kSide3d = 192;
constexpr int kDepth3d = 32;

std::vector<float> sampleOf(const Stack& stack) {
    return std::visit(
        [](const auto& volume) {
            const std::size_t step = (volume.size() + kSample - 1) / kSample;
            std::vector<float> sample;
            sample.reserve(volume.size() / std::max<std::size_t>(1, step) + 1);
            for (std::size_t i = 0; i < volume.size(); i += step) {
                const auto value = static_cast<float>(volume.data()[i]);
                if (std::isfinite(value)) sample.push_back(value);
            }
            return sample;
        },
        stack.voxels());
}

class ForeignSegmenter final : public Segmenter {
  public:
    ForeignSegmenter(ForeignModel model, const SegmenterOptions& options)
        : model_(std::move(model)), options_(options), threads_(setThreads(options.threads)) {}

    const ModelInfo& model() const override { return model_.info; }
    std::string device() const override {
        return fmt::format("CPU, {} thread{}, in a process of its own", threads_,
                           threads_ == 1 ? "" : "s");
    }

    std::vector<std::string> notesFor(const Stack& stack) const override {
        std::vector<std::string> notes;
        const PredictionPlan plan = planOf(stack);
        if (plan.scaleX != 1 || plan.scaleY != 1)
            notes.push_back(
                fmt::format("Pixels of {:g} x {:g} nm are resampled to the model's {:g} nm for the "
                            "network; maps are scaled back.",
                            stack.spacing().x, stack.spacing().y, model_.info.pixelSize));
        if (options_.views > 1)
            notes.emplace_back("Models of others are run once, without flips and turns.");
        return notes;
    }

    bool predict(const PredictionRequest& request, const SliceFunction& onSlice,
                 const ProgressFunction& progress, std::stop_token stop) override {
        if (request.output != Output::Fused)
            throw Error(fmt::format("{}: this model has one map only; leave out --output.",
                                    model_.info.name));
        try {
            return run(request, onSlice, progress, stop);
        } catch (const Cancelled&) {
            process_.reset();
            return false;
        } catch (const std::invalid_argument& e) {
            throw Error(fmt::format("{}: the model cannot be used as its package says: {}.",
                                    model_.info.name, e.what()));
        }
    }

    double estimateSeconds(const Stack& stack, std::stop_token stop) override {
        const Layout layout = layoutOf(stack);
        Tensor block = emptyBlock(layout);
        (void)processed(block, stop);
        const auto start = std::chrono::steady_clock::now();
        (void)processed(block, stop);
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        return taken.count() * static_cast<double>(layout.x.parts.size() * layout.y.parts.size() *
                                                   layout.z.parts.size());
    }

  private:
    /// The stack at the network's scale, in blocks.
    struct Layout {
        int width = 0, height = 0;
        Blocks x, y, z;
    };

    PredictionPlan planOf(const Stack& stack) const {
        return planFor(stack, model_.info, options_.rescale, 0);
    }

    Layout layoutOf(const Stack& stack) const {
        const PredictionPlan plan = planOf(stack);
        const ForeignUse& use = model_.use;
        Layout layout;
        layout.width = std::max(1, static_cast<int>(std::lround(stack.width() * plan.scaleX)));
        layout.height = std::max(1, static_cast<int>(std::lround(stack.height() * plan.scaleY)));
        const int side = use.volumetric() ? kSide3d : kSide2d;
        layout.x = blocksAlong(layout.width, use.x, side);
        layout.y = blocksAlong(layout.height, use.y, side);
        layout.z = blocksAlong(stack.depth(), use.volumetric() ? use.z : ForeignAxis(),
                               use.volumetric() ? kDepth3d : 1);
        return layout;
    }

    Tensor emptyBlock(const Layout& layout) const {
        const ForeignUse& use = model_.use;
        Tensor block{.axes = use.inputAxes, .shape = {}, .values = {}};
        for (const char axis : use.inputAxes)
            block.shape.push_back(axis == 'x'   ? layout.x.length
                                  : axis == 'y' ? layout.y.length
                                  : axis == 'z' ? layout.z.length
                                  : axis == 'c' ? use.channels
                                                : 1);
        block.values.resize(static_cast<std::size_t>(block.size()), 0.0F);
        return block;
    }

    /// Through the network and what follows it that measures nothing over the whole stack.
    Tensor processed(const Tensor& block, const std::stop_token& stop) {
        if (!process_ || !process_->alive())
            process_ = std::make_unique<ForeignProcess>(model_.info.name, model_.program,
                                                        model_.limits, threads_, stop);
        Tensor output = process_->run(block, model_.use.dtype, stop);
        requirePixels(model_.use, model_.info.name, block, output);
        if (!measuresAfter()) applyOperations(model_.use.after, output, &block);
        return output;
    }

    bool measuresAfter() const {
        return std::any_of(model_.use.after.begin(), model_.use.after.end(),
                           [](const Operation& o) { return o.measures(); });
    }

    bool run(const PredictionRequest& request, const SliceFunction& onSlice,
             const ProgressFunction& progress, const std::stop_token& stop) {
        const Stack& stack = *request.stack;
        const Layout layout = layoutOf(stack);
        const FittedOperations before(model_.use.before, sampleOf(stack), model_.use.channels);
        const bool late = measuresAfter();
        std::map<int, Image<float>> maps;
        std::set<int> open(request.slices.begin(), request.slices.end());
        const auto all = static_cast<double>(std::max<std::size_t>(1, open.size()));
        for (const int wanted : request.slices) {
            if (!open.contains(wanted)) continue;
            // The blocks along z that this slice lies in give others as well.
            const auto part = std::find_if(
                layout.z.parts.begin(), layout.z.parts.end(),
                [&](const Blocks::Part& p) { return wanted >= p.first && wanted < p.last; });
            const auto onBlock = [&](double share) {
                if (progress)
                    progress({(all - static_cast<double>(open.size()) +
                               share * std::min(static_cast<double>(open.size()),
                                                double(part->last - part->first))) /
                                  all,
                              fmt::format("slice {}", wanted)});
            };
            for (auto& [z, map] : mapsOf(stack, before, layout, *part, onBlock, stop)) {
                if (open.erase(z) == 0) continue;
                if (late)
                    maps.emplace(z, std::move(map));
                else
                    onSlice(z, finished(std::move(map), stack));
            }
        }
        if (late) finishLate(maps, stack, onSlice);
        return true;
    }

    /// The chosen channel of the output of the slices of one part along z, at the network's scale.
    std::map<int, Image<float>> mapsOf(const Stack& stack, const FittedOperations& before,
                                       const Layout& layout, const Blocks::Part& part,
                                       const std::function<void(double)>& onBlock,
                                       const std::stop_token& stop) {
        const ForeignUse& use = model_.use;
        std::map<int, Image<float>> maps;
        for (int z = part.first; z < part.last; ++z)
            maps.emplace(z, Image<float>(layout.width, layout.height));
        const std::vector<std::vector<Image<float>>> planes = planesOf(stack, before, layout, part);
        const double all = static_cast<double>(layout.x.parts.size() * layout.y.parts.size());
        int done = 0;
        for (const Blocks::Part& row : layout.y.parts) {
            for (const Blocks::Part& column : layout.x.parts) {
                if (stop.stop_requested()) throw Cancelled();
                Tensor block = emptyBlock(layout);
                fill(block, planes, row.start - use.y.lost, column.start - use.x.lost);
                const Tensor output = processed(block, stop);
                for (auto& [z, map] : maps) copyOut(output, z - part.start, row, column, map);
                onBlock(++done / all);
            }
        }
        return maps;
    }

    /// For each channel and slice of a block, the normalised slice at the network's scale.
    std::vector<std::vector<Image<float>>> planesOf(const Stack& stack,
                                                    const FittedOperations& before,
                                                    const Layout& layout,
                                                    const Blocks::Part& part) const {
        const ForeignUse& use = model_.use;
        std::vector<std::vector<Image<float>>> planes(static_cast<std::size_t>(use.channels));
        for (int c = 0; c < use.channels; ++c) {
            for (int i = 0; i < layout.z.length; ++i) {
                int z = part.start + i - (use.volumetric() ? use.z.lost : 0);
                // As our own networks have it: beyond the stack its last slice is repeated.
                if (use.neighbours) z = std::clamp(z + c - use.channels / 2, 0, stack.depth() - 1);
                Image<float> slice = stack.sliceAsFloat(mirrored(z, stack.depth()));
                for (float& v : slice) v = std::isfinite(v) ? before(v, c) : 0.0F;
                const bool rescaled =
                    layout.width != stack.width() || layout.height != stack.height();
                planes[c].push_back(rescaled ? resampled(slice, layout.width, layout.height)
                                             : std::move(slice));
            }
        }
        return planes;
    }

    static void fill(Tensor& block, const std::vector<std::vector<Image<float>>>& planes, int y0,
                     int x0) {
        forEachRow(block, [&](int c, int z, int y, float* row, std::ptrdiff_t stride, int width) {
            const ImageView<const float> plane = planes[c][z].view();
            const float* from = plane.row(mirrored(y0 + y, plane.height()));
            for (int x = 0; x < width; ++x) row[x * stride] = from[mirrored(x0 + x, plane.width())];
        });
    }

    void copyOut(const Tensor& output, int zInBlock, const Blocks::Part& row,
                 const Blocks::Part& column, Image<float>& map) const {
        forEachRow(output, [&](int c, int z, int y, const float* from, std::ptrdiff_t stride, int) {
            if (c != model_.use.channel || z != zInBlock) return;
            const int to = row.start + y;
            if (to < row.first || to >= row.last) return;
            for (int x = column.first; x < column.last; ++x)
                map.view().row(to)[x] = from[(x - column.start) * stride];
        });
    }

    /// Calls f(c, z, y, first pixel, stride along x, width) for each row, whatever the order of
    /// axes.
    template <typename T, typename F>
    static void forEachRow(T& tensor, F&& f) {
        std::map<char, std::ptrdiff_t> strides;
        std::ptrdiff_t stride = 1;
        for (std::size_t d = tensor.axes.size(); d-- > 0;) {
            strides[tensor.axes[d]] = stride;
            stride *= tensor.shape[d];
        }
        for (int c = 0; c < tensor.extent('c'); ++c)
            for (int z = 0; z < tensor.extent('z'); ++z)
                for (int y = 0; y < tensor.extent('y'); ++y)
                    f(c, z, y,
                      tensor.values.data() + c * strides['c'] + z * strides['z'] + y * strides['y'],
                      strides['x'], static_cast<int>(tensor.extent('x')));
    }

    /// As the probability of cell on the stack's grid.
    Image<float> finished(Image<float> map, const Stack& stack) const {
        for (float& v : map) {
            if (!std::isfinite(v))
                throw Error(
                    fmt::format("{}: the model gave values that are no numbers for {}. "
                                "Choose another one.",
                                model_.info.name, stack.name));
            v = std::clamp(model_.use.membrane ? 1 - v : v, 0.0F, 1.0F);
        }
        const bool rescaled = map.width() != stack.width() || map.height() != stack.height();
        return rescaled ? resampled(map, stack.width(), stack.height()) : std::move(map);
    }

    /// What follows the network where that has to see all slices first.
    void finishLate(std::map<int, Image<float>>& maps, const Stack& stack,
                    const SliceFunction& onSlice) const {
        std::vector<float> sample;
        std::size_t count = 0;
        for (const auto& [z, map] : maps) count += map.size();
        const std::size_t step = (count + kSample - 1) / kSample;
        for (const auto& [z, map] : maps)
            for (std::size_t i = 0; i < map.size(); i += step) sample.push_back(map.begin()[i]);
        const FittedOperations after(model_.use.after, std::move(sample), model_.use.channel + 1);
        for (auto& [z, map] : maps) {
            for (float& v : map) v = after(v, model_.use.channel);
            onSlice(z, finished(std::move(map), stack));
        }
    }

    ForeignModel model_;
    SegmenterOptions options_;
    int threads_;
    std::unique_ptr<ForeignProcess> process_;
};

}  // namespace

std::unique_ptr<Segmenter> makeForeignSegmenter(ForeignModel model,
                                                const SegmenterOptions& options) {
    return std::make_unique<ForeignSegmenter>(std::move(model), options);
}

}  // namespace axolemma::detail
