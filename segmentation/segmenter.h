#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/image.h"
#include "core/progress.h"
#include "core/stack.h"
#include "segmentation/model_file.h"

namespace axolemma {

/// Numeric precision of inference: `Auto` takes the fastest that keeps V_Rand within 0.001.
enum class Precision { Auto, Float32 };

struct SegmenterOptions {
    /// "auto", "cpu", "cuda" or "cuda:N".
    std::string device = "auto";
    Precision precision = Precision::Auto;
    /// CPU threads; 0 = all cores.
    int threads = 0;
    /// Resample stacks whose pixel size differs from the model's.
    bool rescale = true;
    /// Memory that tiles and batches may take, in bytes; 0 = a quarter of what is free.
    std::size_t memory = 0;
    /// Average over this many of the flips and quarter turns: 1, 2, 4 or 8 (test-time averaging).
    int views = 1;
};

/// What to compute. Slices are done in the order given (the visible one first).
struct PredictionRequest {
    std::shared_ptr<const Stack> stack;
    std::vector<int> slices;
    Output output = Output::Fused;
};

/// A model on a device, ready to predict. Belongs to one thread at a time.
class Segmenter {
  public:
    /// Called from the predicting thread with each finished slice: the probability of cell in [0,
    /// 1], on the stack's own grid.
    using SliceFunction = std::function<void(int z, Image<float> cellProbability)>;

    virtual ~Segmenter() = default;
    virtual const ModelInfo& model() const = 0;
    /// "CPU, 2 threads, bfloat16", "cuda:0 (NVIDIA H200)".
    virtual std::string device() const = 0;
    /// Sentences about how this stack is treated (rescaled from 6 to 4 nm, ...).
    virtual std::vector<std::string> notesFor(const Stack& stack) const = 0;
    /// About how long the whole stack will take, all networks and views, by running a part of it:
    /// some tenths of a second. Throws `Cancelled`, and as `predict`.
    virtual double estimateSeconds(const Stack& stack, std::stop_token stop) = 0;
    /// Returns false if it was stopped (within 0.5 s); slices handed over until then are valid.
    /// Throws `Error` (a slice too large for the memory, an output the model has not).
    virtual bool predict(const PredictionRequest& request, const SliceFunction& onSlice,
                         const ProgressFunction& progress, std::stop_token stop) = 0;
};

}  // namespace axolemma
