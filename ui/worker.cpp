#include "ui/worker.h"

#include <sys/resource.h>
#include <unistd.h>

namespace axolemma {

void Worker::Context::giveWay() const {
    // On Linux a thread has a niceness of its own. Where it may not be set nothing is lost but time.
    constexpr int kNiceness = 5;
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
}

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
