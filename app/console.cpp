#include "app/console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace axolemma {

namespace {

using Json = nlohmann::ordered_json;
using Seconds = std::chrono::duration<double>;

constexpr auto kBetweenPictures = std::chrono::milliseconds(100);
constexpr auto kBetweenKeptLines = std::chrono::minutes(1);

std::size_t terminalWidth() {
    winsize size{};
    const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

std::string bar(double fraction) {
    constexpr int kCells = 24;
    const int filled = static_cast<int>(std::lround(fraction * kCells));
    return fmt::format("[{}{}]", std::string(filled, '='), std::string(kCells - filled, ' '));
}

// A guess from less than this is worse than none.
bool canGuess(double elapsed, double fraction) {
    return elapsed > 1 && fraction > 0.03;
}

}  // namespace

std::string duration(double seconds) {
    if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
    const long whole = std::lround(seconds);
    if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

Console::Console() : terminal_(::isatty(STDERR_FILENO) == 1) {}

Console::~Console() {
    clearLine();
}

void Console::note(const std::string& sentence) {
    if (quiet_) return;
    const std::scoped_lock lock(mutex_);
    if (style_ == Style::Json)
        printJson({{"event", "note"}, {"text", sentence}});
    else
        printLine("note: " + sentence);
}

ProgressFunction Console::phase(const std::string& phase) {
    if (quiet_ || style_ == Style::None || (style_ == Style::Auto && !terminal_)) return {};
    return [this, phase, started = Clock::now()](const Progress& progress) {
        show(phase, started, progress);
    };
}

void Console::show(const std::string& phase, Clock::time_point started, const Progress& progress) {
    const std::scoped_lock lock(mutex_);
    const auto now = Clock::now();
    const bool complete = progress.fraction >= 1;
    if (!complete && now - lastShown_ < kBetweenPictures) return;
    lastShown_ = now;
    const double elapsed = Seconds(now - started).count();
    const bool guessed = !complete && canGuess(elapsed, progress.fraction);
    const double left = guessed ? elapsed * (1 - progress.fraction) / progress.fraction : 0;
    if (style_ == Style::Json) {
        Json event{{"event", "progress"},
                   {"phase", phase},
                   {"fraction", progress.fraction},
                   {"step", progress.step}};
        if (guessed) event["seconds_left"] = left;
        printJson(event);
    } else if (complete) {
        clearLine();
    } else {
        replaceLine(fmt::format("{} {} {:3.0f} %{}{}", phase, bar(progress.fraction),
                                100 * progress.fraction,
                                guessed ? "  " + duration(left) + " left" : "",
                                progress.step.empty() ? "" : "  " + progress.step));
    }
}

void Console::status(const std::string& line, const Json& event, bool important) {
    if (quiet_) return;
    const std::scoped_lock lock(mutex_);
    const auto now = Clock::now();
    if (style_ == Style::Json) {
        printJson(event);
    } else if (important || (!terminal_ && now - lastKept_ >= kBetweenKeptLines)) {
        printLine(line);
        lastKept_ = now;
    } else if (terminal_ && style_ == Style::Auto) {
        replaceLine(line);
    }
}

void Console::done(const std::string& sentence, Json facts) {
    if (quiet_) return;
    const std::scoped_lock lock(mutex_);
    if (style_ == Style::Json) {
        Json event{{"event", "done"}};
        event.update(facts);
        printJson(event);
    } else {
        printLine(sentence);
    }
}

void Console::error(const std::string& sentence) {
    const std::scoped_lock lock(mutex_);
    if (style_ == Style::Json)
        printJson({{"event", "error"}, {"text", sentence}});
    else
        printLine("axolemma: " + sentence);
}

void Console::printLine(const std::string& line) {
    clearLine();
    fmt::print(stderr, "{}\n", line);
}

void Console::printJson(const Json& event) {
    // File names need not be UTF-8; a byte that is not must not end the run.
    fmt::print(stderr, "{}\n", event.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void Console::replaceLine(const std::string& line) {
    // A line that wraps cannot be taken back.
    fmt::print(stderr, "\r\033[K{}", line.substr(0, terminalWidth() - 1));
    std::fflush(stderr);
    lineShown_ = true;
}

void Console::clearLine() {
    if (!lineShown_) return;
    fmt::print(stderr, "\r\033[K");
    std::fflush(stderr);
    lineShown_ = false;
}

}  // namespace axolemma
