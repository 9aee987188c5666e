#pragma once

#include <string>
#include <utility>
#include <vector>

namespace axolemma {

/// A line of a plot, with points on it that are marked.
struct PlotLine {
    std::string name;
    std::vector<std::pair<double, double>> points;
    std::vector<std::pair<double, double>> marks{};
};

/// What stands around a plot.
struct PlotText {
    std::string title;
    std::string x;
    std::string y;
    std::string note{};  ///< below the legend, one line
};

/// A plot of lines as SVG, 900 x 480, with axes that hold all points (finite, at least one) and a
/// legend.
std::string linePlot(const PlotText& text, const std::vector<PlotLine>& lines);

}  // namespace axolemma
