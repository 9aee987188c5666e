#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

#include "core/metrics/refinement_fit.h"
#include "core/partition.h"
#include "ui/segmentation_run.h"
#include "ui/worker.h"

namespace axolemma {

class Comparison;
class Document;
struct Truth;

/// What every w_f would give, computed in the background whenever nothing else runs: components of
/// the whole segmentation and, with a truth, the Rand error. A move of w_f does not change it.
class RefinementCurve : public QObject {
    Q_OBJECT
  public:
    RefinementCurve(Document& document, Comparison& comparison, QObject* parent = nullptr);

    /// Empty while there is nothing to show.
    const std::vector<CurvePoint>& points() const { return points_; }

  Q_SIGNALS:
    void changed();

  private:
    /// What the points depend on.
    struct Key {
        std::vector<std::shared_ptr<const ProbabilityMap>> maps;
        std::shared_ptr<const Truth> truth;
        PartitionRule rule;
        bool operator==(const Key&) const = default;
    };

    Key keyNow() const;
    void check();
    void compute();

    Document& document_;
    Comparison& comparison_;
    Key key_;
    std::vector<CurvePoint> points_;
    QTimer pause_;
    Worker worker_;
};

}  // namespace axolemma
