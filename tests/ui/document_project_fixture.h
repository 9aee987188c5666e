#pragma once

#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <memory>

#include "core/io/stack_writer.h"
#include "core/proofreading/edits.h"
#include "tests/ui/ui_support.h"

namespace axolemma::test {

inline constexpr Place kA{8, 8, 0};
inline constexpr Place kB{24, 8, 0};
inline constexpr Place kC{40, 8, 0};

/// A document and the project that keeps it, in a folder of its own.
class DocumentWithProject : public QObject {
  protected:
    std::unique_ptr<QTemporaryDir> folder_;
    std::shared_ptr<FakeNetwork> network_;
    std::unique_ptr<Document> document_;

    std::filesystem::path folder() const { return folder_->path().toStdString(); }
    std::filesystem::path stackFile() const { return folder() / "grid.tif"; }

    void start() {
        document_ = std::make_unique<Document>(factoryOf(network_));
        document_->keepProjectsIn(folder() / "projects");
    }
    void open(const std::filesystem::path& path) {
        QSignalSpy ended(document_.get(), &Document::jobEnded);
        QSignalSpy failed(document_.get(), &Document::failed);
        document_->open({path});
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed[0][0].toString()));
    }
    void segment() {
        document_->segment({});
        QTRY_VERIFY(!document_->busy());
    }
    /// Leaves the run after so many slices.
    void segmentSlices(int count) {
        network_->finished = 0;
        network_->allowed = count;
        document_->segment({});
        QTRY_COMPARE(document_->segmentation()->segmentedSlices(), count);
    }
    /// Two runs, of which the first is stopped.
    void segmentThreeThenAll() {
        segmentSlices(3);
        document_->cancelJobs();
        QTRY_VERIFY(!document_->busy());
        network_->allowed = 1'000'000;
        segment();
    }
    void make(const Edit& edit) {
        QVERIFY2(edit.allowed(), edit.refusal.c_str());
        QVERIFY(document_->apply(edit));
        document_->settled();
    }
    void saveAs(const std::filesystem::path& folder) {
        QSignalSpy failed(document_.get(), &Document::failed);
        QSignalSpy saved(document_.get(), &Document::projectSaved);
        document_->saveProjectAs(folder);
        QTRY_COMPARE(saved.count(), 1);
        QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed[0][0].toString()));
    }
    bool one(Place a, Place b) const {
        return document_->neuronAt(a) != 0 && document_->neuronAt(a) == document_->neuronAt(b);
    }
    /// Segments, merges A with B and then B with C, and closes. Returns the project's folder.
    std::filesystem::path twoMerges() {
        start();
        open(stackFile());
        segment();
        make(merge(document_->settled(), kA, kB));
        make(merge(document_->settled(), kB, kC));
        const std::filesystem::path project = document_->project()->folder();
        document_.reset();
        return project;
    }

    void begin() {
        folder_ = std::make_unique<QTemporaryDir>();
        network_ = std::make_shared<FakeNetwork>();
        writeStack(stackFile(), gridStack());
    }
};

}  // namespace axolemma::test
