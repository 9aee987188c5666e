#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/displacement.h"
#include "core/partition.h"
#include "core/proofreading/derived_slice.h"

namespace axolemma {

/// What is known of a membrane between two sides of a slice, beside what was said.
struct SeamFacts {
    /// Components of both sides; equal where the membrane is within one.
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    /// In the middle of the membrane, and inside of the sides near it.
    Point at;
    Point placeA;
    Point placeB;
    /// Mean probability of membrane along the line between the sides, and its length in pixels.
    double membrane = 0;
    std::uint32_t length = 0;
    /// The lowest pass over the line, after smoothing: a gap has a low one.
    double pass = 0;
    /// Pixels of the sides; smaller one first.
    std::uint32_t smaller = 0;
    std::uint32_t larger = 0;
    /// The share of the smaller side that lies, in the slices beside, over components that cover as
    /// much of the other side too; 0.5 where nothing is beside.
    double shared = 0.5;
    /// The probability that both components are cells (`cellProbabilities`).
    double cells = 1;
};

/// A slice with those beside it, null where there are none.
struct SliceSurroundings {
    const DerivedSlice* slice = nullptr;
    const SliceComponents* below = nullptr;
    const SliceComponents* above = nullptr;
    /// How the slice lies over the one below, and the one above over it; null: as they are.
    const Displacement* overBelow = nullptr;
    const Displacement* ofAbove = nullptr;
    /// Pairs of places of this slice that were said to be the same.
    std::vector<std::pair<Point, Point>> same;
};

/// The membranes between components, and those within them that were crossed to make them: the
/// regions of a watershed of the map, joined over the faintest membrane first
/// (`joinWeaklySeparated` has the same order), each step of which is a membrane between two sides
/// of a component. Left out is what an expert painted or erased, what is within or around a
/// profile, and what lies between places said to be the same. None without a map. Any thread.
std::vector<SeamFacts> seamsOf(const SliceSurroundings& around, const Refinement& refinement);

}  // namespace axolemma
