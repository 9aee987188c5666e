#include "ui/model_dialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

#include "segmentation/model_facts.h"
#include "ui/icons.h"
#include "ui/model_dialog_run.h"

namespace axolemma {

namespace {

constexpr QSize kSize(860, 560);
constexpr int kListWidth = 220;

QPushButton* button(const QString& text, const char* name, const QString& tip, QWidget* parent) {
    auto* made = new QPushButton(text, parent);
    made->setObjectName(name);
    made->setToolTip(tip);
    made->setAutoDefault(false);
    return made;
}

/// "pixel size" -> "Pixel size", "started_from" -> "Started from".
QString titleOf(const std::string& what) {
    QString title = QString::fromStdString(what).replace('_', ' ');
    if (!title.isEmpty()) title[0] = title[0].toUpper();
    return title;
}

QString rowOf(const QString& what, const QString& value) {
    return QString(
               "<tr><td style=\"padding:2px 14px 2px 0\">%1</td><td style=\"padding:2px 0\">%2"
               "</td></tr>")
        .arg(what.toHtmlEscaped(), value.toHtmlEscaped());
}

}  // namespace

ModelDialog::ModelDialog(std::shared_ptr<const Stack> stack, QWidget* parent)
    : QDialog(parent),
      stack_(std::move(stack)),
      list_(new QListWidget(this)),
      title_(new QLabel(this)),
      facts_(new QLabel(this)),
      import_(button(tr("&Import…"), "modelImport",
                     tr("A model file, a package of the BioImage Model Zoo, or TorchScript"),
                     this)),
      use_(button(tr("&Use"), "modelUse", tr("Segment with it from now on"), this)),
      time_(button(tr("&Measure time"), "modelTime",
                   tr("How long a slice of 512 × 512 pixels takes on this machine"), this)),
      export_(button(tr("&Export…"), "modelExport",
                     tr("As a model file, or as a package for the BioImage Model Zoo"), this)),
      rename_(button(tr("&Rename…"), "modelRename", {}, this)),
      remove_(button(tr("Re&move…"), "modelRemove", {}, this)),
      state_(new QLabel(this)),
      bar_(new QProgressBar(this)),
      cancel_(button(tr("Cancel"), "modelCancel", {}, this)) {
    setObjectName("modelsDialog");
    setWindowTitle(tr("Models"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(kSize);
    auto* split = new QSplitter(this);
    split->addWidget(makeList());
    split->addWidget(makeCard());
    split->setStretchFactor(1, 1);
    split->setSizes({kListWidth, kSize.width() - kListWidth});
    split->setChildrenCollapsible(false);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addWidget(split, 1);
    column->addWidget(makeStrip());
    connect(list_, &QListWidget::currentRowChanged, this, &ModelDialog::showCurrent);
    connect(import_, &QPushButton::clicked, this, &ModelDialog::chooseImport);
    connect(time_, &QPushButton::clicked, this, &ModelDialog::measure);
    connect(export_, &QPushButton::clicked, this, &ModelDialog::chooseExport);
    connect(rename_, &QPushButton::clicked, this, &ModelDialog::askForName);
    connect(remove_, &QPushButton::clicked, this, &ModelDialog::askToRemove);
    connect(cancel_, &QPushButton::clicked, &worker_, &Worker::cancel);
    connect(use_, &QPushButton::clicked, this, [this] {
        const ModelEntry& entry = current()->entry;
        // A name means the first model that has it.
        const auto first =
            std::ranges::find(cards_, entry.name, [](const Card& card) { return card.entry.name; });
        const bool named = &*first == current();
        Q_EMIT useRequested(QString::fromStdString(named ? entry.name : entry.path.string()));
        accept();
    });
    showCurrent();
    reload("default");
    list_->setFocus();
}

QWidget* ModelDialog::makeList() {
    list_->setObjectName("modelsList");
    list_->setIconSize({14, 14});
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(list_, 1);
    column->addWidget(import_);
    return side;
}

QWidget* ModelDialog::makeCard() {
    title_->setObjectName("modelTitle");
    title_->setTextFormat(Qt::PlainText);
    QFont bold = title_->font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 1.25);
    title_->setFont(bold);
    facts_->setObjectName("modelFacts");
    facts_->setWordWrap(true);
    facts_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    facts_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setWidget(facts_);
    auto* buttons = new QHBoxLayout;
    for (QPushButton* each : {use_, time_, export_, rename_, remove_}) buttons->addWidget(each);
    buttons->addStretch();
    auto* card = new QWidget(this);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(10, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(title_);
    column->addWidget(area, 1);
    column->addLayout(buttons);
    return card;
}

QWidget* ModelDialog::makeStrip() {
    state_->setObjectName("modelState");
    state_->setTextFormat(Qt::PlainText);
    state_->setWordWrap(true);
    bar_->setRange(0, 0);
    bar_->setTextVisible(false);
    bar_->setFixedWidth(140);
    auto* close = button(tr("Close"), "modelsClose", {}, this);
    connect(close, &QPushButton::clicked, this, &ModelDialog::reject);
    auto* strip = new QWidget(this);
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(state_, 1);
    row->addWidget(bar_);
    row->addWidget(cancel_);
    row->addWidget(close);
    return strip;
}

std::vector<ModelDialog::Card> ModelDialog::readCards() {
    std::vector<Card> cards;
    for (ModelEntry& entry : availableModels()) {
        Card card{.entry = std::move(entry), .info = {}, .bytes = 0, .problem = {}};
        try {
            card.info = readModelInfo(card.entry.path);
            card.bytes = std::filesystem::file_size(card.entry.path);
        } catch (const std::exception& error) {
            // One bad file must not hide the others.
            card.problem = error.what();
        }
        cards.push_back(std::move(card));
    }
    return cards;
}

void ModelDialog::reload(const std::string& name, const QString& said) {
    run(
        {}, [](const Worker::Context&) { return readCards(); },
        [this, name, said](std::vector<Card> cards) {
            const QSignalBlocker blocker(list_);
            cards_ = std::move(cards);
            list_->clear();
            // Names stand below each other, whether they have a lock or not.
            QPixmap nothing(list_->iconSize());
            nothing.fill(Qt::transparent);
            const QIcon blank(nothing);
            int row = 0;
            for (const Card& card : cards_) {
                auto* item = new QListWidgetItem(QString::fromStdString(card.entry.name), list_);
                item->setIcon(card.entry.shipped ? icon("lock") : blank);
                item->setToolTip(card.entry.shipped ? tr("Came with Axolemma; it is only read")
                                                    : QString::fromStdString(card.entry.path));
                if (card.entry.name == name) row = list_->count() - 1;
            }
            list_->setCurrentRow(row);
            state_->setText(said);
            showCurrent();
        });
}

const ModelDialog::Card* ModelDialog::current() const {
    const int row = list_->currentRow();
    return row >= 0 && row < static_cast<int>(cards_.size())
               ? &cards_[static_cast<std::size_t>(row)]
               : nullptr;
}

void ModelDialog::showCurrent() {
    const Card* card = current();
    const bool idle = !worker_.busy();
    const bool good = card && card->problem.empty();
    list_->setEnabled(idle);
    import_->setEnabled(idle);
    for (QPushButton* each : {use_, time_, export_}) each->setEnabled(idle && good);
    for (QPushButton* each : {rename_, remove_}) {
        each->setEnabled(idle && card && !card->entry.shipped);
        each->setToolTip(card && card->entry.shipped ? tr("It came with Axolemma and is only read")
                                                     : QString());
    }
    title_->setText(card ? QString::fromStdString(card->entry.name) : QString());
    if (!good) {
        facts_->setText(card ? QString::fromStdString(card->problem).toHtmlEscaped() : QString());
        return;
    }
    QString rows;
    for (const auto& [what, value] : factsOf(card->info))
        rows += rowOf(titleOf(what), QString::fromStdString(value));
    rows += rowOf(tr("Size"), QLocale().formattedDataSize(static_cast<qint64>(card->bytes), 1,
                                                          QLocale::DataSizeSIFormat));
    const auto time = times_.find(card->entry.path);
    if (time != times_.end()) rows += rowOf(tr("Time"), time->second);
    rows += rowOf(tr("File"), QString::fromStdString(card->entry.path.string()));
    facts_->setText("<table>" + rows + "</table>");
}

void ModelDialog::showBusy(const QString& what) {
    state_->setText(what);
    bar_->setVisible(worker_.busy() && !what.isEmpty());
    cancel_->setVisible(worker_.busy() && !what.isEmpty());
    showCurrent();
}

void ModelDialog::reject() {
    worker_.cancel();
    QDialog::reject();
}

}  // namespace axolemma
