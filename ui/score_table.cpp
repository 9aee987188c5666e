#include "ui/score_table.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <optional>

#include "ui/comparison.h"

namespace axolemma {

namespace {

struct Numbers {
    double value = 0;
    std::optional<double> split;
    std::optional<double> merge;
};

Numbers withParts(const Score& score) {
    return {score.value, score.split, score.merge};
}

}  // namespace

ScoreTable::ScoreTable(QWidget* parent) : QWidget(parent) {
    setObjectName("scoreTable");
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(0, 1);
    const QString titles[] = {tr("Value"), tr("Split"), tr("Merge")};
    for (int column = 0; column < 3; ++column) {
        auto* title = new QLabel(titles[column], this);
        title->setForegroundRole(QPalette::PlaceholderText);
        grid->addWidget(title, 0, column + 1, Qt::AlignRight);
    }
    const QString better = tr("Higher is better (↑).");
    const QString worse = tr("Lower is better (↓).");
    addRow(
        Rand, "scoreRand", tr("V_Rand ↑"),
        tr("Rand score after thinning, the mean over slices. Splits lower its split part, merges "
           "its merge part.") +
            ' ' + better);
    addRow(Information, "scoreInformation", tr("V_Info ↑"),
           tr("Information score after thinning, the mean over slices.") + ' ' + better);
    addRow(RandError, "scoreRandError", tr("Rand error ↓"),
           tr("1 - F of pairs of pixels, over all slices together; beside it the scores that it is "
              "made of.") +
               ' ' + worse);
    addRow(PixelError, "scorePixelError", tr("Pixel error ↓"),
           tr("1 - F1 of pixels that are cell.") + ' ' + worse);
    addRow(
        WarpingError, "scoreWarpingError", tr("Warping error ↓"),
        tr("The share of pixels that split or merge cells; boundaries that are only moved do not "
           "count.") +
            ' ' + worse);
    addRow(Variation, "scoreVariation", tr("VI in 3-D ↓"),
           tr("Variation of information of neurons through the slices, in nats, with boundaries "
              "grown over.") +
               ' ' + worse);
    addRow(Adapted, "scoreAdaptedRand", tr("Adapted Rand ↓"),
           tr("Adapted Rand error of neurons through the slices.") + ' ' + worse);
}

void ScoreTable::addRow(Metric metric, const char* name, const QString& title, const QString& tip) {
    auto* grid = static_cast<QGridLayout*>(layout());
    const int row = grid->rowCount();
    const auto add = [&](int column, const QString& suffix) {
        auto* label = new QLabel(this);
        label->setObjectName(name + suffix);
        label->setToolTip(tip);
        grid->addWidget(label, row, column, column == 0 ? Qt::AlignLeft : Qt::AlignRight);
        return label;
    };
    rows_[metric] = {add(0, "Title"), add(1, {}), add(2, "Split"), add(3, "Merge")};
    rows_[metric].title->setText(title);
    for (QLabel* number : {rows_[metric].value, rows_[metric].split, rows_[metric].merge})
        number->setTextInteractionFlags(Qt::TextSelectableByMouse);
}

void ScoreTable::showScores(const Comparison& comparison) {
    const auto show = [&](Metric metric, std::optional<Numbers> numbers, Comparison::Part part,
                          int decimals) {
        const Row& row = rows_[metric];
        const auto text = [&](std::optional<double> number) {
            return number ? QLocale().toString(*number, 'f', decimals) : QString();
        };
        row.value->setText(numbers ? text(numbers->value) : tr("—"));
        row.split->setText(numbers ? text(numbers->split) : QString());
        row.merge->setText(numbers ? text(numbers->merge) : QString());
        const bool old = comparison.updating(part);
        for (QLabel* label : {row.value, row.split, row.merge})
            label->setForegroundRole(old ? QPalette::PlaceholderText : QPalette::WindowText);
    };
    using Part = Comparison::Part;
    const auto& scores = comparison.scores();
    const auto of = [&](Score StackScores::*score) {
        return scores ? std::optional(withParts((*scores).*score)) : std::nullopt;
    };
    show(Rand, of(&StackScores::rand), Part::Slices, 4);
    show(Information, of(&StackScores::information), Part::Slices, 4);
    show(RandError, of(&StackScores::randError), Part::Slices, 4);
    // Its parts are recall and precision, which say nothing of splits and merges.
    show(PixelError,
         scores ? std::optional(Numbers{scores->pixelError.value, {}, {}}) : std::nullopt,
         Part::Slices, 4);
    show(WarpingError,
         scores && scores->warpingError ? std::optional(withParts(*scores->warpingError))
                                        : std::nullopt,
         Part::Warping, 5);
    const auto& volume = comparison.volumeScores();
    show(Variation,
         volume ? std::optional(
                      Numbers{volume->variationOfInformation(), volume->split, volume->merge})
                : std::nullopt,
         Part::Volume, 4);
    show(Adapted, volume ? std::optional(Numbers{volume->adaptedRandError, {}, {}}) : std::nullopt,
         Part::Volume, 4);
    const bool neurons = comparison.truth() && comparison.truth()->namesNeurons;
    for (const Metric metric : {Variation, Adapted})
        for (QLabel* label :
             {rows_[metric].title, rows_[metric].value, rows_[metric].split, rows_[metric].merge})
            label->setVisible(neurons);
}

}  // namespace axolemma
