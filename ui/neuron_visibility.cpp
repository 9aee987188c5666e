#include "ui/neuron_visibility.h"

namespace axolemma {

void NeuronVisibility::setShown(std::uint64_t id, bool shown) {
    if (shows(id) == shown) return;
    if (shown == onlyListed_) {
        listed_.insert(id);
    } else {
        listed_.erase(id);
    }
    Q_EMIT changed();
}

void NeuronVisibility::showOnly(std::uint64_t id) {
    listed_ = {id};
    onlyListed_ = true;
    Q_EMIT changed();
}

void NeuronVisibility::showAll() {
    if (showsAll()) return;
    listed_.clear();
    onlyListed_ = false;
    Q_EMIT changed();
}

}  // namespace axolemma
