#include <QTest>
#include <optional>

#include "ui/histogram_slider.h"

using namespace axolemma;

class TestHistogramSlider : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aWindowBesideTheHistogramCanBeDragged_data();
    void aWindowBesideTheHistogramCanBeDragged();
};

void TestHistogramSlider::aWindowBesideTheHistogramCanBeDragged_data() {
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<int>("from");
    QTest::newRow("its black handle, below") << -5.0 << -1.0 << 1;
    QTest::newRow("its white handle, above") << 256.0 << 260.0 << 218;
    QTest::newRow("its white handle, far below") << -500.0 << -100.0 << 100;
    QTest::newRow("its black handle, far above") << 400.0 << 900.0 << 100;
}

void TestHistogramSlider::aWindowBesideTheHistogramCanBeDragged() {
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(int, from);
    HistogramSlider slider;
    slider.resize(220, 84);
    slider.setHistogram({1, 2, 3}, 0, 255);
    slider.setWindow({low, high});
    std::optional<ContrastWindow> last;
    connect(&slider, &HistogramSlider::windowChanged, this,
            [&](ContrastWindow window) { last = window; });
    QTest::mousePress(&slider, Qt::LeftButton, {}, QPoint(from, 30));
    QTest::mouseMove(&slider, QPoint(110, 30));
    QTest::mouseRelease(&slider, Qt::LeftButton, {}, QPoint(110, 30));
    QVERIFY(last);
    QVERIFY2(last->high - last->low >= 0.999,
             qPrintable(QString("%1 to %2").arg(last->low).arg(last->high)));
    // One handle moved, the other stayed.
    QVERIFY((last->low == low) != (last->high == high));
}

QTEST_MAIN(TestHistogramSlider)
#include "test_histogram_slider.moc"
