#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/io/journal_line.h"

/// The parts of a journal's line as JSON. Reading throws `std::exception` with words that follow
/// "line 12", or "the gesture".
namespace axolemma::journal_json {

/// Text as JSON, with what is not UTF-8 replaced.
std::string quoted(const std::string& text);
void appendPlace(std::string& out, Place place);
void appendAssertions(std::string& out, const std::vector<Assertion>& said);

std::uint64_t numberFrom(const nlohmann::json& j, std::uint64_t lowest, std::uint64_t highest);
std::string textFrom(const nlohmann::json& j);
Place placeFrom(const nlohmann::json& j, const StackExtent& extent);
std::vector<Assertion> assertionsFrom(const nlohmann::json& j, const StackExtent& extent);

/// What JSON cannot say wrong, but an assertion can.
void check(const Assertion& said, const StackExtent& extent);

}  // namespace axolemma::journal_json
