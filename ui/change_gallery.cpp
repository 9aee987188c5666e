#include "ui/change_gallery.h"

#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/pictures.h"

namespace axolemma {

namespace {

/// Of one of the two pictures, in points.
constexpr int kSide = 132;
constexpr int kGap = 4;
/// Longer lists are scrolled.
constexpr int kShownRows = 6;

QPixmap sideBySide(const ChangePicture& picture, qreal ratio) {
    QPixmap both(QSize(2 * kSide + kGap, kSide) * ratio);
    both.setDevicePixelRatio(ratio);
    both.fill(Qt::transparent);
    QPainter painter(&both);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto draw = [&](const QImage& image, int left, const QString& word) {
        painter.drawImage(QRect(left, 0, kSide, kSide), image);
        paintBadge(painter, {left + 3, 3}, word);
    };
    draw(picture.before, 0, ChangeGallery::tr("before"));
    draw(picture.after, kSide + kGap, ChangeGallery::tr("after"));
    return both;
}

QString wordsFor(const ProposalChange& change) {
    const QString what = change.difference.kind == SegmentationError::Merge
                             ? ChangeGallery::tr("Slice %1: joined").arg(change.z)
                             : ChangeGallery::tr("Slice %1: cut").arg(change.z);
    if (change.gain() > 0) return ChangeGallery::tr("%1, as you said").arg(what);
    if (change.gain() < 0) return ChangeGallery::tr("%1, against what you said").arg(what);
    return what;
}

QString summaryOf(const ProposalChanges& changes) {
    const std::size_t better = changes.withGain(1), worse = changes.withGain(-1);
    if (changes.changes.empty()) return ChangeGallery::tr("Both networks find the same cells.");
    QString text =
        changes.changes.size() == 1
            ? ChangeGallery::tr("They differ in one place")
            : ChangeGallery::tr("They differ in %1 places")
                  .arg(QLocale().toString(static_cast<qulonglong>(changes.changes.size())));
    if (better + worse > 0)
        text += ChangeGallery::tr(
                    "; where you said what is right, the new one is right in %1 and "
                    "the old one in %2")
                    .arg(better)
                    .arg(worse);
    return text + '.';
}

}  // namespace

ChangeGallery::ChangeGallery(QWidget* parent)
    : QWidget(parent),
      heading_(new QLabel(this)),
      pictures_(new QVBoxLayout),
      against_(new QLabel(this)),
      list_(new QListWidget(this)) {
    setObjectName("changeGallery");
    heading_->setObjectName("changesHeading");
    against_->setObjectName("changesAgainst");
    for (QLabel* label : {heading_, against_}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    list_->setObjectName("changesList");
    pictures_->setSpacing(4);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(heading_);
    column->addLayout(pictures_);
    column->addWidget(against_);
    column->addWidget(list_);
    connect(list_, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) {
        const auto& [z, error] = contradictions_[static_cast<std::size_t>(list_->row(item))];
        Q_EMIT placeChosen(Place{error.place.x, error.place.y, z});
    });
}

void ChangeGallery::addPicture(const ChangePicture& picture) {
    auto* button = new QToolButton(this);
    button->setObjectName("changePicture");
    button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    button->setAutoRaise(true);
    button->setIconSize({2 * kSide + kGap, kSide});
    button->setIcon(sideBySide(picture, devicePixelRatioF()));
    button->setText(wordsFor(picture.change));
    button->setToolTip(tr("Go there"));
    const Point at = picture.change.difference.place;
    connect(button, &QToolButton::clicked, this,
            [this, place = Place{at.x, at.y, picture.change.z}] { Q_EMIT placeChosen(place); });
    pictures_->addWidget(button, 0, Qt::AlignHCenter);
}

void ChangeGallery::show(const ProposalChanges& changes,
                         const std::vector<ChangePicture>& pictures) {
    while (QLayoutItem* item = pictures_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    heading_->setText(summaryOf(changes));
    for (const ChangePicture& picture : pictures) addPicture(picture);
    contradictions_ = changes.contradictions;
    list_->clear();
    const int count = static_cast<int>(contradictions_.size());
    against_->setText(count == 0 ? tr("Nothing that the new network proposes is against what you "
                                      "said.")
                                 : tr("Against what you said, which holds all the same:"));
    for (const auto& [z, error] : contradictions_)
        list_->addItem(error.kind == SegmentationError::Merge
                           ? tr("Slice %1: joins cells over %2 pixels").arg(z).arg(error.pixels)
                           : tr("Slice %1: cuts %2 pixels off a cell").arg(z).arg(error.pixels));
    list_->setVisible(count > 0);
    const int row = std::max(list_->sizeHintForRow(0), 1);
    list_->setFixedHeight(std::min(count, kShownRows) * row + 2 * list_->frameWidth());
}

}  // namespace axolemma
