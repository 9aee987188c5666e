#pragma once

#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "core/stack.h"
#include "segmentation/segmenter.h"
#include "ui/document.h"

namespace axolemma::test {

inline constexpr int kWidth = 64;
inline constexpr int kHeight = 48;
inline constexpr int kDepth = 12;
/// Cells are squares of this size with a membrane of one pixel to the left and on top.
inline constexpr int kCell = 16;
inline constexpr int kMembrane = 40;

inline bool isMembrane(int x, int y) {
    return x % kCell == 0 || y % kCell == 0;
}
/// Every pixel of a cell tells its slice.
inline int greyAt(int x, int y, int z) {
    return isMembrane(x, y) ? kMembrane : 150 + 5 * z;
}
/// Cells of a slice: the same twelve through all slices.
inline constexpr int kCells = (kWidth / kCell) * (kHeight / kCell);

inline Stack gridStack(int depth = kDepth) {
    Volume<std::uint8_t> voxels(kWidth, kHeight, depth);
    for (int z = 0; z < depth; ++z) {
        for (int y = 0; y < kHeight; ++y) {
            for (int x = 0; x < kWidth; ++x) {
                voxels(x, y, z) = static_cast<std::uint8_t>(greyAt(x, y, z));
            }
        }
    }
    Stack stack(AnyVolume(std::move(voxels)), Spacing{4, 4, 50});
    stack.name = "grid";
    return stack;
}

/// What a fake segmenter is told, and what it tells; shared with the thread that it runs in.
struct FakeNetwork {
    /// How many slices it may finish before it waits, until it may go on or is stopped.
    std::atomic<int> allowed = 1'000'000;
    std::atomic<int> finished = 0;
    std::atomic<int> opened = 0;
    std::string failure;
    std::string note;
};

/// Calls bright pixels cell.
class FakeSegmenter : public Segmenter {
  public:
    explicit FakeSegmenter(std::shared_ptr<FakeNetwork> network) : network_(std::move(network)) {
        info_.name = "fake";
        info_.partition = {.threshold = 0.5F, .smallest = 4};
    }
    const ModelInfo& model() const override { return info_; }
    std::string device() const override { return "fake device"; }
    std::vector<std::string> notesFor(const Stack&) const override {
        return network_->note.empty() ? std::vector<std::string>{}
                                      : std::vector<std::string>{network_->note};
    }
    double estimateSeconds(const Stack& stack, std::stop_token) override {
        return 0.1 * stack.depth();
    }
    bool predict(const PredictionRequest& request, const SliceFunction& onSlice,
                 const ProgressFunction& progress, std::stop_token stop) override {
        if (!network_->failure.empty()) throw Error(network_->failure);
        int done = 0;
        for (const int z : request.slices) {
            while (network_->finished >= network_->allowed && !stop.stop_requested()) {
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
            if (stop.stop_requested()) return false;
            const Image<float> grey = request.stack->sliceAsFloat(z);
            Image<float> cell(grey.width(), grey.height());
            const float high = request.output == Output::Fused ? 0.9F : 0.6F;
            for (std::size_t i = 0; i < grey.size(); ++i) {
                cell.data()[i] = grey.data()[i] > 100 ? high : 0.1F;
            }
            ++network_->finished;
            onSlice(z, std::move(cell));
            ++done;
            if (progress) {
                progress({static_cast<double>(done) / static_cast<double>(request.slices.size()),
                          "slice"});
            }
        }
        return true;
    }

  private:
    std::shared_ptr<FakeNetwork> network_;
    ModelInfo info_;
};

inline SegmenterFactory factoryOf(std::shared_ptr<FakeNetwork> network) {
    return [network](const std::filesystem::path&, const SegmenterOptions&) {
        ++network->opened;
        return std::make_unique<FakeSegmenter>(network);
    };
}

/// Settings of its own for a test, in a folder that goes with it.
class OwnSettings {
  public:
    OwnSettings() {
        QCoreApplication::setOrganizationName("AxolemmaTest");
        QCoreApplication::setApplicationName("test");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.path());
        QSettings().clear();
    }
    std::filesystem::path folder() const { return folder_.path().toStdString(); }

  private:
    QTemporaryDir folder_;
};

}  // namespace axolemma::test
