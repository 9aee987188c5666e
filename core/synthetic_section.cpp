#include "core/synthetic_section.h"

#include <algorithm>
#include <cmath>

#include "core/synthetic_camera.h"
#include "core/synthetic_organelles.h"

namespace axolemma::synthetic {
namespace {

Image<float> noiseOf(const SyntheticSettings& settings, const Placement& placement, int z,
                     std::uint64_t key, float wavelength) {
    Image<float> noise(settings.width, settings.height);
    fillSmoothNoise(noise, hashed(settings.seed, 0x6e6f697365, key), wavelength, placement.offset,
                    static_cast<float>(z) * sectionThickness);
    return noise;
}

/// Cytoplasm: each neurite's own grey, mottled.
void stainCytoplasm(const SyntheticSettings& settings, const Tissue& tissue,
                    const Placement& placement, const Profiles& profiles, int z,
                    Image<float>& grey) {
    const auto fine = noiseOf(settings, placement, z, 1, 3.0F);
    const auto coarse = noiseOf(settings, placement, z, 2, 9.0F);
    for (std::size_t i = 0; i < grey.size(); ++i) {
        const NeuriteLook& look = tissue.looks[profiles.neurite.data()[i]];
        grey.data()[i] =
            look.grey + look.mottling * (7.5F * fine.data()[i] + 6.0F * coarse.data()[i]);
    }
}

/// Membranes darken what they cross; one that runs slantwise through the section is smeared over
/// its shadow. The same geometry gives the truth: an expert's line of 5 pixels, wider where it is
/// slanted.
void stainMembranes(const SyntheticSettings& settings, const Placement& placement,
                    const Profiles& profiles, int z, Image<float>& grey,
                    Image<std::uint32_t>& neurites) {
    const auto contrast = noiseOf(settings, placement, z, 3, 55.0F);
    const auto thickness = noiseOf(settings, placement, z, 4, 45.0F);
    const auto tilt = noiseOf(settings, placement, z, 5, 40.0F);
    for (std::size_t i = 0; i < grey.size(); ++i) {
        const float distance = profiles.distance.data()[i];
        const float slant =
            std::min(profiles.slant.data()[i] + 4.5F * std::fabs(tilt.data()[i]), 22.0F);
        const float line = std::clamp(1.9F + 0.15F * thickness.data()[i], 1.4F, 2.5F);
        const float smeared = std::sqrt(line * line + slant * slant * (1.0F / 12.0F));
        const float peak = std::clamp(109.0F + 14.0F * contrast.data()[i], 62.0F, 140.0F);
        const float q = distance / smeared;
        grey.data()[i] -= peak * (0.46F + 0.54F * line / smeared) * decay(0.5F * q * q);
        grey.data()[i] -= 9.0F * decay(distance * 0.3F);
        const float half =
            std::clamp(2.6F + 0.2F * thickness.data()[i] + 0.08F * slant, 1.8F, 4.5F);
        neurites.data()[i] = distance > half ? profiles.neurite.data()[i] + 1 : 0;
    }
}

}  // namespace

Section renderSection(const SyntheticSettings& settings, const Tissue& tissue, int z) {
    const Placement placement = placeSection(settings, z);
    const Profiles profiles = cutProfiles(tissue, placement, z);
    Section section{Image<std::uint8_t>(settings.width, settings.height),
                    Image<std::uint32_t>(settings.width, settings.height)};
    Image<float> grey(settings.width, settings.height);
    const auto wobble = noiseOf(settings, placement, z, 6, 13.0F);
    const Canvas canvas{grey, tissue, placement, profiles, wobble, settings.seed, z};

    stainCytoplasm(settings, tissue, placement, profiles, z, grey);
    drawMitochondria(canvas);
    drawCytoplasm(canvas);
    stainMembranes(settings, placement, profiles, z, grey, section.neurites);
    drawSynapses(canvas);
    takeMicrograph(settings, z, grey, section.image);
    return section;
}

}  // namespace axolemma::synthetic
