#include "ui/fuzzy.h"

#include <QString>
#include <algorithm>
#include <limits>
#include <vector>

namespace axolemma {

namespace {

constexpr int kLetter = 1;
constexpr int kWordStart = 8;
constexpr int kSideBySide = 7;
constexpr int kGap = 4;
/// For the first letter of the text: "seg" means Segment, not Export segmentation.
constexpr int kTextStart = 4;
constexpr int kNever = std::numeric_limits<int>::min() / 2;

bool startsWord(QStringView text, qsizetype i) {
    return text[i].isLetterOrNumber() && (i == 0 || !text[i - 1].isLetterOrNumber());
}

}  // namespace

std::optional<int> fuzzyScore(QStringView pattern, QStringView text) {
    QString wanted = pattern.toString().toCaseFolded();
    wanted.removeIf([](QChar c) { return c.isSpace(); });
    if (wanted.isEmpty()) return 0;
    const QString folded = text.toString().toCaseFolded();
    const auto length = static_cast<std::size_t>(folded.size());
    // best[i]: of the letters so far, the last one at i.
    std::vector<int> best(length, kNever);
    for (qsizetype k = 0; k < wanted.size(); ++k) {
        std::vector<int> next(length, kNever);
        int before = kNever;
        for (std::size_t i = 0; i < length; ++i) {
            const auto at = static_cast<qsizetype>(i);
            if (folded[at] == wanted[k]) {
                const int beside = i > 0 && k > 0 ? best[i - 1] + kSideBySide : kNever;
                const int start =
                    (startsWord(folded, at) ? kWordStart : 0) + (i == 0 ? kTextStart : 0);
                const int apart = k > 0 ? before - kGap : 0;
                next[i] = std::max(apart, beside) + kLetter + start;
            }
            before = std::max(before, best[i]);
        }
        best = std::move(next);
    }
    const int score = length ? *std::ranges::max_element(best) : kNever;
    return score > kNever / 2 ? std::optional(score) : std::nullopt;
}

}  // namespace axolemma
