#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>

#include "core/error.h"
#include "segmentation/training.h"

namespace axolemma {

namespace {

template <typename T>
void requireWholeNumbers(const Volume<T>& labels, const std::string& name) {
    if constexpr (std::is_floating_point_v<T>) {
        for (int z = 0; z < labels.depth(); ++z) {
            const auto slice = labels.slice(z);
            for (std::size_t i = 0; i < slice.size(); ++i) {
                const T value = slice.data()[i];
                if (std::isfinite(value) && std::trunc(value) == value) continue;
                throw Error(fmt::format(
                    "The labels {} hold {} in slice {}; labels are whole numbers. If these are "
                    "probabilities of cell, say so (--labels-are probabilities).",
                    name, value, z));
            }
        }
    }
}

template <typename T>
bool isUnknown(T value) {
    if constexpr (std::is_floating_point_v<T>) return false;
    if constexpr (std::is_signed_v<T>) {
        return value == T{-1} || value == std::numeric_limits<T>::max();
    }
    return value == std::numeric_limits<T>::max();
}

template <typename T>
bool isMask(const Volume<T>& labels) {
    std::optional<T> only;
    for (const T value : labels) {
        if (value == T{0}) continue;
        if (only && *only != value) return false;
        only = value;
    }
    return true;
}

template <typename T>
void targetsOfMask(ImageView<const T> labels, ImageView<std::uint8_t> out) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
        out.data()[i] = labels.data()[i] == T{0} ? kTargetMembrane : kTargetCell;
    }
}

template <typename T>
void targetsOfNeurons(ImageView<const T> labels, ImageView<std::uint8_t> out) {
    const int width = labels.width();
    const int height = labels.height();
    // 0 is no id: beside a drawn boundary a neuron ends where its label does, and beside what
    // nobody labelled there is no evidence of a membrane.
    const auto another = [](T id, T neighbour) {
        return neighbour != id && neighbour != T{0} && !isUnknown(neighbour);
    };
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const T id = labels(x, y);
            std::uint8_t& target = out(x, y);
            if (isUnknown(id)) {
                target = kTargetUnknown;
            } else if (id == T{0} || (x > 0 && another(id, labels(x - 1, y))) ||
                       (x + 1 < width && another(id, labels(x + 1, y))) ||
                       (y > 0 && another(id, labels(x, y - 1))) ||
                       (y + 1 < height && another(id, labels(x, y + 1)))) {
                target = kTargetMembrane;
            } else {
                target = kTargetCell;
            }
        }
    }
}

template <typename T>
TargetVolume targetsOfProbabilities(const Volume<T>& labels, const std::string& name) {
    constexpr bool kBytes = std::is_same_v<T, std::uint8_t>;
    TargetVolume targets(labels.width(), labels.height(), labels.depth());
    for (int z = 0; z < labels.depth(); ++z) {
        const auto slice = labels.slice(z);
        std::uint8_t* const out = targets.slice(z).data();
        for (std::size_t i = 0; i < slice.size(); ++i) {
            const float p = static_cast<float>(slice.data()[i]) / (kBytes ? 255.0F : 1.0F);
            if (std::isnan(p)) {
                out[i] = kTargetUnknown;
            } else if (p >= 0 && p <= 1) {
                out[i] = targetOf(p);
            } else {
                throw Error(fmt::format(
                    "The labels {} hold {} in slice {}; a probability is from 0 to 1, or to 255 "
                    "in a file of 8 bit.",
                    name, +slice.data()[i], z));
            }
        }
    }
    return targets;
}

template <typename T>
void requireIds(const Volume<T>& labels, const std::string& name) {
    if constexpr (std::is_signed_v<T>) {
        for (int z = 0; z < labels.depth(); ++z) {
            const auto slice = labels.slice(z);
            for (std::size_t i = 0; i < slice.size(); ++i) {
                const T value = slice.data()[i];
                if (value >= T{0} || isUnknown(value)) continue;
                throw Error(fmt::format(
                    "The labels {} hold the negative number {} in slice {}; neurons are numbered "
                    "from 1. Is this a mask? Then say so (mask instead of neurons).",
                    name, +value, z));
            }
        }
    }
}

}  // namespace

TargetVolume targetsFromLabels(const Stack& labels, LabelKind kind) {
    const std::string name = !labels.path.empty()   ? labels.path
                             : !labels.name.empty() ? labels.name
                                                    : std::string("given");
    return std::visit(
        [&]<typename T>(const Volume<T>& volume) {
            if (kind == LabelKind::Probabilities) return targetsOfProbabilities(volume, name);
            requireWholeNumbers(volume, name);
            const bool mask =
                kind == LabelKind::Mask || (kind == LabelKind::Auto && isMask(volume));
            if (!mask) requireIds(volume, name);
            TargetVolume targets(volume.width(), volume.height(), volume.depth());
            for (int z = 0; z < volume.depth(); ++z) {
                if (mask) {
                    targetsOfMask(volume.slice(z), targets.slice(z));
                } else {
                    targetsOfNeurons(volume.slice(z), targets.slice(z));
                }
            }
            return targets;
        },
        labels.voxels());
}

}  // namespace axolemma
