#include "ui/tool.h"

#include "ui/document.h"

namespace axolemma {

QString Tool::pickHint() {
    return tr("Left: pick a neuron   Right: pick it too, or no longer   Wheel: ten slices");
}

Evidence Tool::evidence(int z) const {
    Evidence evidence;
    if (const auto map = document_.probability(z)) evidence.map = map->view();
    if (const auto components = document_.components(z))
        evidence.labels = components->labels.view();
    return evidence;
}

}  // namespace axolemma
