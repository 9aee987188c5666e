#pragma once

#include <QtTest>

#include "core/error.h"
#include "segmentation/trainer_internal.h"
#include "training_data.h"

namespace axolemma::test {

inline constexpr Architecture kDecoder{8, 1, true, true, true};

/// Cells as a microscope would show them: dark membranes, grey insides, noise.
inline std::shared_ptr<const Stack> picture(const TargetVolume& targets, Spacing spacing = {}) {
    Volume<std::uint8_t> voxels(targets.width(), targets.height(), targets.depth());
    Random random(5);
    for (std::size_t i = 0; i < targets.size(); ++i)
        voxels.data()[i] = static_cast<std::uint8_t>(
            (targets.data()[i] == kTargetMembrane ? 60 : 170) + 12 * random.normal());
    return std::make_shared<const Stack>(Stack(std::move(voxels), spacing));
}

inline std::shared_ptr<const TargetVolume> shared(TargetVolume targets) {
    return std::make_shared<const TargetVolume>(std::move(targets));
}

inline bool identical(const ModelFile& a, const ModelFile& b) {
    if (a.tensors.size() != b.tensors.size()) return false;
    for (std::size_t i = 0; i < a.tensors.size(); ++i)
        if (a.tensors[i].name != b.tensors[i].name || a.tensors[i].values != b.tensors[i].values)
            return false;
    return true;
}

/// A stop that comes when this many steps are done.
class StopAfter {
  public:
    explicit StopAfter(int steps) : steps_(steps) {}
    TrainingFunction listener() {
        return [this](const TrainingProgress& p) {
            if (p.step >= steps_) source_.request_stop();
        };
    }
    std::stop_token token() const { return source_.get_token(); }

  private:
    int steps_;
    std::stop_source source_;
};

/// Makes training requests that are done in a moment, with files in a folder of its own.
class Trainings {
  protected:
    QTemporaryDir folder_;
    int files_ = 0;

    TrainingRequest request(int steps, TargetVolume targets = cells(96, 80, 3)) {
        TrainingRequest r;
        r.images = picture(targets);
        r.targets = shared(std::move(targets));
        r.architecture = kDecoder;
        r.output = folder_.filePath(QString("m%1.axomodel").arg(++files_)).toStdString();
        r.steps = steps;
        r.batch = 2;
        r.crop = 48;
        r.learningRate = 5e-3;
        r.threads = 1;
        r.device = "cpu";
        return r;
    }

    static ModelFile trained(const TrainingRequest& r) {
        (void)detail::train(r, {}, {});
        return readModelFile(r.output);
    }

    static QString checkpointOf(const TrainingRequest& r) {
        return QString::fromStdString(r.output.string() + ".checkpoint");
    }

    static QString refusalOf(const TrainingRequest& r) {
        try {
            (void)detail::train(r, {}, {});
        } catch (const Error& e) {
            return e.what();
        }
        return {};
    }
};

}  // namespace axolemma::test
