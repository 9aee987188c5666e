// The network on one 512 x 512 slice: eager float32 through LibTorch in its default layout against
// the engine, and the engine against the sum of its convolutions measured alone. bench_network
// [MODEL] [THREADS]
#include <torch/torch.h>

#include <cstring>
#include <oneapi/dnnl/dnnl.hpp>

#include "segmentation/folded_layers.h"
#include "segmentation/threads.h"
#include "segmentation/torch_engine_internal.h"
#include "tests/segmentation/random_network.h"
#include "tests/support/bench.h"

using namespace axolemma;
using namespace axolemma::detail;

namespace {

/// Seconds that the convolutions of the network take, each run alone in the engine's layout.
double convolutionSeconds(const Architecture& a, bool reduced, int size) {
    using dnnl::memory;
    const auto type = reduced ? memory::data_type::bf16 : memory::data_type::f32;
    const auto tag = __builtin_cpu_supports("avx512f") ? memory::format_tag::nChw16c
                                                       : memory::format_tag::nChw8c;
    dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    dnnl::stream stream(engine);
    double total = 0;
    for (const LayerSpec& spec : layersOf(a)) {
        if (spec.kind == LayerSpec::Kind::Deconvolution || spec.out == 1) continue;
        const int stage = spec.name.starts_with("stage") ? spec.name[5] - '0' : spec.name[1] - '0';
        // A branch's `down` runs on the coarser grid.
        const int at = spec.name.ends_with(".down")  ? stage + 1
                       : spec.name.ends_with(".mix") ? 0
                                                     : stage;
        const int side = size >> at;
        const memory::desc in({1, spec.in, side, side}, type,
                              spec.in == a.inputSlices ? memory::format_tag::nchw : tag);
        const memory::desc out({1, spec.out, side, side}, type, tag);
        const memory::desc weights({spec.out, spec.in, spec.kernel, spec.kernel}, type,
                                   memory::format_tag::any);
        const memory::desc bias({spec.out}, memory::data_type::f32, memory::format_tag::x);
        const memory::dim pad = spec.kernel / 2;
        const dnnl::convolution_forward::primitive_desc description(
            {dnnl::prop_kind::forward_inference,
             dnnl::algorithm::convolution_direct,
             in,
             weights,
             bias,
             out,
             {1, 1},
             {pad, pad},
             {pad, pad}},
            engine);
        const dnnl::convolution_forward convolution(description);
        memory from(in, engine), kernel(description.weights_desc(), engine), to(out, engine),
            constant(bias, engine);
        for (memory* m : {&from, &kernel, &to, &constant})
            std::memset(m->get_data_handle(), 0, m->get_desc().get_size());
        const auto run = [&] {
            convolution.execute(stream, {{DNNL_ARG_SRC, from},
                                         {DNNL_ARG_WEIGHTS, kernel},
                                         {DNNL_ARG_BIAS, constant},
                                         {DNNL_ARG_DST, to}});
        };
        run();
        total += bench::medianOfFive(run);
    }
    return total;
}

}  // namespace

int main(int argc, char** argv) {
    Architecture a{32, 1, true, true, true};
    std::vector<NamedTensor> tensors = test::randomTensors(a);
    std::string model = "random weights";
    if (argc > 1 && std::string(argv[1]) != "-") {
        ModelFile file = readModelFile(argv[1]);
        a = file.info.architecture;
        tensors = std::move(file.tensors);
        model = file.info.name;
    }
    const int threads = setThreads(argc > 2 ? std::atoi(argv[2]) : 0);
    // Torch sets OpenMP back to one thread when it is first used, unless it has been told.
    at::set_num_threads(threads);
    const int size = 512;
    const Volume<float> planes = test::randomPlanes(size, size, a.inputSlices);
    const auto time = [&](Engine& engine) {
        (void)engine.probability(planes, Output::Fused, {});
        return bench::medianOfFive([&] { (void)engine.probability(planes, Output::Fused, {}); });
    };
    const double eager = time(*makeTorchEngine(a, tensors, torch::kCPU, "bench"));
    const double exact = time(*makeProcessorEngine(a, tensors, Precision::Float32, "bench"));
    const auto engine = makeProcessorEngine(a, tensors, Precision::Auto, "bench");
    const double fast = time(*engine);
    const double floor = convolutionSeconds(a, engine->description() == "bfloat16", size);
    bench::report("network", threads,
                  {{"slice", "512 x 512"},
                   {"model", model},
                   {"architecture", a.description()},
                   {"precision", engine->description()},
                   {"libtorch_float32_ms", 1e3 * eager},
                   {"float32_ms", 1e3 * exact},
                   {"ms", 1e3 * fast},
                   {"convolutions_alone_ms", 1e3 * floor},
                   {"times_libtorch", eager / fast},
                   {"of_convolutions", fast / floor}});
}
