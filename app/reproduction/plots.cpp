#include "app/reproduction/plots.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace axolemma {

namespace {

constexpr int kWidth = 900;
constexpr int kHeight = 480;
constexpr int kLeft = 80;
constexpr int kRight = 560;
constexpr int kTop = 50;
constexpr int kBottom = 410;
constexpr int kTicks = 5;
/// Okabe and Ito's colours, which people with any sight can tell apart; then the same dashed.
constexpr const char* kColours[] = {"#000000", "#E69F00", "#56B4E9", "#009E73",
                                    "#D55E00", "#0072B2", "#CC79A7"};

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        if (c == '&')
            safe += "&amp;";
        else if (c == '<')
            safe += "&lt;";
        else if (c == '>')
            safe += "&gt;";
        else
            safe += c;
    }
    return safe;
}

/// One axis: values from `low` to `high` in steps that people read easily.
struct Axis {
    double low = 0;
    double high = 1;
    double step = 0.2;
    double from;  ///< where `low` and `high` are in the picture
    double to;

    Axis(double least, double most, double start, double end) : from(start), to(end) {
        const double range = std::max(most - least, 1e-6);
        const double rough = range / kTicks;
        const double power = std::pow(10.0, std::floor(std::log10(rough)));
        step = power;
        for (const double factor : {2.0, 5.0, 10.0})
            if (step < rough) step = factor * power;
        low = std::floor(least / step) * step;
        high = std::ceil((least + range) / step) * step;
    }
    double at(double value) const { return from + (value - low) / (high - low) * (to - from); }
    int ticks() const { return static_cast<int>(std::lround((high - low) / step)); }
    std::string tick(int i) const {
        const int digits = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
        return fmt::format("{:.{}f}", low + i * step + 0.0, digits);
    }
};

std::string label(double x, double y, const char* anchor, const std::string& what,
                  const std::string& more = {}) {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y,
                       anchor, more, escaped(what));
}

std::string stroke(std::size_t i) {
    constexpr std::size_t kCount = std::size(kColours);
    return fmt::format("stroke=\"{}\"{}", kColours[i % kCount],
                       i < kCount ? "" : " stroke-dasharray=\"6 3\"");
}

std::string frame(const PlotText& text, const Axis& x, const Axis& y) {
    std::string svg = fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#444\"/>\n",
        kLeft, kTop, kRight - kLeft, kBottom - kTop);
    for (int i = 0; i <= x.ticks(); ++i) {
        const double at = x.at(x.low + i * x.step);
        svg += fmt::format("<path d=\"M{0:.1f} {1}V{2}\" stroke=\"#ddd\"/>\n", at, kTop, kBottom);
        svg += label(at, kBottom + 18, "middle", x.tick(i));
    }
    for (int i = 0; i <= y.ticks(); ++i) {
        const double at = y.at(y.low + i * y.step);
        svg += fmt::format("<path d=\"M{} {:.1f}H{}\" stroke=\"#ddd\"/>\n", kLeft, at, kRight);
        svg += label(kLeft - 6, at + 4, "end", y.tick(i));
    }
    constexpr double kMiddleX = (kLeft + kRight) / 2.0;
    constexpr double kMiddleY = (kTop + kBottom) / 2.0;
    svg += label(kMiddleX, kTop - 20, "middle", text.title, " font-weight=\"bold\"");
    svg += label(kMiddleX, kBottom + 42, "middle", text.x);
    svg += label(20, kMiddleY, "middle", text.y,
                 fmt::format(" transform=\"rotate(-90 20 {})\"", kMiddleY));
    return svg;
}

std::string drawn(const PlotLine& line, std::size_t i, const Axis& x, const Axis& y) {
    std::string path;
    for (const auto& [px, py] : line.points)
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', x.at(px), y.at(py));
    std::string svg =
        fmt::format("<path d=\"{}\" fill=\"none\" stroke-width=\"1.6\" {}/>\n", path, stroke(i));
    for (const auto& [px, py] : line.marks)
        svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" fill=\"none\" {}/>\n",
                           x.at(px), y.at(py), stroke(i));
    const double row = kTop + 10 + 20.0 * static_cast<double>(i);
    svg += fmt::format("<path d=\"M{} {:.1f}h26\" stroke-width=\"1.6\" {}/>\n", kRight + 20, row,
                       stroke(i));
    return svg + label(kRight + 54, row + 4, "start", line.name);
}

}  // namespace

std::string linePlot(const PlotText& text, const std::vector<PlotLine>& lines) {
    double x0 = INFINITY;
    double x1 = -INFINITY;
    double y0 = INFINITY;
    double y1 = -INFINITY;
    for (const PlotLine& line : lines)
        for (const auto& [px, py] : line.points) {
            x0 = std::min(x0, px);
            x1 = std::max(x1, px);
            y0 = std::min(y0, py);
            y1 = std::max(y1, py);
        }
    const Axis x(x0, x1, kLeft, kRight);
    const Axis y(y0, y1, kBottom, kTop);
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" font-family=\"sans-serif\" font-size=\"12\">\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>\n",
        kWidth, kHeight);
    svg += frame(text, x, y);
    for (std::size_t i = 0; i < lines.size(); ++i) svg += drawn(lines[i], i, x, y);
    if (!text.note.empty())
        svg += label(kRight + 20, kTop + 20 + 20.0 * static_cast<double>(lines.size()), "start",
                     text.note, " fill=\"#444\"");
    return svg + "</svg>\n";
}

}  // namespace axolemma
