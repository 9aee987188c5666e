#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/boundary_density.h"
#include "core/geometry.h"

namespace axolemma::detail {

/// How different two slices are in windows around cells of two by two squares, for each of the nine
/// ways in which what is compared in the next one may be moved by up to a square. Row after row, so
/// that no more is kept than windows need.
class WindowCosts {
  public:
    /// Of rows of `width` and `height` cells. Windows of 2 radius + 1 cells, summed once or, for
    /// windows that fade out, several `times`; what lies outside does not count.
    WindowCosts(int width, int height, int radius, int times);

    /// By so many rows the windows lag: after row y those around row y - behind() are known.
    int behind() const { return radius_ * times_; }
    /// Reads row y, which comes after y - 1, or none from `height` on. `from`: where in the next
    /// slice, in squares, what is compared to each cell comes from.
    void read(const BoundaryDensity& slice, const BoundaryDensity& next, const Point* from, int y);
    /// Of the nine ways, row by row, those of each cell; up to the next row that is read.
    std::array<const std::int32_t*, 9> costs() const;

  private:
    /// Sums over the last rows that came.
    class LastRows {
      public:
        LastRows(int width, int rows);
        const std::vector<std::int32_t>& sum() const { return sum_; }
        template <typename T>
        void push(const std::vector<T>& row);

      private:
        std::vector<std::int32_t> sum_;
        std::vector<std::int32_t> last_;
        int rows_;
        int next_ = 0;
    };

    void readSquares(const BoundaryDensity& slice, const BoundaryDensity& next, const Point* from,
                     int y);
    void sumCells(int way);
    void sumAlong();

    int width_;
    int height_;
    int radius_;
    int times_;
    /// Two squares a cell: of both rows of the slice, and of the four rows that the next one may
    /// have there, each moved by -1, 0 and 1.
    std::array<std::vector<std::uint8_t>, 2> slice_;
    std::array<std::vector<std::uint8_t>, 12> next_;
    /// Of a row: differences of the cells, then their sums along it, which stay below 2^16 up to a
    /// radius of 3, twice.
    std::vector<std::uint16_t> sums_;
    std::vector<std::uint16_t> padded_;
    std::vector<std::uint16_t> outside_;
    /// Of each way, for each time.
    std::vector<LastRows> windows_;
};

}  // namespace axolemma::detail
