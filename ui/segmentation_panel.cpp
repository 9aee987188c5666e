#include "ui/segmentation_panel.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "segmentation/library.h"
#include "ui/document.h"
#include "ui/icons.h"

namespace axolemma {

namespace {

constexpr auto kModelKey = "segmentation/model";
/// In the settings of a project.
constexpr auto kProjectModel = "model";
constexpr auto kDeviceKey = "segmentation/device";
constexpr auto kViewsKey = "segmentation/views";
/// The item of the list of models that opens a file dialog.
constexpr auto kOtherFile = "";
constexpr int kDetailsDelayMs = 500;

}  // namespace

SegmentationPanel::SegmentationPanel(Document& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      model_(new QComboBox(this)),
      models_(new QToolButton(this)),
      details_(new QLabel(this)),
      device_(new QComboBox(this)),
      views_(new QComboBox(this)),
      cost_(new QLabel(this)),
      segment_(new QPushButton(this)),
      state_(new QLabel(this)) {
    setObjectName("segmentationPanel");
    model_->setObjectName("model");
    model_->setPlaceholderText(tr("None"));
    model_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    models_->setObjectName("manageModels");
    models_->setText("…");
    models_->setToolTip(tr("What each model says of itself; import, export, rename and remove"));
    connect(models_, &QToolButton::clicked, this, &SegmentationPanel::modelsRequested);
    device_->setObjectName("device");
    device_->addItem(tr("Automatic"), "auto");
    device_->addItem(tr("Processor (CPU)"), "cpu");
    // Asking LibTorch would load it; the driver's own file says as much.
    if (QFileInfo::exists("/proc/driver/nvidia/version")) {
        device_->addItem(tr("Graphics card (CUDA)"), "cuda");
    }
    views_->setObjectName("views");
    views_->addItem(tr("One view"), 1);
    for (const int count : {2, 4, 8}) views_->addItem(tr("Mean of %1 views").arg(count), count);
    views_->setToolTip(
        tr("Average over flips and quarter turns of each slice: steadier, for as "
           "many times the time"));
    cost_->setObjectName("cost");
    cost_->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel* label : {details_, state_}) {
        label->setWordWrap(true);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        // Room for two lines from the start, so that nothing below jumps.
        label->setMinimumHeight(2 * label->fontMetrics().lineSpacing());
    }
    state_->setObjectName("segmentationState");
    segment_->setObjectName("segmentButton");
    segment_->setMinimumHeight(34);
    QFont bold = segment_->font();
    bold.setBold(true);
    segment_->setFont(bold);

    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto* modelRow = new QHBoxLayout;
    modelRow->setSpacing(4);
    modelRow->addWidget(model_, 1);
    modelRow->addWidget(models_);
    form->addRow(tr("Model"), modelRow);
    form->addRow(QString(), details_);
    form->addRow(tr("Device"), device_);
    form->addRow(tr("Views"), views_);
    form->addRow(QString(), cost_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addLayout(form);
    column->addWidget(segment_);
    column->addWidget(state_);
    column->addStretch();

    connect(segment_, &QPushButton::clicked, this, [this] {
        if (document_.segmenting()) {
            document_.cancelJobs();
        } else {
            Q_EMIT segmentRequested();
        }
    });
    connect(model_, &QComboBox::activated, this, [this] {
        if (model_->currentData().toString() == kOtherFile) return chooseModelFile();
        chosen_ = model_->currentData().toString();
        document_.dropOutputMaps();
        showModel();
        save();
    });
    connect(device_, &QComboBox::activated, this, &SegmentationPanel::save);
    connect(views_, &QComboBox::activated, this, &SegmentationPanel::save);
    for (QComboBox* box : {model_, device_, views_})
        connect(box, &QComboBox::activated, this, &SegmentationPanel::askForCost);
    connect(&document_, &Document::stackChanged, this, [this] {
        cost_->clear();
        cost_->hide();
        if (views_->currentIndex() > 0) askForCost();
    });
    connect(&document_, &Document::costEstimated, this, &SegmentationPanel::showCost);
    connect(&document_, &Document::projectChanged, this, &SegmentationPanel::agreeWithProject);
    cost_->hide();
    connect(&document_, &Document::stackChanged, this, &SegmentationPanel::showState);
    connect(&document_, &Document::jobStarted, this, &SegmentationPanel::showState);
    connect(&document_, &Document::jobEnded, this, &SegmentationPanel::showState);
    connect(&document_, &Document::neuronsChanged, this, &SegmentationPanel::showState);
    refreshModels();
    const QSettings saved;
    SegmentationSettings settings;
    settings.model = saved.value(kModelKey, "default").toString().toStdString();
    // A graphics card of another day is nothing to insist on.
    const QString device = saved.value(kDeviceKey, "auto").toString();
    if (device_->findData(device) >= 0) settings.options.device = device.toStdString();
    settings.options.views = saved.value(kViewsKey, 1).toInt();
    setSettings(settings);
    showState();
}

SegmentationSettings SegmentationPanel::settings() const {
    SegmentationSettings settings;
    if (model_->currentIndex() >= 0) {
        settings.model = model_->currentData().toString().toStdString();
    }
    settings.options.device = device_->currentData().toString().toStdString();
    settings.options.views = views_->currentData().toInt();
    return settings;
}

void SegmentationPanel::setSettings(const SegmentationSettings& settings) {
    choose(QString::fromStdString(settings.model));
    const QString device = QString::fromStdString(settings.options.device);
    if (device_->findData(device) < 0) device_->addItem(device, device);
    device_->setCurrentIndex(device_->findData(device));
    views_->setCurrentIndex(std::max(0, views_->findData(settings.options.views)));
    // Reading a model's header checks the whole file; the first slice is not to wait for it.
    QTimer::singleShot(kDetailsDelayMs, this, &SegmentationPanel::showModel);
}

void SegmentationPanel::choose(const QString& model) {
    int index = model == kOtherFile ? -1 : model_->findData(model);
    if (index < 0 && QFileInfo::exists(model)) {
        const QString path = QFileInfo(model).absoluteFilePath();
        index = model_->findData(path);
        if (index < 0) {
            index = model_->count() - 1;
            model_->insertItem(index, QFileInfo(model).completeBaseName(), path);
            model_->setItemData(index, path, Qt::ToolTipRole);
        }
    }
    if (index < 0 && model_->count() > 1) index = std::max(0, model_->findData("default"));
    model_->setCurrentIndex(index);
    chosen_ = model_->currentData().toString();
}

void SegmentationPanel::refreshModels() {
    const QSignalBlocker blocker(model_);
    model_->clear();
    error_.clear();
    try {
        for (const ModelEntry& entry : availableModels()) {
            const QString name = QString::fromStdString(entry.name);
            const QString path = QString::fromStdString(entry.path.string());
            // The name of a shipped model means that one, so the user's own goes by its path.
            const bool taken = model_->findData(name) >= 0;
            QString title = name;
            if (entry.shipped || taken) title[0] = title[0].toUpper();
            model_->addItem(taken ? tr("%1 (your own)").arg(title) : title, taken ? path : name);
            model_->setItemData(model_->count() - 1, path, Qt::ToolTipRole);
        }
    } catch (const Error& error) {
        error_ = QString::fromStdString(error.what());
    }
    model_->addItem(tr("Other file…"), kOtherFile);
    const QString before = chosen_;
    choose(before);
    // It may be gone; at the start none was chosen yet, and reading one twice takes time.
    if (!before.isEmpty() && chosen_ != before) showModel();
}

void SegmentationPanel::chooseModel(const QString& model) {
    SegmentationSettings chosen = settings();
    chosen.model = model.toStdString();
    setSettings(chosen);
    document_.dropOutputMaps();
    showModel();
    save();
}

void SegmentationPanel::chooseModelFile() {
    // What was chosen before holds until there is a file.
    model_->setCurrentIndex(model_->findData(chosen_));
    auto* dialog = new QFileDialog(this, tr("Choose a model"), QFileInfo(chosen_).path(),
                                   tr("Axolemma models (*.axomodel);;All files (*)"));
    dialog->setObjectName("modelDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &SegmentationPanel::chooseModel);
    dialog->open();
}

void SegmentationPanel::showModel() {
    details_->clear();
    if (!error_.isEmpty()) {
        details_->setText(error_);
        return;
    }
    if (model_->currentIndex() < 0) {
        details_->setText(tr("No model is installed: choose a file, or train one."));
        return;
    }
    try {
        const ModelInfo info = readModelInfo(findModel(settings().model));
        QString text = tr("Trained at %1 nm a pixel").arg(info.pixelSize);
        if (info.validation.vRandLabels > 0) {
            text += tr("; V_Rand %1 on slices it never saw")
                        .arg(QLocale().toString(info.validation.vRandLabels, 'f', 3));
        }
        details_->setText(text);
        details_->setToolTip(QString::fromStdString(info.description));
    } catch (const Error& error) {
        details_->setText(QString::fromStdString(error.what()));
    }
}

void SegmentationPanel::showState() {
    const bool running = document_.segmenting();
    segment_->setText(running ? tr("Cancel") : tr("Segment"));
    segment_->setIcon(icon(running ? "cancel" : "segment"));
    segment_->setToolTip(running ? tr("Stop; slices that are finished stay")
                                 : tr("Find every neuron of the stack"));
    segment_->setEnabled(document_.hasStack());
    const auto segmentation = document_.segmentation();
    if (segmentation->empty()) {
        state_->setText(document_.hasStack() ? tr("Not segmented yet.") : QString());
        return;
    }
    QString text =
        tr("%1 neurons in %2 of %3 slices")
            .arg(QLocale().toString(static_cast<qulonglong>(document_.neurons().neurons().size())))
            .arg(segmentation->segmentedSlices())
            .arg(document_.depth());
    if (!segmentation->device.empty()) {
        text += "\n" + QString::fromStdString(segmentation->device);
    }
    state_->setText(text);
}

void SegmentationPanel::askForCost() {
    cost_->clear();
    if (model_->currentIndex() >= 0) document_.estimateCost(settings());
}

void SegmentationPanel::showCost(double seconds) {
    const double minutes = seconds / 60;
    cost_->setText(
        seconds < 90 ? tr("About %1 s for this stack")
                           .arg(QLocale().toString(std::max(1.0, seconds), 'f', 0))
                     : tr("About %1 min for this stack").arg(QLocale().toString(minutes, 'f', 0)));
    cost_->show();
}

void SegmentationPanel::agreeWithProject() {
    if (!document_.project()) return;
    const QString kept = QString::fromStdString(document_.projectSetting(kProjectModel));
    if (kept.isEmpty()) {
        document_.setProjectSetting(kProjectModel, settings().model);
        return;
    }
    // A model that is gone leaves the choice as it is.
    if (kept == chosen_ || (model_->findData(kept) < 0 && !QFileInfo::exists(kept))) return;
    SegmentationSettings chosen = settings();
    chosen.model = kept.toStdString();
    setSettings(chosen);
}

void SegmentationPanel::save() {
    const SegmentationSettings now = settings();
    document_.setProjectSetting(kProjectModel, now.model);
    QSettings saved;
    saved.setValue(kModelKey, QString::fromStdString(now.model));
    saved.setValue(kDeviceKey, QString::fromStdString(now.options.device));
    saved.setValue(kViewsKey, now.options.views);
}

}  // namespace axolemma
