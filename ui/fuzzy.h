#pragma once

#include <QStringView>
#include <optional>

namespace axolemma {

/// How well `text` answers to `pattern`: nothing unless the letters of the pattern come in it in
/// this order; more for starts of words and for letters side by side. Case and blanks in the
/// pattern do not matter, and an empty one fits all equally.
std::optional<int> fuzzyScore(QStringView pattern, QStringView text);

}  // namespace axolemma
