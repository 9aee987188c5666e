#pragma once

#include <QWidget>
#include <vector>

#include "core/geometry.h"
#include "core/proofreading/proposal_changes.h"
#include "ui/change_pictures.h"

class QLabel;
class QListWidget;
class QVBoxLayout;

namespace axolemma {

/// Where a network that was taught differs from the old one, as pairs of pictures, and where it
/// says otherwise than the expert; a click goes there.
class ChangeGallery : public QWidget {
    Q_OBJECT
  public:
    explicit ChangeGallery(QWidget* parent = nullptr);

    /// `pictures` are of the first of `changes.changes`.
    void show(const ProposalChanges& changes, const std::vector<ChangePicture>& pictures);

  Q_SIGNALS:
    void placeChosen(axolemma::Place place);

  private:
    void addPicture(const ChangePicture& picture);

    QLabel* heading_;
    QVBoxLayout* pictures_;
    QLabel* against_;
    QListWidget* list_;
    std::vector<Contradiction> contradictions_;
};

}  // namespace axolemma
