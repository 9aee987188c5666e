#pragma once

#include <chrono>

namespace axolemma {

/// How an expert's time is spent: edits, and the time between them. A pause longer than
/// `kLongestPause` is none of it.
class Sitting {
  public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::minutes kLongestPause{3};

    void addEdit(Time now);

    int edits() const { return edits_; }
    /// From the first edit to the last, without pauses.
    std::chrono::milliseconds worked() const { return worked_; }
    /// 0 where it is too early to say: before a minute of work.
    double editsAnHour() const;

  private:
    int edits_ = 0;
    Time last_{};
    std::chrono::milliseconds worked_{};
};

}  // namespace axolemma
