#include "ui/refinement_panel.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/comparison.h"
#include "ui/curve_plot.h"
#include "ui/document.h"
#include "ui/refinement_curve.h"

namespace axolemma {

namespace {

/// The slider counts in hundredths, its keys move by five of them.
constexpr int kSliderSteps = 100;
constexpr int kKeyStep = 5;
constexpr int kSameGestureMs = 2000;

QDoubleSpinBox* makeSpin(QWidget* parent, const char* name, double most, double step,
                         const QString& tip) {
    auto* spin = new QDoubleSpinBox(parent);
    spin->setObjectName(name);
    spin->setRange(0, most);
    spin->setSingleStep(step);
    spin->setDecimals(2);
    spin->setKeyboardTracking(false);
    spin->setToolTip(tip);
    return spin;
}

}  // namespace

RefinementPanel::RefinementPanel(Document& document, Comparison& comparison, QWidget* parent)
    : QWidget(parent),
      document_(document),
      comparison_(comparison),
      curve_(new RefinementCurve(document, comparison, this)),
      slider_(new QSlider(Qt::Horizontal, this)),
      weight_(makeSpin(this, "weight", 1, 0.05, {})),
      plot_(new CurvePlot(this)),
      fit_(new QPushButton(tr("Fit w_f"), this)),
      reset_(new QPushButton(tr("Model's values"), this)),
      advancedButton_(new QToolButton(this)),
      advanced_(makeAdvanced()),
      state_(new QLabel(this)) {
    setObjectName("refinementPanel");
    slider_->setObjectName("weightSlider");
    slider_->setRange(0, kSliderSteps);
    slider_->setSingleStep(kKeyStep);
    slider_->setPageStep(2 * kKeyStep);
    const QString tip =
        tr("Weight of the contours that close gaps in membranes: 0 is the network alone");
    slider_->setToolTip(tip);
    weight_->setToolTip(tip);
    fit_->setObjectName("fitWeight");
    reset_->setObjectName("resetRefinement");
    reset_->setToolTip(tr("Back to what the model was fitted with"));
    advancedButton_->setObjectName("refinementAdvanced");
    advancedButton_->setText(tr("Advanced"));
    advancedButton_->setCheckable(true);
    advancedButton_->setAutoRaise(true);
    advancedButton_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    advancedButton_->setArrowType(Qt::RightArrow);
    advanced_->hide();
    state_->setObjectName("refinementState");
    state_->setWordWrap(true);
    state_->setForegroundRole(QPalette::PlaceholderText);
    state_->setMinimumHeight(2 * state_->fontMetrics().lineSpacing());
    state_->setAlignment(Qt::AlignLeft | Qt::AlignTop);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    auto* row = new QHBoxLayout;
    row->addWidget(new QLabel(tr("w_f"), this));
    row->addWidget(slider_, 1);
    row->addWidget(weight_);
    column->addLayout(row);
    column->addWidget(plot_);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(fit_);
    buttons->addWidget(reset_);
    buttons->addStretch();
    buttons->addWidget(advancedButton_);
    column->addLayout(buttons);
    column->addWidget(advanced_);
    column->addWidget(state_);
    column->addStretch();

    connect(slider_, &QSlider::sliderPressed, this, [this] { ++gesture_; });
    connect(slider_, &QSlider::valueChanged, this,
            [this](int value) { setWeight(static_cast<double>(value) / kSliderSteps); });
    connect(weight_, &QDoubleSpinBox::valueChanged, this, &RefinementPanel::setWeight);
    connect(fit_, &QPushButton::clicked, this, &RefinementPanel::fit);
    connect(reset_, &QPushButton::clicked, this, &RefinementPanel::resetToModel);
    connect(advancedButton_, &QToolButton::toggled, this, [this](bool shown) {
        advanced_->setVisible(shown);
        advancedButton_->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
    });
    connect(curve_, &RefinementCurve::changed, this, [this] { plot_->setCurve(curve_->points()); });
    connect(&document_, &Document::ruleChanged, this, &RefinementPanel::showRule);
    connect(&document_, &Document::refinementFitted, this, &RefinementPanel::showGain);
    // What a fit brought is of one stack and one truth.
    const auto forget = [this] { gain_.clear(); };
    connect(&document_, &Document::stackChanged, this, forget);
    connect(&comparison_, &Comparison::truthChanged, this, forget);
    for (const auto signal : {&Document::stackChanged, &Document::neuronsChanged})
        connect(&document_, signal, this, &RefinementPanel::showState);
    connect(&document_, &Document::jobStarted, this, &RefinementPanel::showState);
    connect(&document_, &Document::jobEnded, this, &RefinementPanel::showState);
    connect(&comparison_, &Comparison::truthChanged, this, &RefinementPanel::showState);
    showRule();
    showState();
}

QWidget* RefinementPanel::makeAdvanced() {
    auto* box = new QWidget(this);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setColumnStretch(1, 1);
    int row = 0;
    const auto add = [&](const QString& text, QWidget* editor, const char* fitName) {
        auto* label = new QLabel(text, box);
        label->setToolTip(editor->toolTip());
        grid->addWidget(label, row, 0);
        grid->addWidget(editor, row, 1);
        QCheckBox* also = nullptr;
        if (fitName) {
            also = new QCheckBox(tr("fit"), box);
            also->setObjectName(fitName);
            also->setToolTip(tr("Fit this together with w_f"));
            grid->addWidget(also, row, 2);
        }
        ++row;
        return also;
    };
    threshold_ = makeSpin(box, "threshold", 1, 0.05,
                          tr("Boundary where the fused probability of membrane is at least this"));
    sigma_ = makeSpin(box, "sigma", 50, 0.5, tr("Smoothing of the map before its watershed"));
    sigma_->setSuffix(tr(" px"));
    depth_ = new QSpinBox(box);
    depth_->setObjectName("depth");
    depth_->setRange(0, 255);
    depth_->setSuffix(tr(" / 255"));
    depth_->setKeyboardTracking(false);
    depth_->setToolTip(tr("Minima shallower than this, in probability, start no region"));
    joinBelow_ = makeSpin(box, "joinBelow", 1, 0.05,
                          tr("Contours with less membrane than this in the mean are none"));
    smallest_ = new QSpinBox(box);
    smallest_->setObjectName("smallestComponent");
    smallest_->setRange(0, 1'000'000);
    smallest_->setSuffix(tr(" px"));
    smallest_->setKeyboardTracking(false);
    smallest_->setToolTip(tr("Components of fewer pixels become boundary"));
    fitThreshold_ = add(tr("Threshold t"), threshold_, "fitThreshold");
    fitSigma_ = add(tr("Smoothing σ"), sigma_, "fitSigma");
    fitDepth_ = add(tr("Depth h"), depth_, "fitDepth");
    add(tr("Join below"), joinBelow_, nullptr);
    add(tr("Smallest component"), smallest_, nullptr);
    for (QDoubleSpinBox* spin : {threshold_, sigma_, joinBelow_})
        connect(spin, &QDoubleSpinBox::valueChanged, this, &RefinementPanel::applyAdvanced);
    for (QSpinBox* spin : {depth_, smallest_})
        connect(spin, &QSpinBox::valueChanged, this, &RefinementPanel::applyAdvanced);
    return box;
}

int RefinementPanel::gestureNow() {
    const bool pause = !sinceChange_.isValid() || sinceChange_.elapsed() > kSameGestureMs;
    if (pause && !slider_->isSliderDown()) ++gesture_;
    sinceChange_.start();
    return gesture_;
}

void RefinementPanel::setWeight(double weight) {
    PartitionRule rule = document_.rule();
    rule.refinement.weight = static_cast<float>(std::clamp(weight, 0.0, 1.0));
    document_.refine(rule, gestureNow());
}

void RefinementPanel::stepWeight(int steps) {
    // To the next multiple: from 0.42 up is 0.45.
    const double now = static_cast<double>(document_.rule().refinement.weight) * kSliderSteps;
    const double whole = now / kKeyStep;
    const double next = steps > 0 ? std::floor(whole + 1e-4) : std::ceil(whole - 1e-4);
    setWeight((next + steps) * kKeyStep / kSliderSteps);
}

void RefinementPanel::applyAdvanced() {
    PartitionRule rule = document_.rule();
    rule.setBoundaryFrom(static_cast<float>(threshold_->value()));
    rule.smallest = static_cast<std::uint32_t>(smallest_->value());
    rule.refinement.sigma = static_cast<float>(sigma_->value());
    rule.refinement.depth = static_cast<float>(depth_->value()) / 255;
    rule.refinement.joinBelow = static_cast<float>(joinBelow_->value());
    document_.refine(rule, gestureNow());
}

void RefinementPanel::fit() {
    const auto truth = comparison_.truth();
    if (!truth) return;
    RefinementSearch search = RefinementSearch::fixedAt(document_.rule());
    search.searchWeights();
    if (fitThreshold_->isChecked()) search.searchThresholds();
    if (fitSigma_->isChecked()) search.searchSigmas();
    if (fitDepth_->isChecked()) search.searchDepths();
    document_.fitRefinement(search, {truth, &truth->labels}, ++gesture_);
}

void RefinementPanel::resetToModel() {
    if (const auto& model = document_.segmentation()->model)
        document_.refine(model->partition, ++gesture_);
}

void RefinementPanel::showRule() {
    const PartitionRule& rule = document_.rule();
    const auto set = [](auto* editor, auto value) {
        const QSignalBlocker blocker(editor);
        editor->setValue(value);
    };
    const double weight = static_cast<double>(rule.refinement.weight);
    set(slider_, static_cast<int>(std::lround(weight * kSliderSteps)));
    set(weight_, weight);
    set(threshold_, static_cast<double>(rule.boundaryFrom()));
    set(sigma_, static_cast<double>(rule.refinement.sigma));
    set(depth_, static_cast<int>(std::lround(rule.refinement.depth * 255)));
    set(joinBelow_, static_cast<double>(rule.refinement.joinBelow));
    set(smallest_, static_cast<int>(rule.smallest));
    plot_->setWeight(weight, static_cast<double>(saturatedWeight(rule.threshold)));
    showState();
}

void RefinementPanel::showState() {
    const auto segmentation = document_.segmentation();
    const bool ready = !segmentation->empty() && !document_.segmenting();
    for (QWidget* widget : {static_cast<QWidget*>(slider_), static_cast<QWidget*>(weight_),
                            static_cast<QWidget*>(advanced_)})
        widget->setEnabled(ready);
    reset_->setEnabled(ready && segmentation->model &&
                       segmentation->model->partition != document_.rule());
    const bool truth = comparison_.truth() != nullptr;
    fit_->setEnabled(ready && truth);
    fit_->setToolTip(truth ? tr("Find the w_f with the smallest Rand error on the labelled slices")
                           : tr("Load labels under Compare first: the fit needs slices whose cells "
                                "are known"));
    if (segmentation->empty()) {
        state_->setText(document_.hasStack() ? tr("Segment first; then this moves the boundaries.")
                                             : QString());
    } else {
        state_->setText(document_.rule() == fitted_ ? gain_ : QString());
    }
}

void RefinementPanel::showGain(const RefinementFit& fit) {
    const QLocale locale;
    gain_ = tr("Rand error %1 at w_f %2; %3 without contours.")
                .arg(locale.toString(fit.randError, 'f', 4))
                .arg(locale.toString(fit.rule.refinement.weight, 'f', 2))
                .arg(locale.toString(fit.randErrorWithoutContours, 'f', 4));
    fitted_ = fit.rule;
    showState();
}

}  // namespace axolemma
