#pragma once

#include <QObject>
#include <QString>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "core/volume.h"
#include "ui/worker.h"

namespace axolemma {

class Document;

/// The labels of a stack.
struct Truth {
    QString name;
    /// 0 = membrane, or not labelled.
    Volume<std::uint32_t> labels;
};

/// The truth that the segmentation of a document is held against. Belongs to the GUI thread.
class Comparison : public QObject {
    Q_OBJECT
  public:
    explicit Comparison(Document& document, QObject* parent = nullptr);

    /// Reads labels of the open stack in the background. When they cannot be read, or are of
    /// another size, `failed` says why and everything stays as it was.
    void load(const std::filesystem::path& path);
    void clear();
    /// Null without one. Safe to keep and to read in any thread.
    std::shared_ptr<const Truth> truth() const { return truth_; }
    bool busy() const { return reader_.busy(); }

  Q_SIGNALS:
    void truthChanged();
    /// A sentence for a dialog.
    void failed(const QString& sentence);

  private:
    Document& document_;
    std::shared_ptr<const Truth> truth_;
    Worker reader_;
};

}  // namespace axolemma
