#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/geometry.h"
#include "core/proofreading/assertions.h"

namespace axolemma {

/// One step of an expert: what a press of the mouse, a click or a command said, and what takes it
/// back. Undone and done again as a whole.
struct Gesture {
    /// Its number in the journal, from 1; 0 before it was handed to one.
    std::uint64_t sequence = 0;
    /// UTC, ISO 8601: "2026-11-26T09:30:15.123Z".
    std::string time;
    std::string author;
    /// For people: "Merge neurons 12 and 40, slice 7".
    std::string name;
    /// Where the view goes when it is undone or done again.
    Place place;
    std::vector<Assertion> said;
    /// What `Assertions::say` of `said` returned.
    std::vector<Assertion> before;
    /// The proposal that holds from here on, and the one before, by their names in the project;
    /// both empty where the gesture leaves the proposal alone.
    std::string proposal;
    std::string proposalBefore;
    bool operator==(const Gesture&) const = default;
};

}  // namespace axolemma
