#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/components.h"
#include "core/metrics/comparison.h"
#include "core/metrics/volume_metrics.h"
#include "core/neurons.h"
#include "core/proofreading/derivation.h"
#include "core/volume.h"
#include "ui/worker.h"

namespace axolemma {

class Document;

/// The labels of a stack.
struct Truth {
    QString name;
    /// 0 = membrane, or not labelled.
    Volume<std::uint32_t> labels;
    /// Of each slice, whether anything is labelled in it.
    std::vector<char> hasCells;
    /// Whether there are several labels, which say what belongs together through the slices.
    bool namesNeurons = false;
};

/// The truth that the segmentation of a document is held against, and how they compare: kept up to
/// date in the background whenever slices change, the visible one first. What was found last stays
/// until it is found anew. Belongs to the GUI thread.
class Comparison : public QObject {
    Q_OBJECT
  public:
    explicit Comparison(Document& document, QObject* parent = nullptr);
    ~Comparison() override;

    /// Reads labels of the open stack in the background. When they cannot be read, or are of
    /// another size, `failed` says why and everything stays as it was.
    void load(const std::filesystem::path& path);
    void clear();
    /// Null without one. Safe to keep and to read in any thread.
    std::shared_ptr<const Truth> truth() const { return truth_; }
    /// Whether labels are being read.
    bool busy() const { return reader_.busy(); }

    /// Null where slice z is not segmented or was not compared yet. Safe to keep.
    std::shared_ptr<const SliceComparison> slice(int z) const;
    /// Over the slices that are labelled and were compared; nothing before the first.
    const std::optional<StackScores>& scores() const { return scores_; }
    /// Of neurons through the slices, their labels grown into the boundary; nothing unless the
    /// truth names neurons and every slice that it labels is segmented.
    const std::optional<VolumeScores>& volumeScores() const { return volumeScores_; }

    /// What the scores are of: the first is there before the others.
    enum class Part { Slices, Warping, Volume };
    /// Whether these scores are not yet those of the present segmentation.
    bool updating(Part part) const;

  Q_SIGNALS:
    void truthChanged();
    /// `slice(z)`; -1 means every slice.
    void sliceCompared(int z);
    /// A score, or whether one is updating.
    void scoresChanged();
    /// A sentence for a dialog.
    void failed(const QString& sentence);

  private:
    using Components = std::shared_ptr<const SliceComponents>;
    /// What is known of a slice, and of which components.
    struct Compared {
        Components components;
        std::shared_ptr<const SliceComparison> comparison;
        Components warped;
        std::optional<detail::TopologyErrors> topology;
    };
    struct Task {
        int z = 0;
        Components components;
    };
    void forget();
    void follow();
    void compareNext();
    void warpNext();
    void scoreVolume();
    bool stale(int z) const;
    bool unwarped(int z) const;
    bool volumeWanted() const;
    template <typename Stale>
    std::vector<Task> tasks(Stale isStale, int most) const;
    void sumUp();

    Document& document_;
    std::shared_ptr<const Truth> truth_;
    std::vector<Compared> slices_;
    std::optional<StackScores> scores_;
    std::optional<VolumeScores> volumeScores_;
    /// What the scores of neurons were made from.
    std::shared_ptr<const Derived> scoredVolume_;
    QTimer volumePause_;
    Worker reader_;
    Worker comparer_;
    Worker warper_;
    Worker volumeScorer_;
};

}  // namespace axolemma
