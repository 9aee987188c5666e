#include "ui/foreign_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace axolemma {

namespace {

constexpr int kWidth = 560;
/// As many as are offered where a file does not say how many its output has.
constexpr int kUnknownChannels = 16;
constexpr double kGib = 1024.0 * 1024 * 1024;
constexpr double kLongestNm = 10000;

QLabel* paragraph(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

/// What its authors say of it, as far as one decides by it.
QString introduction(const zoo::Package& package) {
    const ModelInfo& info = package.model.info;
    QStringList lines;
    const auto say = [&](const QString& line, const std::string& value) {
        if (!value.empty()) lines << line.arg(QString::fromStdString(value));
    };
    say("%1", info.description);
    const auto authors = info.provenance.find("authors");
    if (authors != info.provenance.end()) say(ForeignDialog::tr("By %1"), authors->second);
    say(ForeignDialog::tr("Licence: %1"), info.licence);
    say(ForeignDialog::tr("To be cited: %1"), info.citation);
    if (package.plain)
        lines << ForeignDialog::tr("A TorchScript file says nothing of itself: ask who made it.");
    return lines.join('\n');
}

}  // namespace

ForeignDialog::ForeignDialog(const std::filesystem::path& file, const zoo::Package& package,
                             QWidget* parent)
    : QDialog(parent),
      file_(file),
      name_(new QLineEdit(QString::fromStdString(package.model.info.name), this)),
      channel_(new QComboBox(this)),
      meaning_(new QComboBox(this)),
      pixelSize_(new QDoubleSpinBox(this)),
      seconds_(new QSpinBox(this)),
      memory_(new QDoubleSpinBox(this)),
      trust_(new QCheckBox(tr("I &trust where this model comes from"), this)) {
    setObjectName("foreignDialog");
    setWindowTitle(tr("Import %1").arg(QString::fromStdString(file.filename().string())));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(kWidth);
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    name_->setObjectName("foreignName");
    form->addRow(tr("&Name"), name_);
    if (package.plain) addPlain(form);
    addMeaning(form, package);
    addLimits(form);
    trust_->setObjectName("foreignTrust");
    auto* warning = paragraph(
        tr("A model of others is a program, and using it runs it. It runs in a process of its own, "
           "shut off from your files and the network and stopped at these limits; still, import it "
           "only if you trust where it comes from."),
        this);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    import_ = buttons->addButton(tr("Try and &import"), QDialogButtonBox::AcceptRole);
    import_->setObjectName("foreignImport");
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    if (const QString said = introduction(package); !said.isEmpty())
        column->addWidget(paragraph(said, this));
    column->addLayout(form);
    column->addWidget(warning);
    column->addWidget(trust_);
    column->addWidget(buttons);
    connect(name_, &QLineEdit::textChanged, this, &ForeignDialog::showWhetherDone);
    connect(meaning_, &QComboBox::currentIndexChanged, this, &ForeignDialog::showWhetherDone);
    connect(pixelSize_, &QDoubleSpinBox::valueChanged, this, &ForeignDialog::showWhetherDone);
    connect(trust_, &QCheckBox::toggled, this, &ForeignDialog::showWhetherDone);
    if (inputs_)
        connect(inputs_, &QComboBox::currentIndexChanged, this, &ForeignDialog::showWhetherDone);
    showWhetherDone();
}

void ForeignDialog::addPlain(QFormLayout* form) {
    axes_ = new QLineEdit("bcyx", this);
    axes_->setObjectName("foreignAxes");
    axes_->setToolTip(tr("Of its input and output, slowest first: b batch, c channel, z, y, x"));
    form->addRow(tr("&Axes"), axes_);
    channels_ = new QSpinBox(this);
    channels_->setObjectName("foreignChannels");
    channels_->setRange(1, 64);
    form->addRow(tr("&Channels of its input"), channels_);
    before_ = new QComboBox(this);
    before_->setObjectName("foreignBefore");
    before_->addItem(tr("Nothing"), "none");
    before_->addItem(tr("Mean 0 and standard deviation 1"), "mean-std");
    before_->addItem(tr("Percentiles 1 and 99 at 0 and 1"), "range");
    before_->addItem(tr("0 to 255 at 0 and 1"), "255");
    form->addRow(tr("&Before it"), before_);
    after_ = new QComboBox(this);
    after_->setObjectName("foreignAfter");
    after_->addItem(tr("Nothing: its output is probabilities"), "");
    after_->addItem(tr("Sigmoid"), "sigmoid");
    after_->addItem(tr("Softmax over channels"), "softmax");
    form->addRow(tr("A&fter it"), after_);
}

void ForeignDialog::addMeaning(QFormLayout* form, const zoo::Package& package) {
    channel_->setObjectName("foreignChannel");
    const auto& names = package.outputChannels;
    const int count = names.empty() ? kUnknownChannels : static_cast<int>(names.size());
    for (int c = 0; c < count; ++c) {
        const QString name =
            names.empty() ? QString() : QString::fromStdString(names[static_cast<std::size_t>(c)]);
        channel_->addItem(name.isEmpty() ? QString::number(c) : QString("%1: %2").arg(c).arg(name));
    }
    channel_->setEnabled(count > 1);
    form->addRow(tr("C&hannel of its output"), channel_);
    meaning_->setObjectName("foreignMeaning");
    meaning_->setPlaceholderText(tr("Choose…"));
    meaning_->addItem(tr("Membrane"), true);
    meaning_->addItem(tr("Cell"), false);
    meaning_->setCurrentIndex(-1);
    form->addRow(tr("High &values mean"), meaning_);
    if (zoo::asksForInputs(package) || package.plain) {
        inputs_ = new QComboBox(this);
        inputs_->setObjectName("foreignInputs");
        inputs_->addItem(tr("Neighbouring slices"), true);
        inputs_->addItem(tr("Copies of one slice"), false);
        form->addRow(tr("Several channels of its input are"), inputs_);
        if (channels_) {
            // Of one channel there is nothing to ask.
            const auto show = [form, this](int channels) {
                form->setRowVisible(inputs_, channels > 1);
            };
            connect(channels_, &QSpinBox::valueChanged, this, show);
            show(channels_->value());
        }
    }
    pixelSize_->setObjectName("foreignPixelSize");
    pixelSize_->setRange(0, kLongestNm);
    pixelSize_->setDecimals(2);
    pixelSize_->setSuffix(tr(" nm"));
    pixelSize_->setSpecialValueText(tr("Not said"));
    pixelSize_->setToolTip(tr("Of the slices that it was trained on; others are rescaled for it"));
    pixelSize_->setValue(package.model.info.pixelSize);
    form->addRow(tr("&Pixel size"), pixelSize_);
    const auto propose = [this, names = package.outputChannels] {
        const auto channel = static_cast<std::size_t>(channel_->currentIndex());
        const auto membrane =
            channel < names.size() ? zoo::meansMembrane(names[channel]) : std::nullopt;
        meaning_->setCurrentIndex(membrane ? meaning_->findData(*membrane) : -1);
    };
    connect(channel_, &QComboBox::currentIndexChanged, this, propose);
    propose();
}

void ForeignDialog::addLimits(QFormLayout* form) {
    const ForeignLimits limits;
    seconds_->setObjectName("foreignSeconds");
    seconds_->setRange(1, 36000);
    seconds_->setSuffix(tr(" s"));
    seconds_->setValue(static_cast<int>(limits.seconds));
    memory_->setObjectName("foreignMemory");
    memory_->setRange(0.1, 1024);
    memory_->setDecimals(1);
    memory_->setSuffix(tr(" GiB"));
    memory_->setValue(static_cast<double>(limits.memory) / kGib);
    auto* row = new QHBoxLayout;
    row->addWidget(seconds_);
    row->addWidget(new QLabel(tr("for each block, and"), this));
    row->addWidget(memory_);
    row->addStretch();
    form->addRow(tr("It is stopped after"), row);
}

zoo::ImportRequest ForeignDialog::request() const {
    zoo::ImportRequest request;
    request.file = file_;
    request.name = name_->text().trimmed().toStdString();
    request.trusted = trust_->isChecked();
    request.channel = channel_->currentIndex();
    if (meaning_->currentIndex() >= 0) request.membrane = meaning_->currentData().toBool();
    if (pixelSize_->value() > 0) request.pixelSize = pixelSize_->value();
    if (inputs_) request.neighbours = inputs_->currentData().toBool();
    request.limits.seconds = seconds_->value();
    request.limits.memory = static_cast<std::uint64_t>(memory_->value() * kGib);
    if (!axes_) return request;
    request.axes = axes_->text().trimmed().toStdString();
    request.channels = channels_->value();
    request.before = zoo::normalisationNamed(before_->currentData().toString().toStdString());
    if (const auto after = after_->currentData().toString().toStdString(); !after.empty())
        request.after = {{.kind = operationFrom(after)}};
    return request;
}

void ForeignDialog::showWhetherDone() {
    import_->setEnabled(!name_->text().trimmed().isEmpty() && meaning_->currentIndex() >= 0 &&
                        pixelSize_->value() > 0 && trust_->isChecked());
}

}  // namespace axolemma
