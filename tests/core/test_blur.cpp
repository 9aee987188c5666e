#include <QtTest>
#include <cmath>

#include "core/blur.h"

using namespace axolemma;

class TestBlur : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void blurKeepsTheMeanAndFollowsTheGaussian() {
        Image<float> image(41, 41, 0.0F);
        image(20, 20) = 1;
        blurGaussian(image, 1.2);
        double sum = 0, variance = 0;
        for (int y = 0; y < 41; ++y) {
            for (int x = 0; x < 41; ++x) {
                sum += image(x, y);
                variance += image(x, y) * (x - 20) * (x - 20);
            }
        }
        QVERIFY(std::abs(sum - 1) < 1e-5);
        QVERIFY(std::abs(std::sqrt(variance) - 1.2) < 0.03);
        QVERIFY(std::abs(image(17, 20) - image(20, 23)) < 1e-7F);
        Image<float> flat(3, 2, 0.75F);
        blurGaussian(flat, 1.2);
        for (const float v : flat) QVERIFY(std::abs(v - 0.75F) < 1e-6F);
    }
};

QTEST_APPLESS_MAIN(TestBlur)
#include "test_blur.moc"
