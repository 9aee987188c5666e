#include "core/synthetic_packing.h"

#include <algorithm>
#include <cmath>

namespace axolemma::synthetic {
namespace {

/// Buckets of a torus, so that each disc meets only its neighbours.
class Buckets {
  public:
    Buckets(const Tissue& tissue, const std::vector<Disc>& discs)
        : nx_(std::max(1, static_cast<int>(tissue.width / size))),
          ny_(std::max(1, static_cast<int>(tissue.height / size))),
          scaleX_(static_cast<float>(nx_) / tissue.width),
          scaleY_(static_cast<float>(ny_) / tissue.height),
          members_(static_cast<std::size_t>(nx_) * ny_) {
        for (int i = 0; i < static_cast<int>(discs.size()); ++i) {
            members_[indexOf(column(discs[i].centre), row(discs[i].centre))].push_back(i);
        }
    }

    /// Calls `visit` with every disc that may be within `reach` of `place`, each once.
    template <typename Visit>
    void near(Vector place, float reach, Visit visit) const {
        const int rx = static_cast<int>(reach * scaleX_) + 1;
        const int ry = static_cast<int>(reach * scaleY_) + 1;
        const int columns = std::min(2 * rx + 1, nx_);
        const int rows = std::min(2 * ry + 1, ny_);
        for (int j = 0; j < rows; ++j) {
            for (int i = 0; i < columns; ++i) {
                const int x = (column(place) - rx + i + 16 * nx_) % nx_;
                const int y = (row(place) - ry + j + 16 * ny_) % ny_;
                for (const int member : members_[indexOf(x, y)]) {
                    visit(member);
                }
            }
        }
    }

  private:
    static constexpr float size = 40.0F;
    int column(Vector p) const { return std::clamp(static_cast<int>(p.x * scaleX_), 0, nx_ - 1); }
    int row(Vector p) const { return std::clamp(static_cast<int>(p.y * scaleY_), 0, ny_ - 1); }
    std::size_t indexOf(int x, int y) const { return static_cast<std::size_t>(y) * nx_ + x; }

    int nx_;
    int ny_;
    float scaleX_;
    float scaleY_;
    std::vector<std::vector<int>> members_;
};

/// Moves a and b so that their distance comes nearer to `wanted`.
void adjust(const Tissue& tissue, const std::vector<Disc>& discs, std::vector<Vector>& moves, int a,
            int b, float wanted, float stiffness) {
    const Vector d = tissue.between(discs[a].centre, discs[b].centre);
    const float distance = std::sqrt(d.x * d.x + d.y * d.y) + 0.01F;
    const float massA = discs[a].radius * discs[a].radius;
    const float massB = discs[b].radius * discs[b].radius;
    const float correction = stiffness * (distance - wanted) / distance;
    const float shareA = correction * massB / (massA + massB);
    const float shareB = correction - shareA;
    moves[a].x += shareA * d.x;
    moves[a].y += shareA * d.y;
    moves[b].x -= shareB * d.x;
    moves[b].y -= shareB * d.y;
}

float wrapped(float value, float period) {
    return value < 0.0F ? value + period : value >= period ? value - period : value;
}

/// Pushes others out of the neck between two linked discs, where they would be pinched to slivers.
void clearNeck(const Tissue& tissue, const std::vector<Disc>& discs, const Buckets& buckets,
               const DiscLink& link, float largest, std::vector<Vector>& moves) {
    const Disc& a = discs[link.a];
    const Disc& b = discs[link.b];
    const Vector ab = tissue.between(a.centre, b.centre);
    const float square = ab.x * ab.x + ab.y * ab.y + 0.01F;
    const Vector middle{a.centre.x + 0.5F * ab.x, a.centre.y + 0.5F * ab.y};
    const float reach = 0.5F * (a.radius + b.radius) + largest;
    buckets.near(
        {wrapped(middle.x, tissue.width), wrapped(middle.y, tissue.height)}, reach, [&](int c) {
            if (discs[c].neurite == a.neurite) {
                return;
            }
            const Vector ac = tissue.between(a.centre, discs[c].centre);
            const float t = (ac.x * ab.x + ac.y * ab.y) / square;
            if (t < 0.1F || t > 0.9F) {
                return;
            }
            const Vector off{ac.x - t * ab.x, ac.y - t * ab.y};
            const float distance = std::sqrt(off.x * off.x + off.y * off.y) + 0.01F;
            const float contact = 0.9F * (a.radius + t * (b.radius - a.radius)) + discs[c].radius;
            if (distance >= contact) {
                return;
            }
            const float neckMass = a.radius * a.radius + b.radius * b.radius;
            const float share = neckMass / (neckMass + discs[c].radius * discs[c].radius);
            const float push = 0.3F * (contact - distance) / distance;
            moves[c].x += share * push * off.x;
            moves[c].y += share * push * off.y;
            for (const int end : {link.a, link.b}) {
                moves[end].x -= 0.5F * (1.0F - share) * push * off.x;
                moves[end].y -= 0.5F * (1.0F - share) * push * off.y;
            }
        });
}

}  // namespace

void relax(const Tissue& tissue, std::vector<Disc>& discs, const std::vector<DiscLink>& links) {
    const Buckets buckets(tissue, discs);
    float largest = 0.0F;
    for (const Disc& disc : discs) {
        largest = std::max(largest, disc.radius);
    }
    std::vector<Vector> moves(discs.size());
    for (int a = 0; a < static_cast<int>(discs.size()); ++a) {
        buckets.near(discs[a].centre, discs[a].radius + largest, [&](int b) {
            if (b <= a || discs[a].neurite == discs[b].neurite) {
                return;
            }
            const Vector d = tissue.between(discs[a].centre, discs[b].centre);
            const float contact = 1.0F * (discs[a].radius + discs[b].radius);
            if (d.x * d.x + d.y * d.y < contact * contact) {
                adjust(tissue, discs, moves, a, b, contact, 0.35F);
            }
        });
    }
    for (const DiscLink& link : links) {
        clearNeck(tissue, discs, buckets, link, largest, moves);
        const float sum = discs[link.a].radius + discs[link.b].radius;
        adjust(tissue, discs, moves, link.a, link.b, link.rest * sum, 0.35F);
    }
    for (std::size_t i = 0; i < discs.size(); ++i) {
        const float limit = 0.4F * discs[i].radius + 1.0F;
        Disc& disc = discs[i];
        disc.centre.x =
            wrapped(disc.centre.x + std::clamp(moves[i].x, -limit, limit), tissue.width);
        disc.centre.y =
            wrapped(disc.centre.y + std::clamp(moves[i].y, -limit, limit), tissue.height);
    }
}

}  // namespace axolemma::synthetic
