#include "app/interruption.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>

#include "core/error.h"

namespace axolemma {

namespace {

constexpr char kStop = 's';
constexpr char kEnd = 'e';

// A signal handler can reach nothing but this.
std::atomic<int> writeEnd{-1};
static_assert(std::atomic<int>::is_always_lock_free);

void send(char what) {
    const int saved = errno;
    [[maybe_unused]] const auto written = ::write(writeEnd.load(), &what, 1);
    errno = saved;
}

// Stopping runs callbacks and takes locks, which a handler must not: it only wakes the watcher.
void onSignal(int) {
    send(kStop);
}

void handle(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    // The second signal finds the default again and ends the program.
    action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

Interruption::Interruption() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw Error("The system has no pipe left for this program; close others and try again.");
    readEnd_ = ends[0];
    writeEnd = ends[1];
    watcher_ = std::thread([this] {
        char what = 0;
        while (::read(readEnd_, &what, 1) == 1 && what == kStop) source_.request_stop();
    });
    handle(onSignal);
}

Interruption::~Interruption() {
    handle(SIG_DFL);
    send(kEnd);
    watcher_.join();
    ::close(writeEnd.exchange(-1));
    ::close(readEnd_);
}

}  // namespace axolemma
