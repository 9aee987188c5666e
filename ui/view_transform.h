#pragma once

#include <algorithm>
#include <cmath>

namespace axolemma {

/// Where a slice lies on the screen. Screen positions are in pixels of the screen (of whichever
/// kind, logical or physical, as long as it is one kind), image positions in pixels of the slice:
/// pixel (x, y) covers [x, x+1) x [y, y+1). Both y axes point down.
struct ViewTransform {
    /// The image position in the middle of the screen.
    double centreX = 0;
    double centreY = 0;
    /// Screen pixels per image pixel.
    double scale = 1;
    double screenWidth = 1;
    double screenHeight = 1;

    static constexpr double kSmallestScale = 1.0 / 64;
    static constexpr double kLargestScale = 64;

    double imageX(double screenX) const { return centreX + (screenX - screenWidth / 2) / scale; }
    double imageY(double screenY) const { return centreY + (screenY - screenHeight / 2) / scale; }
    double screenX(double imageX) const { return (imageX - centreX) * scale + screenWidth / 2; }
    double screenY(double imageY) const { return (imageY - centreY) * scale + screenHeight / 2; }

    /// Zooms by `factor` such that what lies at a screen position stays there.
    void zoomAt(double atX, double atY, double factor) {
        const double x = imageX(atX);
        const double y = imageY(atY);
        scale = std::clamp(scale * factor, kSmallestScale, kLargestScale);
        centreX = x - (atX - screenWidth / 2) / scale;
        centreY = y - (atY - screenHeight / 2) / scale;
    }
    void panBy(double screenDx, double screenDy) {
        centreX -= screenDx / scale;
        centreY -= screenDy / scale;
    }
    /// Shows a whole slice with a narrow margin.
    void fit(int width, int height) {
        centreX = width / 2.0;
        centreY = height / 2.0;
        const double fitting =
            std::min(screenWidth / std::max(1, width), screenHeight / std::max(1, height));
        scale = std::clamp(fitting * 0.98, kSmallestScale, kLargestScale);
    }
    /// Moves the centre so that some of the slice stays on the screen.
    void keepInSight(int width, int height) {
        centreX = std::clamp(centreX, 0.0, static_cast<double>(width));
        centreY = std::clamp(centreY, 0.0, static_cast<double>(height));
    }
};

}  // namespace axolemma
