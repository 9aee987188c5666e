#include "ui/worker.h"

namespace axolemma {

Worker::Worker(QObject* parent) : QObject(parent) {
    pool_.setMaxThreadCount(1);
    // LibTorch keeps its settings per thread, so the thread stays.
    pool_.setExpiryTimeout(-1);
}

Worker::~Worker() {
    stop_.request_stop();
    pool_.waitForDone();
}

void Worker::cancel() {
    stop_.request_stop();
}

void Worker::setBusy(bool busy) {
    if (busy_ == busy) return;
    busy_ = busy;
    Q_EMIT busyChanged(busy);
}

}  // namespace axolemma
