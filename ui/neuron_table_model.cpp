#include "ui/neuron_table_model.h"

#include <QColor>
#include <QIcon>
#include <QLocale>
#include <QPixmap>
#include <QRegularExpression>
#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "core/colours.h"
#include "core/neuron_csv.h"
#include "ui/icons.h"

namespace axolemma {

namespace {

constexpr int kSwatchSize = 16;

QString volumeText(double cubicUm) {
    const QLocale locale;
    return cubicUm != 0 && cubicUm < 0.001 ? locale.toString(cubicUm, 'e', 2)
                                           : locale.toString(cubicUm, 'f', 3);
}

QString slicesText(const Neuron& neuron) {
    return neuron.firstSlice == neuron.lastSlice
               ? QString::number(neuron.firstSlice)
               : QString("%1–%2").arg(neuron.firstSlice).arg(neuron.lastSlice);
}

/// The same colour whether its row is selected or not.
QIcon swatch(const Neuron& neuron) {
    const Rgb colour = colourOf(neuron);
    QPixmap square(kSwatchSize, kSwatchSize);
    square.fill(QColor(colour.r, colour.g, colour.b));
    QIcon icon(square);
    icon.addPixmap(square, QIcon::Selected);
    return icon;
}

int sliceCount(const Neuron& neuron) {
    return neuron.lastSlice - neuron.firstSlice + 1;
}

}  // namespace

NeuronTableModel::NeuronTableModel(NeuronVisibility& visibility, QObject* parent)
    : RowsModel(parent), visibility_(visibility), table_(std::make_shared<const NeuronTable>()) {
    connect(&visibility_, &NeuronVisibility::changed, this, [this] {
        if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    });
}

void NeuronTableModel::setNeurons(std::shared_ptr<const NeuronTable> table, Spacing spacing) {
    spacing_ = spacing;
    arrange(std::move(table));
}

void NeuronTableModel::setUncertainty(std::shared_ptr<const Uncertainty> uncertainty) {
    uncertainty_ = std::move(uncertainty);
    if (sortColumn_ == Doubt) {
        arrange(table_);
    } else if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, Doubt), index(rowCount() - 1, Doubt));
    }
}

double NeuronTableModel::doubtAt(const Neuron& neuron) const {
    if (!uncertainty_) return 0;
    const auto known = uncertainty_->find(neuron.id);
    return known == uncertainty_->end() ? 0 : known->second;
}

void NeuronTableModel::setFilter(const QString& terms) {
    static const QRegularExpression kBetween("[,;\\s]+");
    static const QRegularExpression kTerm("^(\\d{1,19})(?:(-|–)(\\d{1,19})?)?$");
    filter_.clear();
    words_.clear();
    const QStringList parts = terms.split(kBetween, Qt::SkipEmptyParts);
    filtered_ = !parts.isEmpty();
    for (const QString& part : parts) {
        const auto match = kTerm.match(part);
        if (!match.hasMatch()) {
            words_.push_back(part);
            continue;
        }
        const std::uint64_t first = match.captured(1).toULongLong();
        if (!match.captured(3).isEmpty()) {
            filter_.push_back({first, match.captured(3).toULongLong()});
        } else if (!match.captured(2).isEmpty()) {
            filter_.push_back({first, std::numeric_limits<std::uint64_t>::max()});
        } else {
            // What begins with 12: 12, 120-129, 1200-1299, ...
            for (std::uint64_t scale = 1; first != 0; scale *= 10) {
                filter_.push_back({first * scale, first * scale + (scale - 1)});
                if (first * scale >= std::numeric_limits<std::uint64_t>::max() / 20) break;
            }
        }
    }
    arrange(table_);
}

void NeuronTableModel::setSmallest(std::uint64_t pixels) {
    if (std::exchange(smallest_, pixels) != pixels) arrange(table_);
}

bool NeuronTableModel::admits(const Neuron& neuron) const {
    if (neuron.voxels < smallest_) return false;
    if (!filtered_) return true;
    const QString name = QString::fromStdString(neuron.name);
    return std::ranges::any_of(filter_,
                               [id = neuron.id](const IdRange& range) {
                                   return id >= range.first && id <= range.last;
                               }) ||
           std::ranges::any_of(words_, [&](const QString& word) {
               return name.contains(word, Qt::CaseInsensitive);
           });
}

void NeuronTableModel::arrange(std::shared_ptr<const NeuronTable> table) {
    const auto& neurons = table->neurons();
    std::vector<std::uint32_t> order;
    order.reserve(neurons.size());
    for (std::uint32_t i = 0; i < neurons.size(); ++i) {
        if (admits(neurons[i])) order.push_back(i);
    }
    // Neurons come ordered by id, which a stable sort keeps among equal ones.
    const auto sortBy = [&](auto key) {
        sortRows(order, sortOrder_, [&](std::uint32_t i) { return key(neurons[i]); });
    };
    switch (sortColumn_) {
        case Slices:
            sortBy([](const Neuron& n) { return std::tuple(sliceCount(n), -n.firstSlice); });
            break;
        case Name:
            sortBy([](const Neuron& n) { return std::tuple(n.verified, n.locked, n.name); });
            break;
        case Pixels:
        case VolumeUm3:
            sortBy([](const Neuron& n) { return n.voxels; });
            break;
        case Doubt:
            sortBy([this](const Neuron& n) { return doubtAt(n); });
            break;
        default:
            if (sortOrder_ == Qt::DescendingOrder) std::ranges::reverse(order);
    }

    replaceRows(static_cast<int>(order.size()), [&] {
        order_.swap(order);
        table_.swap(table);
    });
    Q_EMIT rowsChanged();
}

int NeuronTableModel::rowOf(std::uint64_t id) const {
    const auto& neurons = table_->neurons();
    const auto found =
        std::ranges::find_if(order_, [&](std::uint32_t i) { return neurons[i].id == id; });
    return found == order_.end() ? -1 : static_cast<int>(found - order_.begin());
}

std::vector<Neuron> NeuronTableModel::shownNeurons() const {
    std::vector<Neuron> shown;
    shown.reserve(order_.size());
    for (const std::uint32_t i : order_) shown.push_back(table_->neurons()[i]);
    return shown;
}

int NeuronTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

int NeuronTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant NeuronTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const Neuron& shown = neuron(index.row());
    switch (role) {
        case Qt::DisplayRole:
            switch (index.column()) {
                case Id:
                    return QString::number(shown.id);
                case Name:
                    return QString::fromStdString(shown.name);
                case Slices:
                    return slicesText(shown);
                case Pixels:
                    return QLocale().toString(static_cast<qulonglong>(shown.voxels));
                case VolumeUm3:
                    return volumeText(cubicMicrometres(shown.voxels, spacing_));
                case Doubt:
                    return uncertainty_ ? QLocale().toString(doubtAt(shown), 'f', 1) : QString();
                default:
                    return {};
            }
        case Qt::DecorationRole:
            if (index.column() == Id) {
                return swatch(shown);
            }
            if (index.column() == Name && (shown.verified || shown.locked))
                return icon(shown.verified ? "verify" : "lock");
            return {};
        case Qt::CheckStateRole:
            if (index.column() != Id) return {};
            return visibility_.shows(shown.id) ? Qt::Checked : Qt::Unchecked;
        case Qt::ToolTipRole:
            if (index.column() == Id) return tr("Ticked neurons are shown");
            if (index.column() != Name) return {};
            return shown.verified ? tr("Verified: nothing changes it")
                   : shown.locked ? tr("Locked: no tool changes it")
                                  : QString();
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(Qt::Alignment(
                (index.column() <= Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
        default:
            return {};
    }
}

bool NeuronTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!index.isValid() || index.column() != Id || role != Qt::CheckStateRole) return false;
    visibility_.setShown(neuron(index.row()).id, value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags NeuronTableModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags plain = RowsModel::flags(index);
    return index.column() == Id ? plain | Qt::ItemIsUserCheckable : plain;
}

QVariant NeuronTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::DisplayRole) {
        switch (section) {
            case Id:
                return tr("Id");
            case Name:
                return tr("Name");
            case Slices:
                return tr("Slices");
            case Pixels:
                return tr("Pixels");
            case VolumeUm3:
                return tr("µm³");
            case Doubt:
                return tr("Doubt");
            default:
                return {};
        }
    }
    if (role == Qt::ToolTipRole) {
        switch (section) {
            case Id:
                return tr("The number and colour of the neuron, as in exported files");
            case Name:
                return tr("What somebody called it (F2), and whether it is verified or locked");
            case Slices:
                return tr("First and last slice; sorted by how many there are");
            case Pixels:
                return tr("Pixels in all its slices");
            case VolumeUm3:
                return tr("Volume in cubic micrometres, without membranes");
            case Doubt:
                return tr("How many errors are expected at it: the worst are worth a look first");
            default:
                return {};
        }
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::Alignment((section <= Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    }
    return {};
}

void NeuronTableModel::sort(int column, Qt::SortOrder order) {
    if (column < 0) return;
    sortColumn_ = column;
    sortOrder_ = order;
    arrange(table_);
}

}  // namespace axolemma
