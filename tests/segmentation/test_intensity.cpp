#include <QtTest>

#include <algorithm>
#include <cmath>

#include "segmentation/intensity.h"
#include "tests/segmentation/training_data.h"

using namespace axolemma;

namespace {

double meanOf(const std::vector<float>& values) {
    double sum = 0;
    for (const float v : values) sum += v;
    return sum / static_cast<double>(values.size());
}

double deviationOf(const std::vector<float>& values) {
    const double mean = meanOf(values);
    double squares = 0;
    for (const float v : values) squares += (v - mean) * (v - mean);
    return std::sqrt(squares / static_cast<double>(values.size()));
}

/// A constant crop at value 0.
Crop blank(int size, int channels = 1) {
    const auto pixels = static_cast<std::size_t>(size) * size;
    return {size, channels, std::vector<float>(pixels * channels, 0.0F),
            std::vector<std::uint8_t>(pixels, kTargetCell)};
}

}  // namespace

class TestIntensity : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void contrastBrightnessAndGammaDoWhatTheySay() {
        AugmentationSettings settings = AugmentationSettings::none();
        Crop crop = blank(16);
        for (std::size_t i = 0; i < crop.image.size(); ++i) {
            crop.image[i] = -2 + 4 * static_cast<float>(i) / 255;
        }
        const Crop before = crop;
        Random random(1);
        settings.contrast = always(1.5);
        settings.brightness = always(-0.5);
        augmentIntensity(random, settings, crop, -2, 2);
        for (std::size_t i = 0; i < crop.image.size(); ++i) {
            QVERIFY(std::abs(crop.image[i] - (1.5F * before.image[i] - 0.5F)) < 1e-4F);
        }
        settings = AugmentationSettings::none();
        settings.gamma = always(1.6);
        crop = before;
        augmentIntensity(random, settings, crop, -2, 2);
        for (std::size_t i = 0; i < crop.image.size(); ++i) {
            const double t = (before.image[i] + 2) / 4;
            QVERIFY(std::abs(crop.image[i] - (-2 + 4 * std::pow(t, 1.6))) < 1e-3);
        }
        QCOMPARE(crop.target, before.target);
    }

    void noiseHasItsStrength() {
        AugmentationSettings settings = AugmentationSettings::none();
        settings.noise = always(0.4);
        for (const bool correlated : {false, true}) {
            settings.correlatedNoise = correlated ? 1 : 0;
            Crop crop = blank(256);
            Random random(2);
            augmentIntensity(random, settings, crop, -2, 2);
            QVERIFY(std::abs(meanOf(crop.image)) < 0.02);
            QVERIFY(std::abs(deviationOf(crop.image) - 0.4) < 0.01);
            double neighbours = 0;
            for (std::size_t i = 1; i < crop.image.size(); ++i) {
                neighbours += crop.image[i] * crop.image[i - 1] / 0.16;
            }
            neighbours /= static_cast<double>(crop.image.size());
            QVERIFY(correlated ? neighbours > 0.3 : std::abs(neighbours) < 0.02);
        }
    }

    void dirtDarkensAPlaceAndNothingElse() {
        AugmentationSettings settings = AugmentationSettings::none();
        settings.dirt = always(2);
        int dark = 0;
        for (int k = 0; k < 20; ++k) {
            Crop crop = blank(128);
            Random random(static_cast<std::uint64_t>(k));
            augmentIntensity(random, settings, crop, -2, 2);
            const auto [low, high] = std::minmax_element(crop.image.begin(), crop.image.end());
            QVERIFY(*low >= -2.001F && *low < -0.5F);
            QCOMPARE(*high, 0.0F);
            dark += static_cast<int>(std::count_if(crop.image.begin(), crop.image.end(),
                                                   [](float v) { return v < -1; }));
        }
        QVERIFY(dark / 20 > 50 && dark / 20 < 4000);
    }

    void shadingIsSlow() {
        AugmentationSettings settings = AugmentationSettings::none();
        settings.shading = always(0.4);
        double strength = 0;
        for (int k = 0; k < 30; ++k) {
            Crop crop = blank(128);
            Random random(static_cast<std::uint64_t>(k));
            augmentIntensity(random, settings, crop, -2, 2);
            for (int i = 1; i < 128; ++i) {
                QVERIFY(std::abs(crop.image[i] - crop.image[i - 1]) < 0.05F);
            }
            strength += crop.image[64 * 128 + 64] * crop.image[64 * 128 + 64];
        }
        strength = std::sqrt(strength / 30);
        QVERIFY2(strength > 0.2 && strength < 0.6, qPrintable(QString::number(strength)));
    }

    void slicesDifferInIntensityOnTheirOwn() {
        AugmentationSettings settings = AugmentationSettings::none();
        settings.sliceIntensity = always(0.3);
        Crop crop = blank(16, 3);
        Random random(4);
        augmentIntensity(random, settings, crop, -2, 2);
        QVERIFY(crop.image[0] != crop.image[256]);
        QVERIFY(crop.image[256] != crop.image[512]);
    }
};

QTEST_APPLESS_MAIN(TestIntensity)
#include "test_intensity.moc"
