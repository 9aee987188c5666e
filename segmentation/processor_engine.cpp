#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <numeric>
#include <oneapi/dnnl/dnnl.hpp>

#include "core/error.h"
#include "segmentation/engine.h"
#include "segmentation/folded_layers.h"
#include "segmentation/memory_pool.h"
#include "segmentation/pixel_kernels.h"

namespace axolemma::detail {

namespace {

using dnnl::memory;

/// A feature map while the plan is made; its memory is free for later layers once it is gone.
struct Feature {
    MemoryPool::Block block;
    memory::desc layout;
    int channels = 0;
    int height = 0;
    int width = 0;
    int factor = 1;  ///< of a score: full size / its size
};

/// The network for one input size: primitives and their memory, in order.
struct Plan {
    std::vector<std::function<void()>> steps;
    MemoryPool::Block input;
    std::vector<Feature> scores;  ///< C0..C3, those that the network has
};

}  // namespace

class ProcessorEngine final : public Engine {
  public:
    using Tensor = Feature;

    ProcessorEngine(const Architecture& architecture, std::vector<FoldedLayer> layers, bool reduced,
                    std::shared_ptr<MemoryPool> pool)
        : architecture_(architecture),
          type_(reduced ? memory::data_type::bf16 : memory::data_type::f32),
          block_(__builtin_cpu_supports("avx512f") ? 16 : 8),
          tag_(block_ == 16 ? memory::format_tag::nChw16c : memory::format_tag::nChw8c),
          pool_(std::move(pool)) {
        for (const FoldedLayer& layer : layers)
            layers_.emplace(layer.spec.name, filledUp(layer, block_));
    }

    std::string description() const override {
        return type_ == memory::data_type::bf16 ? "bfloat16" : "float32";
    }

    Image<float> probability(const Volume<float>& input, Output output,
                             std::stop_token stop) override {
        if (output == Output::C0 && !architecture_.fullResolution) throwNoSuchOutput();
        stop_ = stop;
        Plan& plan = planFor(input.height(), input.width());
        std::memcpy(plan.input.get(), input.data(), input.size() * sizeof(float));
        for (const auto& step : plan.steps) {
            if (stop.stop_requested()) throw Cancelled();
            step();
        }
        std::vector<BranchScore> branches;
        for (int i = 0; i < kStages; ++i) {
            const Feature& f = plan.scores[i];
            const bool wanted = output == Output::Fused || static_cast<int>(output) - 1 == i;
            if (f.block && wanted)
                branches.push_back(
                    {{reinterpret_cast<const float*>(f.block.get()), f.width, f.height}, f.factor});
        }
        Image<float> result(input.width(), input.height());
        fuse(branches, result);
        return result;
    }

    // The operations of `branchScores`: each adds a step to the plan that is being made.
    Feature layer(const std::string& name, const Feature& x);
    Feature pool(const Feature& x);
    Feature upsample(Feature score, int factor) {
        score.factor = factor;
        return score;
    }
    Feature addUpsampled(Feature fine, const Feature& coarse);

  private:
    using Arguments = std::unordered_map<int, memory>;

    Plan& planFor(int height, int width);
    Feature feature(int channels, int height, int width) {
        memory::desc layout({1, channels, height, width}, type_, tag_);
        return {pool_->take(layout.get_size(), stop_), layout, channels, height, width};
    }
    memory at(const Feature& f) { return {f.layout, engine_, f.block.get()}; }
    void add(const dnnl::primitive& primitive, Arguments arguments) {
        // The memory objects refer to blocks that later layers use again: the order of steps is the
        // order in which they were added, so that is safe.
        plan_->steps.push_back([this, primitive, arguments = std::move(arguments)] {
            primitive.execute(stream_, arguments);
        });
    }
    /// The weights of a layer in the layout that a primitive wants; converted once.
    memory weights(const FoldedLayer& layer, const memory::desc& wanted);
    /// [in, kernel * kernel * out], out fastest.
    memory deconvolutionWeights(const FoldedLayer& layer);
    memory bias(const FoldedLayer& layer);
    Feature score(const FoldedLayer& layer, const Feature& x);
    Feature deconvolution(const FoldedLayer& layer, const Feature& x);
    Feature convolution(const FoldedLayer& layer, const Feature& x);

    Architecture architecture_;
    memory::data_type type_;
    int block_;
    memory::format_tag tag_;
    std::map<std::string, FoldedLayer> layers_;
    dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream_{engine_};
    std::shared_ptr<MemoryPool> pool_;
    /// Of the call that is running.
    std::stop_token stop_;
    std::map<std::string, memory> weights_;
    std::map<std::pair<int, int>, Plan> plans_;
    Plan* plan_ = nullptr;
};

memory ProcessorEngine::weights(const FoldedLayer& layer, const memory::desc& wanted) {
    const auto known = weights_.find(layer.spec.name);
    if (known != weights_.end() && known->second.get_desc() == wanted) return known->second;
    const LayerSpec& spec = layer.spec;
    memory plain({{spec.out, spec.in, spec.kernel, spec.kernel},
                  memory::data_type::f32,
                  memory::format_tag::oihw},
                 engine_, const_cast<float*>(layer.weight.data()));
    memory converted(wanted, engine_);
    dnnl::reorder(plain, converted).execute(stream_, plain, converted);
    stream_.wait();
    return weights_.insert_or_assign(spec.name, converted).first->second;
}

memory ProcessorEngine::deconvolutionWeights(const FoldedLayer& layer) {
    const auto known = weights_.find(layer.spec.name);
    if (known != weights_.end()) return known->second;
    const LayerSpec& spec = layer.spec;
    const int area = spec.kernel * spec.kernel;
    const memory matrix({{spec.in, static_cast<memory::dim>(area) * spec.out},
                         memory::data_type::f32,
                         memory::format_tag::ab},
                        engine_);
    float* to = static_cast<float*>(matrix.get_data_handle());
    for (int i = 0; i < spec.in; ++i)
        for (int k = 0; k < area; ++k)
            for (int o = 0; o < spec.out; ++o)
                *to++ = layer.weight[(static_cast<std::size_t>(i) * spec.out + o) * area + k];
    return weights_.emplace(spec.name, matrix).first->second;
}

memory ProcessorEngine::bias(const FoldedLayer& layer) {
    return {{{layer.spec.out}, memory::data_type::f32, memory::format_tag::x},
            engine_,
            const_cast<float*>(layer.bias.data())};
}

Feature ProcessorEngine::layer(const std::string& name, const Feature& x) {
    const FoldedLayer& layer = layers_.at(name);
    if (layer.spec.out == 1) return score(layer, x);
    if (layer.spec.kind == LayerSpec::Kind::Deconvolution) return deconvolution(layer, x);
    return convolution(layer, x);
}

namespace {

dnnl::primitive_attr rectified(bool yes, bool sum = false) {
    dnnl::post_ops after;
    if (sum) after.append_sum(1.0F);
    if (yes) after.append_eltwise(1.0F, dnnl::algorithm::eltwise_relu, 0.0F, 0.0F);
    dnnl::primitive_attr attributes;
    attributes.set_post_ops(after);
    return attributes;
}

memory::desc anyLayout(const memory::dims& dims, memory::data_type type) {
    return {dims, type, memory::format_tag::any};
}

}  // namespace

Feature ProcessorEngine::convolution(const FoldedLayer& layer, const Feature& x) {
    const LayerSpec& spec = layer.spec;
    Feature y = feature(spec.out, x.height, x.width);
    const memory::dim pad = spec.kernel / 2;
    const dnnl::convolution_forward::primitive_desc description(
        {dnnl::prop_kind::forward_inference,
         dnnl::algorithm::convolution_direct,
         x.layout,
         anyLayout({spec.out, spec.in, spec.kernel, spec.kernel}, type_),
         bias(layer).get_desc(),
         y.layout,
         {1, 1},
         {pad, pad},
         {pad, pad}},
        rectified(spec.kind != LayerSpec::Kind::Linear), engine_);
    add(dnnl::convolution_forward(description),
        {{DNNL_ARG_SRC, at(x)},
         {DNNL_ARG_WEIGHTS, weights(layer, description.weights_desc())},
         {DNNL_ARG_BIAS, bias(layer)},
         {DNNL_ARG_DST, at(y)}});
    return y;
}

Feature ProcessorEngine::deconvolution(const FoldedLayer& layer, const Feature& x) {
    // As a product of [pixels, in] and [in, kernel * kernel * out], of which every output pixel
    // then adds up four: oneDNN has only reference code for large kernels and strides.
    const LayerSpec& spec = layer.spec;
    Feature y = feature(spec.out, x.height * spec.stride, x.width * spec.stride);
    const memory::dim pixels = static_cast<memory::dim>(x.width) * x.height;
    const memory::dim columns = static_cast<memory::dim>(spec.kernel) * spec.kernel * spec.out;
    const memory::desc plain({1, spec.in, x.height, x.width}, memory::data_type::f32,
                             memory::format_tag::nhwc);
    const MemoryPool::Block rows = pool_->take(plain.get_size(), stop_);
    const memory in(plain, engine_, rows.get());
    add(dnnl::reorder(at(x), in), {{DNNL_ARG_FROM, at(x)}, {DNNL_ARG_TO, in}});
    const auto matrix = [&](memory::dim height, memory::dim width) {
        return memory::desc({height, width}, memory::data_type::f32, memory::format_tag::ab);
    };
    const MemoryPool::Block products = pool_->take(matrix(pixels, columns).get_size(), stop_);
    const dnnl::matmul::primitive_desc description(
        {matrix(pixels, spec.in), matrix(spec.in, columns), matrix(pixels, columns)}, engine_);
    add(dnnl::matmul(description),
        {{DNNL_ARG_SRC, {matrix(pixels, spec.in), engine_, rows.get()}},
         {DNNL_ARG_WEIGHTS, deconvolutionWeights(layer)},
         {DNNL_ARG_DST, {matrix(pixels, columns), engine_, products.get()}}});
    plan_->steps.push_back([&layer, reduced = type_ == memory::data_type::bf16, block = block_,
                            from = reinterpret_cast<const float*>(products.get()),
                            to = y.block.get(), width = x.width, height = x.height] {
        const DeconvolutionShape shape{width, height, layer.spec.stride, layer.spec.out, block};
        if (reduced)
            gatherDeconvolution(shape, from, layer.bias, reinterpret_cast<std::uint16_t*>(to));
        else
            gatherDeconvolution(shape, from, layer.bias, reinterpret_cast<float*>(to));
    });
    return y;
}

Feature ProcessorEngine::score(const FoldedLayer& layer, const Feature& x) {
    // oneDNN's 1x1 convolution would compute 15 padding channels beside the one that is wanted.
    const std::size_t pixels = static_cast<std::size_t>(x.width) * x.height;
    Feature y{pool_->take(pixels * sizeof(float), stop_), {}, 1, x.height, x.width};
    plan_->steps.push_back([&layer, reduced = type_ == memory::data_type::bf16,
                            from = x.block.get(), to = reinterpret_cast<float*>(y.block.get()),
                            channels = x.channels, block = block_, pixels] {
        if (reduced)
            scoreOf(BlockedFeatures<std::uint16_t>{reinterpret_cast<std::uint16_t*>(from), channels,
                                                   block, pixels},
                    layer.weight, layer.bias[0], to);
        else
            scoreOf(BlockedFeatures<float>{reinterpret_cast<float*>(from), channels, block, pixels},
                    layer.weight, layer.bias[0], to);
    });
    return y;
}

Feature ProcessorEngine::pool(const Feature& x) {
    Feature y = feature(x.channels, x.height / 2, x.width / 2);
    const dnnl::pooling_forward::primitive_desc description({dnnl::prop_kind::forward_inference,
                                                             dnnl::algorithm::pooling_max,
                                                             x.layout,
                                                             y.layout,
                                                             {2, 2},
                                                             {2, 2},
                                                             {0, 0},
                                                             {0, 0}},
                                                            engine_);
    add(dnnl::pooling_forward(description), {{DNNL_ARG_SRC, at(x)}, {DNNL_ARG_DST, at(y)}});
    return y;
}

Feature ProcessorEngine::addUpsampled(Feature fine, const Feature& coarse) {
    const dnnl::resampling_forward::primitive_desc description(
        {dnnl::prop_kind::forward_inference, dnnl::algorithm::resampling_linear,
         std::vector<float>{2, 2}, coarse.layout, fine.layout},
        rectified(true, true), engine_);
    add(dnnl::resampling_forward(description),
        {{DNNL_ARG_SRC, at(coarse)}, {DNNL_ARG_DST, at(fine)}});
    return fine;
}

Plan& ProcessorEngine::planFor(int height, int width) {
    const auto known = plans_.find({height, width});
    if (known != plans_.end()) return known->second;
    // A few tile sizes are in use at a time; their memory is shared through the pool, so that only
    // the largest counts.
    if (plans_.size() >= 12) plans_.clear();
    // Kept only when it is whole: memory may run out half-way.
    Plan plan;
    plan_ = &plan;
    const int channels = architecture_.inputSlices;
    const memory::desc planes({1, channels, height, width}, memory::data_type::f32,
                              memory::format_tag::nchw);
    plan.input = pool_->take(planes.get_size(), stop_);
    Feature x{plan.input, planes, channels, height, width};
    if (type_ != memory::data_type::f32) {
        const memory::desc converted({1, channels, height, width}, type_, memory::format_tag::nchw);
        Feature y{pool_->take(converted.get_size(), stop_), converted, channels, height, width};
        add(dnnl::reorder(at(x), at(y)), {{DNNL_ARG_FROM, at(x)}, {DNNL_ARG_TO, at(y)}});
        x = y;
    }
    plan.scores = branchScores(architecture_, *this, std::move(x));
    plan_ = nullptr;
    return plans_.emplace(std::pair(height, width), std::move(plan)).first->second;
}

bool hasFastBfloat16() {
    return __builtin_cpu_supports("avx512bf16");
}

void throwNoSuchOutput() {
    throw Error("This model has no full-resolution branch C0. Choose another output.");
}

std::unique_ptr<Engine> makeProcessorEngine(const Architecture& architecture,
                                            const std::vector<NamedTensor>& tensors,
                                            Precision precision, const std::string& source,
                                            std::shared_ptr<MemoryPool> pool) {
    if (!pool) pool = std::make_shared<MemoryPool>();
    std::vector<FoldedLayer> layers = foldLayers(architecture, tensors, source);
    try {
        return std::make_unique<ProcessorEngine>(architecture, std::move(layers),
                                                 precision == Precision::Auto && hasFastBfloat16(),
                                                 std::move(pool));
    } catch (const dnnl::error& e) {
        throw Error(fmt::format("{}: the network cannot be prepared for this processor ({}).",
                                source, e.what()));
    }
}

}  // namespace axolemma::detail
