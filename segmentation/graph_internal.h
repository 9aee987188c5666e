#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "segmentation/architecture.h"

namespace axolemma::detail {

/// One convolution of the network.
struct LayerSpec {
    enum class Kind {
        Block,          ///< convolution, batch normalisation where the network has it, ReLU
        Linear,         ///< convolution with bias only
        Deconvolution,  ///< kernel 2 x stride, ReLU
    };
    std::string name;
    Kind kind = Kind::Block;
    int in = 1;
    int out = 1;
    int kernel = 3;
    int stride = 1;
};

inline constexpr int kStages = 4;
inline constexpr int kConvolutions[kStages] = {2, 2, 3, 3};
/// Feature maps of a branch of the paper's network after its deconvolution.
inline constexpr int kBranchWidth = 8;

inline int stageWidth(const Architecture& a, int stage) {
    return a.width << stage;
}
/// Feature maps of the top-down pathway at each stage.
inline int decoderWidth(const Architecture& a, int stage) {
    return stage == 0 ? a.width / 2 : a.width << (stage - 1);
}
inline int firstBranch(const Architecture& a) {
    return a.fullResolution ? 0 : 1;
}

/// "stage2.0", the first convolution of the third stage.
inline std::string trunkLayer(int stage, int i) {
    return fmt::format("stage{}.{}", stage, i);
}
/// "c2.score", a layer of branch C2.
inline std::string branchLayer(int stage, const char* part) {
    return fmt::format("c{}.{}", stage, part);
}
/// The 3x3 convolutions that mix a stage of the decoder with the coarser one.
inline std::vector<std::string> mergeLayers(int stage) {
    if (stage == 0) return {branchLayer(stage, "merge0")};
    return {branchLayer(stage, "merge0"), branchLayer(stage, "merge1")};
}

/// Every layer of the network, in the order of the forward pass.
inline std::vector<LayerSpec> layersOf(const Architecture& a) {
    using Kind = LayerSpec::Kind;
    std::vector<LayerSpec> layers;
    int in = a.inputSlices;
    for (int stage = 0; stage < kStages; ++stage) {
        for (int i = 0; i < kConvolutions[stage]; ++i) {
            layers.push_back({trunkLayer(stage, i), Kind::Block, in, stageWidth(a, stage), 3});
            in = stageWidth(a, stage);
        }
    }
    for (int stage = kStages - 1; stage >= firstBranch(a); --stage) {
        const int wide = stageWidth(a, stage);
        if (a.decoder) {
            const int narrow = decoderWidth(a, stage);
            if (stage == kStages - 1) {
                layers.push_back({branchLayer(stage, "lateral"), Kind::Block, wide, narrow, 1});
            } else {
                layers.push_back({branchLayer(stage, "lateral"), Kind::Linear, wide, narrow, 1});
                layers.push_back({branchLayer(stage, "down"), Kind::Linear,
                                  decoderWidth(a, stage + 1), narrow, 1});
                for (const std::string& name : mergeLayers(stage))
                    layers.push_back({name, Kind::Block, narrow, narrow, 3});
            }
            layers.push_back({branchLayer(stage, "score"), Kind::Linear, narrow, 1, 1});
        } else {
            if (stage > 0)
                layers.push_back({branchLayer(stage, "up"), Kind::Deconvolution, wide, kBranchWidth,
                                  2 << stage, 1 << stage});
            layers.push_back({branchLayer(stage, "mix"), Kind::Block,
                              stage > 0 ? kBranchWidth : wide, kBranchWidth, 3});
            layers.push_back({branchLayer(stage, "score"), Kind::Linear, kBranchWidth, 1, 1});
        }
    }
    return layers;
}

/// The forward pass, written once for training and inference. `Ops` has a `Tensor` type and
///   Tensor layer(const std::string& name, Tensor)   a layer of `layersOf`
///   Tensor pool(Tensor)                             2 x 2 maximum
///   Tensor upsample(Tensor, int factor)             bilinear
///   Tensor addUpsampled(Tensor fine, Tensor coarse) fine + bilinear(coarse, 2), ReLU on the sum
/// Returns the scores (logit of cell) of branches C0..C3 at full size; those the network has not
/// are default-constructed. Their sum is the fused score.
template <typename Ops>
std::vector<typename Ops::Tensor> branchScores(const Architecture& a, Ops& ops,
                                               typename Ops::Tensor x) {
    using Tensor = typename Ops::Tensor;
    std::vector<Tensor> features(kStages);
    for (int stage = 0; stage < kStages; ++stage) {
        if (stage > 0) x = ops.pool(x);
        for (int i = 0; i < kConvolutions[stage]; ++i) x = ops.layer(trunkLayer(stage, i), x);
        features[stage] = x;
    }
    x = Tensor();
    std::vector<Tensor> scores(kStages);
    Tensor coarse;
    for (int stage = kStages - 1; stage >= firstBranch(a); --stage) {
        Tensor t = std::move(features[stage]);
        if (a.decoder) {
            t = ops.layer(branchLayer(stage, "lateral"), t);
            if (stage < kStages - 1) {
                t = ops.addUpsampled(t, ops.layer(branchLayer(stage, "down"), coarse));
                for (const std::string& name : mergeLayers(stage)) t = ops.layer(name, t);
            }
            coarse = t;
            scores[stage] = ops.upsample(ops.layer(branchLayer(stage, "score"), t), 1 << stage);
        } else {
            if (stage > 0) t = ops.layer(branchLayer(stage, "up"), t);
            scores[stage] =
                ops.layer(branchLayer(stage, "score"), ops.layer(branchLayer(stage, "mix"), t));
        }
    }
    return scores;
}

}  // namespace axolemma::detail
