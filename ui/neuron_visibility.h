#pragma once

#include <QObject>
#include <cstdint>
#include <unordered_set>

namespace axolemma {

/// Which neurons the overlay shows: all but some, or only some. A way of looking, so it is neither
/// a step of the history nor saved. Belongs to the GUI thread.
class NeuronVisibility : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;

    bool shows(std::uint64_t id) const { return listed_.contains(id) == onlyListed_; }
    bool showsAll() const { return !onlyListed_ && listed_.empty(); }

    void setShown(std::uint64_t id, bool shown);
    /// Hides every other.
    void showOnly(std::uint64_t id);
    void showAll();

  Q_SIGNALS:
    void changed();

  private:
    std::unordered_set<std::uint64_t> listed_;
    bool onlyListed_ = false;
};

}  // namespace axolemma
