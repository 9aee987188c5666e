// The next slice at 2048 x 2048, with the colours of its neurons over it: our own work beside
// VTK's. Needs a display (xvfb-run): xvfb-run -a -s "-screen 0 2200x2200x24" bench_slice_view
#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <vector>

#include "tests/support/bench.h"
#include "ui/document.h"
#include "ui/slice_view.h"

using namespace axolemma;

namespace {

constexpr int kSize = 2048;
constexpr int kDepth = 12;
constexpr int kCell = 48;

/// Calls the grid's squares cells.
class GridSegmenter : public Segmenter {
  public:
    const ModelInfo& model() const override { return info_; }
    std::string device() const override { return "none"; }
    std::vector<std::string> notesFor(const Stack&) const override { return {}; }
    double estimateSeconds(const Stack& stack, std::stop_token) override {
        return 0.1 * stack.depth();
    }
    bool predict(const PredictionRequest& request, const SliceFunction& onSlice,
                 const ProgressFunction&, std::stop_token) override {
        for (const int z : request.slices) {
            Image<float> cell(kSize, kSize);
            for (int y = 0; y < kSize; ++y) {
                for (int x = 0; x < kSize; ++x) {
                    cell(x, y) = (x + z) % kCell < 3 || y % kCell < 3 ? 0.1F : 0.9F;
                }
            }
            onSlice(z, std::move(cell));
        }
        return true;
    }

  private:
    ModelInfo info_;
};

Stack noiseStack() {
    Volume<std::uint8_t> voxels(kSize, kSize, kDepth);
    std::uint32_t state = 1;
    for (std::uint8_t& voxel : voxels) {
        state = state * 1664525 + 1013904223;
        voxel = static_cast<std::uint8_t>(state >> 24);
    }
    return Stack(AnyVolume(std::move(voxels)), Spacing{4, 4, 50});
}

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    Document document([](const auto&, const auto&) { return std::make_unique<GridSegmenter>(); });
    document.setStack(noiseStack());
    QEventLoop segmenting;
    QObject::connect(&document, &Document::jobEnded, &segmenting, &QEventLoop::quit);
    document.segment({});
    segmenting.exec();

    SliceView view(document);
    view.resize(1200, 900);
    QEventLoop frames;
    QObject::connect(&view, &QOpenGLWidget::frameSwapped, &frames, &QEventLoop::quit);
    view.show();
    frames.exec();

    std::vector<double> prepare;
    std::vector<double> draw;
    std::vector<double> whole;
    for (int z = 1; z < kDepth; ++z) {
        QElapsedTimer clock;
        clock.start();
        document.setSlice(z);
        frames.exec();
        whole.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        prepare.push_back(view.frameTimes().prepare);
        draw.push_back(view.frameTimes().draw);
    }
    bench::report("next_slice_2048", 1,
                  {{"own_work_ms", bench::median(prepare)},
                   {"vtk_draw_ms", bench::median(draw)},
                   {"whole_step_ms", bench::median(whole)},
                   {"slices", kDepth - 1}});
    return 0;
}
