#include "app/reproduction/published.h"

namespace axolemma {

const std::vector<PublishedScores>& publishedScores() {
    static const std::vector<PublishedScores> kScores = {
        {"a second human", 0.0021, 0.000005, 0.0010, 0.998, 0.999, true},
        {"CUMedVision, best of each (Ours)", 0.0173, 0.000188, 0.0580, 0.97682, 0.98865},
        {"CUMedVision-4 (C1)", 0.0434, 0.000342, 0.0609, {}, {}, true},
        {"CUMedVision-4 (C2)", 0.0461, 0.000422, 0.0612, {}, {}, true},
        {"CUMedVision-4 (C3)", 0.2590, 0.001080, 0.1023, {}, {}, true},
        {"IDSIA", 0.0504, 0.000420, 0.0613, {}, {}},
        {"U-Net", 0.0382, 0.000353, 0.0611, 0.97276, 0.98662},
        {"FusionNet", {}, {}, {}, 0.97804, 0.98893},
        {"SFCNN", {}, {}, {}, 0.98680, 0.99144},
        {"affinities and mutex watershed", {}, {}, {}, 0.9879, 0.9918, true},
    };
    return kScores;
}

}  // namespace axolemma
