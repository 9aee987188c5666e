#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "segmentation/foreign_model.h"
#include "segmentation/model_store.h"

namespace axolemma::zoo {

/// What a package or a plain TorchScript file does not say, and only a person can.
struct ImportRequest {
    /// A package of the BioImage Model Zoo (zip), or a TorchScript file.
    std::filesystem::path file;
    /// Empty = as the package or file is called.
    std::string name;
    /// The user agreed to run a program of strangers. Without it nothing is run: `Error`.
    bool trusted = false;
    /// The channel of the output that is the boundary, and whether it says membrane or cell.
    std::optional<int> channel;
    std::optional<bool> membrane;
    /// In nm.
    std::optional<double> pixelSize;
    /// Of several input channels: whether they are neighbouring slices, or copies of one.
    std::optional<bool> neighbours;
    /// For a plain TorchScript file: its axes, and what comes before and after it; in a package
    /// these are said.
    std::string axes = "bcyx";
    int channels = 1;
    std::vector<Operation> before;
    std::vector<Operation> after;
    ForeignLimits limits;
};

/// What plain TorchScript files want most: "mean-std" is mean 0 and deviation 1, "range" the
/// percentiles 1 and 99 at 0 and 1, "255" 0 to 255 at 0 and 1; any other name is nothing.
std::vector<Operation> normalisationNamed(const std::string& name);

/// What is in a package: nothing of it has been run.
struct Package {
    /// As far as the package says it; its pixel size is 0 where it does not.
    ForeignModel model;
    /// Names of the channels of the input and of the output, where they have some; the output has
    /// as many channels as there are names.
    std::vector<std::string> inputChannels;
    std::vector<std::string> outputChannels;
    /// The first pair of test tensors, where there is one.
    std::optional<Tensor> testInput;
    std::optional<Tensor> testOutput;
    /// A TorchScript file, which says nothing of itself.
    bool plain = false;
};

/// Reads spec 0.4 or 0.5 with TorchScript weights, or a plain TorchScript file. What only a person
/// can say may be missing. Throws `Error` with the reason: a wrong hash, a path outside of the
/// package, a zip bomb, a missing field, an operation or axis that is not known.
Package readPackage(const ImportRequest& request);

/// Whether a channel of this name is membrane (true) or cell (false), where that is plain.
std::optional<bool> meansMembrane(const std::string& channel);
/// Whether only a person can say what the channels of the input are.
bool asksForInputs(const Package& package);

/// How the model did on its own test tensors.
struct ImportReport {
    ModelEntry entry;
    ForeignUse use;
    bool tested = false;
    double meanDifference = 0;
    double largestDifference = 0;
    /// The range of the used channel on the test input or a synthetic one.
    double lowest = 0;
    double highest = 0;
    double seconds = 0;
};

/// Reads the package, runs it on its test tensors in a process of its own, and keeps it among the
/// user's models. Throws `Error`, also where something that only a person can say was not, and for
/// a module that does not map pixels to pixels; `Cancelled`.
ImportReport importPackage(const ImportRequest& request, std::stop_token stop);

/// How it went, as the end of a sentence, and what should give one pause: sentences, or none.
std::string outcomeOf(const ImportReport& report);
std::vector<std::string> warningsOf(const ImportReport& report);

}  // namespace axolemma::zoo
