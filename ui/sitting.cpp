#include "ui/sitting.h"

namespace axolemma {

void Sitting::addEdit(Time now) {
    const auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(now - last_);
    if (edits_ > 0 && pause <= kLongestPause) worked_ += pause;
    last_ = now;
    ++edits_;
}

double Sitting::editsAnHour() const {
    if (worked_ < std::chrono::minutes(1)) return 0;
    return edits_ / std::chrono::duration<double, std::ratio<3600>>(worked_).count();
}

}  // namespace axolemma
