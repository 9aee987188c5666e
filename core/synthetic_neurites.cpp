#include "core/synthetic_neurites.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "core/synthetic_packing.h"

namespace axolemma::synthetic {
namespace {

constexpr float pi = 3.14159265F;
constexpr float medianCalibre = 14.6F;

/// What drives a neurite; `Disc` and `DiscLink` are what results.
struct Drive {
    Vector drift;
    float restlessness = 0;
    float meanRadius = 0;
    float swelling = 0;
};

class Growth {
  public:
    Growth(const SyntheticSettings& settings, Tissue& tissue)
        : tissue_(tissue),
          random_(hashed(settings.seed, 0x6e65757269746573U)),
          seed_(settings.seed) {}

    void sow() {
        // Few large neurites decide how many fit in: the median of several draws is a typical
        // slice.
        std::vector<std::vector<float>> draws(15);
        for (auto& draw : draws) {
            draw = drawCalibres();
        }
        std::nth_element(draws.begin(), draws.begin() + 7, draws.end(),
                         [](const auto& a, const auto& b) {
                             return a.size() != b.size() ? a.size() < b.size() : a < b;
                         });
        std::vector<float> calibres = std::move(draws[7]);
        // Large ones first: the small fill the gaps between them.
        std::sort(calibres.begin(), calibres.end(), std::greater<>());
        for (const float calibre : calibres) {
            addNeurite(calibre);
        }
        for (int round = 0; round < 60; ++round) {
            relax(tissue_, discs_, links_);
        }
    }

    void advance(int section) {
        drift(section);
        if (random_.chance(0.9F)) {
            const int branches = 1 + static_cast<int>(tissue_.width * tissue_.height / 4.0e5F);
            for (int i = 0; i < branches; ++i) {
                branch();
            }
        }
        for (DiscLink& link : links_) {
            link.rest = std::max(link.rest + link.drift, 0.35F);
        }
        std::erase_if(links_, [](const DiscLink& link) { return link.rest > 1.35F; });
        for (int round = 0; round < 20; ++round) {
            relax(tissue_, discs_, links_);
        }
    }

    const std::vector<Disc>& discs() const { return discs_; }
    const std::vector<DiscLink>& links() const { return links_; }

  private:
    /// Radii of neurites, until their discs would cover 70 % of the tissue; the rest are the gaps
    /// that they share. Areas are log-normal, fitted to the profiles of train-labels.tif.
    std::vector<float> drawCalibres() {
        const float area = tissue_.width * tissue_.height;
        const float largest = std::min(88.0F, 0.22F * std::min(tissue_.width, tissue_.height));
        std::vector<float> calibres;
        float covered = 0.0F;
        while (covered < 0.70F * area) {
            const float spread = exponential(random_.normal(0.0F, 0.77F));
            const float calibre = std::clamp(medianCalibre * spread, 9.5F, largest);
            calibres.push_back(calibre);
            covered += pi * calibre * calibre;
        }
        return calibres;
    }

    void addNeurite(float calibre) {
        const auto neurite = static_cast<std::uint32_t>(tissue_.looks.size());
        int pieces = 1;
        if (calibre > 30.0F) {
            pieces = 2 + random_.below(3);
        } else if (random_.chance(0.5F)) {
            pieces = 2 + random_.below(4);
        }
        // A strap runs in the plane of the section, others are cut across or wind about.
        const bool strap = random_.chance(0.35F);
        if (strap && calibre > 14.0F) {
            pieces = 4 + random_.below(4);
        }
        const float bending = strap ? 0.3F : 0.8F;
        const float radius =
            pieces == 1 ? calibre : calibre / std::sqrt(0.82F * static_cast<float>(pieces));
        addLook(calibre);
        Vector centre = roomiest(radius);
        Vector direction = randomDirection(random_);
        const float restlessness = 5.5F / (1.0F + calibre / 22.0F);
        for (int i = 0; i < pieces; ++i) {
            Disc disc;
            disc.centre = centre;
            disc.radius = radius * random_.uniform(0.8F, 1.2F);
            disc.neurite = neurite;
            drives_.push_back({{}, restlessness, disc.radius, 0.0F});
            discs_.push_back(disc);
            if (i > 0) {
                const auto last = static_cast<int>(discs_.size()) - 1;
                links_.push_back(
                    {last - 1, last, random_.uniform(0.6F, 0.85F), random_.uniform(-0.02F, 0.02F)});
            }
            const Vector turn = randomDirection(random_);
            direction = {direction.x + bending * turn.x, direction.y + bending * turn.y};
            const float length =
                std::sqrt(direction.x * direction.x + direction.y * direction.y) + 0.01F;
            direction = {direction.x / length, direction.y / length};
            centre.x += 1.4F * radius * direction.x;
            centre.y += 1.4F * radius * direction.y;
        }
    }

    void addLook(float calibre) {
        NeuriteLook look;
        const bool terminal = calibre > 26.0F && random_.chance(0.5F);
        look.grey = random_.normal(terminal ? 157.0F : 168.0F, 9.0F);
        look.mottling = std::clamp(random_.normal(terminal ? 1.3F : 1.1F, 0.22F), 0.5F, 1.7F);
        look.vesicles = terminal ? random_.uniform(4.0F, 9.0F) : random_.uniform(0.5F, 2.5F);
        look.microtubules = terminal ? 1.0F : random_.uniform(2.0F, 7.0F);
        tissue_.looks.push_back(look);
    }

    /// The best of some random places: the one deepest outside the discs that are there.
    Vector roomiest(float radius) {
        Vector best;
        float most = -1.0e9F;
        const int tries = discs_.size() > 2000 ? 8 : 30;
        for (int i = 0; i < tries; ++i) {
            const Vector place{random_.uniform(0.0F, tissue_.width),
                               random_.uniform(0.0F, tissue_.height)};
            float room = 1.0e9F;
            for (const Disc& disc : discs_) {
                const Vector d = tissue_.between(place, disc.centre);
                room = std::min(room, std::sqrt(d.x * d.x + d.y * d.y) - disc.radius - radius);
            }
            if (room > most) {
                most = room;
                best = place;
            }
        }
        return best;
    }

    void drift(int section) {
        const float z = static_cast<float>(section) * sectionThickness;
        const Image<float> stream = streamFunction(z);
        for (std::size_t i = 0; i < discs_.size(); ++i) {
            Disc& disc = discs_[i];
            Drive& drive = drives_[i];
            drive.drift.x =
                0.85F * drive.drift.x + random_.normal(0.0F, 0.53F * drive.restlessness);
            drive.drift.y =
                0.85F * drive.drift.y + random_.normal(0.0F, 0.53F * drive.restlessness);
            drive.swelling = 0.9F * drive.swelling + random_.normal(0.0F, 0.055F);
            const int x =
                std::clamp(static_cast<int>(disc.centre.x) / flowStep, 1, stream.width() - 2);
            const int y =
                std::clamp(static_cast<int>(disc.centre.y) / flowStep, 1, stream.height() - 2);
            disc.centre.x += drive.drift.x + flowStrength * (stream(x, y + 1) - stream(x, y - 1));
            disc.centre.y += drive.drift.y - flowStrength * (stream(x + 1, y) - stream(x - 1, y));
            disc.radius = drive.meanRadius * exponential(std::clamp(drive.swelling, -0.7F, 0.6F));
        }
    }

    /// Grid of the stream function in pixels, its wavelength in grid steps, and the strength that
    /// makes neighbours drift by some 5 pixels a section along x and along y.
    static constexpr int flowStep = 16;
    static constexpr float flowWavelength = 12.0F;
    static constexpr float flowStrength = 24.0F;

    /// Neighbours drift together, as in a bundle. The drift is the curl of this function, so it
    /// squeezes nothing; it falls to zero at the seam of the torus.
    Image<float> streamFunction(float z) const {
        Image<float> stream(static_cast<int>(tissue_.width) / flowStep + 2,
                            static_cast<int>(tissue_.height) / flowStep + 2);
        fillSmoothNoise(stream, hashed(seed_, 0x666c6f77), flowWavelength, {}, z / flowStep);
        const auto fade = [](int i, int count) {
            return std::min(0.25F * static_cast<float>(std::min(i, count - 1 - i)), 1.0F);
        };
        for (int y = 0; y < stream.height(); ++y) {
            for (int x = 0; x < stream.width(); ++x) {
                stream(x, y) *= fade(x, stream.width()) * fade(y, stream.height());
            }
        }
        return stream;
    }

    /// A disc in mid-calibre becomes two that drift apart.
    void branch() {
        for (int attempt = 0; attempt < 40; ++attempt) {
            const int parent = random_.below(static_cast<int>(discs_.size()));
            Disc& disc = discs_[parent];
            if (disc.radius < 15.0F || disc.radius > 45.0F) {
                continue;
            }
            Disc twin = disc;
            const Vector direction = randomDirection(random_);
            const float offset = 0.3F * disc.radius;
            twin.centre = {disc.centre.x + offset * direction.x,
                           disc.centre.y + offset * direction.y};
            drives_[parent].meanRadius *= 0.8F;
            disc.radius *= 0.8F;
            Drive drive = drives_[parent];
            const float share = random_.uniform(0.5F, 1.0F);
            drive.meanRadius *= share;
            twin.radius = disc.radius * share;
            drives_.push_back(drive);
            discs_.push_back(twin);
            links_.push_back({parent, static_cast<int>(discs_.size()) - 1, 0.35F, 0.17F});
            return;
        }
    }

    Tissue& tissue_;
    Random random_;
    std::uint64_t seed_;
    std::vector<Disc> discs_;
    std::vector<Drive> drives_;
    std::vector<DiscLink> links_;
};

}  // namespace

Vector Tissue::between(Vector a, Vector b) const {
    Vector d{b.x - a.x, b.y - a.y};
    d.x -= d.x > 0.5F * width ? width : d.x < -0.5F * width ? -width : 0.0F;
    d.y -= d.y > 0.5F * height ? height : d.y < -0.5F * height ? -height : 0.0F;
    return d;
}

Tissue growTissue(const SyntheticSettings& settings) {
    Tissue tissue;
    tissue.width = static_cast<float>(settings.width) + 2.0F * Tissue::margin;
    tissue.height = static_cast<float>(settings.height) + 2.0F * Tissue::margin;
    Growth growth(settings, tissue);
    growth.sow();
    // Sections -1 and depth are there for the velocities only.
    constexpr int runIn = 4;
    for (int z = -1 - runIn; z <= settings.depth; ++z) {
        growth.advance(z + 1 + runIn);
        if (z >= -1) {
            tissue.sections.push_back(growth.discs());
            tissue.links.push_back(growth.links());
        }
    }
    const std::size_t count = growth.discs().size();
    for (auto& section : tissue.sections) {
        section.resize(count);
    }
    for (int z = 1; z <= settings.depth; ++z) {
        for (std::size_t i = 0; i < count; ++i) {
            const Disc& before = tissue.sections[z - 1][i];
            Disc& disc = tissue.sections[z][i];
            const Disc& after = tissue.sections[z + 1][i];
            if (before.radius > 0.0F && disc.radius > 0.0F) {
                const Vector d = tissue.between(before.centre, after.centre);
                disc.velocity = {0.5F * d.x, 0.5F * d.y};
                disc.growth = 0.5F * (after.radius - before.radius);
            }
        }
    }
    tissue.sections.pop_back();
    tissue.sections.erase(tissue.sections.begin());
    tissue.links.pop_back();
    tissue.links.erase(tissue.links.begin());
    return tissue;
}

}  // namespace axolemma::synthetic
