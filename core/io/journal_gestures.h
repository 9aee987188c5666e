#pragma once

#include <filesystem>
#include <vector>

#include "core/io/journal_line.h"

namespace axolemma {

/// The gestures that are done at the end of a journal, or of a part of one from some line on, in
/// their order and without what was before them. Numbers go up by one from the first line. Throws
/// `Error` that names the file and the line where one is damaged, or says what no line may.
std::vector<Gesture> gesturesDone(const std::filesystem::path& journal, const StackExtent& extent);

}  // namespace axolemma
