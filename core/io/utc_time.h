#pragma once

#include <string>

namespace axolemma {

/// The time now, as ISO 8601 in UTC with milliseconds: "2026-11-26T09:30:15.123Z".
std::string utcNow();

}  // namespace axolemma
