#pragma once

#include <chrono>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/progress.h"

namespace axolemma {

/// What a headless command says while it works, all of it on stderr (stdout is for results that
/// were asked for): sentences and, on a terminal, a bar; or one JSON object a line for machines,
/// each with an "event": progress, note, training, done or error. Any thread.
class Console {
  public:
    enum class Style { Auto, Json, None };

    Console();
    ~Console();
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    void setStyle(Style style) { style_ = style; }
    /// Only errors are said from now on.
    void setQuiet(bool quiet) { quiet_ = quiet; }

    /// A sentence that the user should know of: an assumed voxel size, a rescaling.
    void note(const std::string& sentence);
    /// The function that shows how far `phase` ("reading stack.tif") has come; valid as long as
    /// this.
    ProgressFunction phase(const std::string& phase);
    /// A line that the next one replaces on a terminal; elsewhere at most one a minute is kept, but
    /// each `important` one. `event` is what it says for machines.
    void status(const std::string& line, const nlohmann::ordered_json& event, bool important);
    /// The last word of a command that succeeded or was stopped.
    void done(const std::string& sentence, nlohmann::ordered_json facts);
    void error(const std::string& sentence);

  private:
    using Clock = std::chrono::steady_clock;

    void show(const std::string& phase, Clock::time_point started, const Progress& progress);
    void printLine(const std::string& line);
    void printJson(const nlohmann::ordered_json& event);
    void replaceLine(const std::string& line);
    void clearLine();

    std::mutex mutex_;
    Style style_ = Style::Auto;
    bool quiet_ = false;
    bool terminal_ = false;
    bool lineShown_ = false;
    Clock::time_point lastShown_{};
    Clock::time_point lastKept_{};
};

/// "3.2 s", "4 min 10 s", "2 h 5 min".
std::string duration(double seconds);

}  // namespace axolemma
