#include "ui/export_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <cmath>

#include "core/io/project.h"
#include "core/io/stack_writer.h"
#include "ui/document.h"

namespace axolemma {

namespace {

constexpr auto kFolderKey = "export/folder";
constexpr std::uint64_t kLargestNarrow = 65535;
constexpr int kSteps = 1000;

/// "*.nii.gz" -> ".nii.gz"
QString endingOf(const QString& pattern) {
    return pattern.mid(1);
}

QString settingsKey(ExportKind kind, const char* choice) {
    return QString("export/%1/%2")
        .arg(kind == ExportKind::Labels ? "labels" : "probability", choice);
}

/// The format with the longest ending that a name has, so that .nii.gz is not taken for another.
int formatOf(const QComboBox& formats, const QString& name) {
    int best = -1;
    qsizetype length = 0;
    for (int i = 0; i < formats.count(); ++i) {
        const QString ending = endingOf(formats.itemData(i).toString());
        if (name.endsWith(ending, Qt::CaseInsensitive) && ending.size() > length) {
            best = i;
            length = ending.size();
        }
    }
    return best;
}

}  // namespace

ExportDialog::ExportDialog(Document& document, ExportKind kind, QWidget* parent)
    : QDialog(parent),
      document_(document),
      kind_(kind),
      path_(new QLineEdit(this)),
      format_(new QComboBox(this)),
      note_(new QLabel(this)),
      progress_(new QProgressBar(this)),
      step_(new QLabel(this)),
      choices_(new QWidget(this)) {
    const bool labels = kind_ == ExportKind::Labels;
    setObjectName("exportDialog");
    setWindowTitle(labels                             ? tr("Export labels")
                   : kind_ == ExportKind::Probability ? tr("Export probability map")
                                                      : tr("Export training masks"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* form = new QFormLayout(choices_);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addFile(form);
    if (labels) addLabelChoices(form);
    note_->setObjectName("exportNote");
    note_->setWordWrap(true);
    note_->setForegroundRole(QPalette::PlaceholderText);
    progress_->setObjectName("exportProgress");
    progress_->setRange(0, kSteps);
    progress_->setTextVisible(false);

    auto* buttons = new QDialogButtonBox(this);
    export_ = buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    export_->setObjectName("exportStart");
    export_->setDefault(true);
    close_ = buttons->addButton(QDialogButtonBox::Cancel);
    close_->setObjectName("exportCancel");
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::confirm);
    connect(buttons, &QDialogButtonBox::rejected, this, &ExportDialog::reject);

    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addWidget(choices_);
    column->addWidget(note_);
    column->addWidget(step_);
    column->addWidget(progress_);
    column->addStretch();
    column->addWidget(buttons);
    setMinimumWidth(520);

    connect(&document_, &Document::stackChanged, this, [this] {
        if (!worker_.busy()) reject();
    });
    connect(&document_, &Document::neuronsChanged, this, &ExportDialog::showChoices);
    proposePath();
    showRunning(false);
    showChoices();
    path_->setFocus();
}

// --- Choices ---

void ExportDialog::addFile(QFormLayout* form) {
    path_->setObjectName("exportPath");
    auto* choose = new QPushButton(tr("&Browse…"), choices_);
    choose->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->addWidget(path_, 1);
    row->addWidget(choose);
    form->addRow(kind_ == ExportKind::Training ? tr("Folder") : tr("File"), row);
    format_->setObjectName("exportFormat");
    if (kind_ == ExportKind::Labels) {
        for (const WritableFormat& format : writableFormats()) {
            format_->addItem(QString("%1 (%2)").arg(format.name, format.pattern), format.pattern);
        }
    } else if (kind_ == ExportKind::Probability) {
        format_->addItem(tr("TIFF stack, 32-bit float (*.tif)"), "*.tif");
    } else {
        format_->addItem(tr("TIFF stacks and JSON files in a folder"), "*");
    }
    form->addRow(tr("Format"), format_);
    connect(choose, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(format_, &QComboBox::activated, this, &ExportDialog::giveFormatToPath);
    connect(path_, &QLineEdit::textChanged, this, &ExportDialog::takeFormatOfPath);
}

void ExportDialog::addLabelChoices(QFormLayout* form) {
    const auto add = [&](const char* name, const QString& title, const QString& tip) {
        auto* box = new QComboBox(choices_);
        box->setObjectName(name);
        box->setToolTip(tip);
        form->addRow(title, box);
        connect(box, &QComboBox::currentIndexChanged, this, &ExportDialog::showChoices);
        return box;
    };
    ids_ = add("exportIds", tr("Ids"), tr("What a number in the file stands for"));
    boundary_ = add("exportBoundary", tr("Boundary"), tr("What becomes of membrane pixels"));
    bits_ = add("exportBits", tr("Numbers"), tr("How large a number in the file can be"));
    const QSettings saved;
    const auto savedIndex = [&](const char* choice) {
        return saved.value(settingsKey(kind_, choice), 0).toInt() == 1 ? 1 : 0;
    };
    const QSignalBlocker idsBlocker(ids_);
    const QSignalBlocker boundaryBlocker(boundary_);
    ids_->addItem(tr("Neurons through the stack, as in the table"));
    ids_->addItem(tr("Components of each slice, numbered through"));
    ids_->setCurrentIndex(savedIndex("ids"));
    boundary_->addItem(tr("Grown: each pixel goes to the nearest neuron, no 0 is left"));
    boundary_->addItem(tr("Kept as 0"));
    boundary_->setCurrentIndex(savedIndex("boundary"));
    format_->setCurrentIndex(
        std::max(0, format_->findData(saved.value(settingsKey(kind_, "format")))));
}

void ExportDialog::saveChoices() const {
    QSettings saved;
    saved.setValue(kFolderKey, QString::fromStdString(request().path.parent_path().string()));
    if (kind_ != ExportKind::Labels) return;
    saved.setValue(settingsKey(kind_, "format"), pattern());
    saved.setValue(settingsKey(kind_, "ids"), ids_->currentIndex());
    saved.setValue(settingsKey(kind_, "boundary"), boundary_->currentIndex());
}

void ExportDialog::proposePath() {
    const QString file = QString::fromStdString(document_.stack()->path);
    QString folder = QSettings().value(kFolderKey).toString();
    if (folder.isEmpty() && !file.isEmpty()) folder = QFileInfo(file).absolutePath();
    if (folder.isEmpty() || !QFileInfo(folder).isDir()) folder = QDir::homePath();
    QString name = QFileInfo(QString::fromStdString(document_.stack()->name)).completeBaseName();
    if (name.endsWith(".nii")) name.chop(4);
    if (name.isEmpty()) name = "stack";
    name += kind_ == ExportKind::Labels        ? "_neurons"
            : kind_ == ExportKind::Probability ? "_cell"
                                               : "_training";
    path_->setText(QDir(folder).filePath(name.replace(' ', '_') + endingOf(pattern())));
}

QString ExportDialog::pattern() const {
    return format_->currentData().toString();
}

void ExportDialog::takeFormatOfPath() {
    const int format = formatOf(*format_, path_->text());
    if (format >= 0) format_->setCurrentIndex(format);
    showChoices();
}

void ExportDialog::giveFormatToPath() {
    QString path = path_->text();
    const QString ending = endingOf(pattern());
    // The old ending goes if it is one of ours; any other belongs to the name.
    for (int i = 0; i < format_->count(); ++i) {
        const QString old = endingOf(format_->itemData(i).toString());
        if (path.endsWith(old, Qt::CaseInsensitive)) {
            path.chop(old.size());
            break;
        }
    }
    path_->setText(path + ending);
}

void ExportDialog::fillBits(std::uint64_t largest) {
    const QSignalBlocker blocker(bits_);
    const QVariant chosen = bits_->currentData();
    const bool narrow = largest <= kLargestNarrow;
    bits_->clear();
    if (pattern() == "*.h5") {
        bits_->addItem(tr("64 bit, as CREMI has them"), 32);
    } else if (pattern() == "*.png") {
        bits_->addItem(tr("16 bit"), 16);
    } else {
        bits_->addItem(tr("32 bit"), 32);
        bits_->addItem(narrow ? tr("16 bit")
                              : tr("16 bit: ids up to %1 do not fit")
                                    .arg(QLocale().toString(static_cast<qulonglong>(largest))),
                       16);
        auto* items = qobject_cast<QStandardItemModel*>(bits_->model());
        if (items) items->item(1)->setEnabled(narrow);
        if (narrow && chosen.toInt() == 16) bits_->setCurrentIndex(1);
    }
    bits_->setEnabled(bits_->count() > 1);
}

void ExportDialog::showChoices() {
    if (!document_.hasStack() || worker_.busy()) return;
    QStringList notes;
    const ExportInputs now = inputs();
    const int segmented = now.segmentation->segmentedSlices();
    bool possible = segmented > 0 && !path_->text().trimmed().isEmpty();
    if (segmented == 0) {
        notes << tr("Nothing is segmented yet.");
    } else if (segmented < document_.depth()) {
        notes << tr("%1 of %2 slices are segmented; the others will be 0.")
                     .arg(segmented)
                     .arg(document_.depth());
    }
    if (kind_ == ExportKind::Labels) {
        const std::uint64_t largest = largestLabel(now, request().ids);
        fillBits(largest);
        if (pattern() == "*.png" && largest > kLargestNarrow) {
            possible = false;
            notes << tr("PNG holds numbers up to 65535 and ids go up to %1: choose another format.")
                         .arg(largest);
        } else if (pattern() == "*.png") {
            notes << tr("One file a slice: %1_0000.png and so on.")
                         .arg(QFileInfo(path_->text()).completeBaseName());
        }
    } else if (kind_ == ExportKind::Training) {
        if (document_.assertions().empty()) {
            possible = false;
            notes << tr("Nothing is verified or painted yet: verify a slice or some neurons.");
        } else {
            notes << tr(
                "Images, labels, weights and a mask of what is to be ignored: the pixels "
                "that nobody verified or painted.");
        }
    } else {
        notes << tr("Probability of cell, 1 = not membrane, in steps of 1/255.");
    }
    if (!document_.spacingKnown()) notes << tr("The voxel size is assumed, not the file's own.");
    note_->setText(notes.join('\n'));
    note_->setVisible(!notes.isEmpty());
    export_->setEnabled(possible);
}

void ExportDialog::browse() {
    auto* dialog = new QFileDialog(this, windowTitle(), QFileInfo(path_->text()).absolutePath(),
                                   format_->currentText());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    // Asked when Export is pressed, however the name came about.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->selectFile(QFileInfo(path_->text()).fileName());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        path_->setText(formatOf(*format_, file) < 0 ? file + endingOf(pattern()) : file);
    });
    dialog->open();
}

ExportRequest ExportDialog::request() const {
    ExportRequest request;
    request.kind = kind_;
    QString path = path_->text().trimmed();
    if (formatOf(*format_, path) < 0) path += endingOf(pattern());
    request.path = QDir::current().absoluteFilePath(path).toStdString();
    if (kind_ == ExportKind::Labels) {
        request.ids = ids_->currentIndex() == 1 ? LabelIds::PerSlice : LabelIds::Neurons;
        request.boundary = boundary_->currentIndex() == 1 ? Boundary::Keep : Boundary::Grown;
        request.bits =
            bits_->currentData().toInt() == 16 ? LabelBits::Sixteen : LabelBits::ThirtyTwo;
    }
    return request;
}

ExportInputs ExportDialog::inputs() const {
    const History& history = document_.history();
    return {document_.stack(),
            document_.segmentation(),
            document_.derived(),
            document_.project() ? document_.project()->folder().string() : std::string(),
            document_.project() ? std::optional(document_.project()->lastLine()) : std::nullopt,
            editsByAuthor(history.steps().first(history.position()))};
}

}  // namespace axolemma
