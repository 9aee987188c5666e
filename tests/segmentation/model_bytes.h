#pragma once

#include <QFile>
#include <QTemporaryDir>
#include <string>

#include "model_parts.h"
#include "random_network.h"
#include "segmentation/model_file.h"

namespace axolemma::test {

/// A network of this architecture with random weights, as a model file would hold it.
inline ModelFile randomModel(const Architecture& architecture, unsigned seed = 1) {
    ModelFile model;
    model.info.name = "random";
    model.info.architecture = architecture;
    model.tensors = randomTensors(architecture, seed);
    return model;
}

inline std::string bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

inline void writeBytes(const QString& path, const std::string& bytes) {
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) file.write(bytes.data(), qint64(bytes.size()));
}

}  // namespace axolemma::test
