#include "ui/key_dialog.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/key_capture.h"
#include "ui/key_table_model.h"
#include "ui/menu_commands.h"
#include "ui/row_table.h"

namespace axolemma {

namespace {

constexpr QSize kSize(680, 620);

QString named(const ActionEntry& entry) {
    return plainText(entry.translatedText());
}

QPushButton* button(const QString& text, const char* name, QWidget* parent) {
    auto* made = new QPushButton(text, parent);
    made->setObjectName(name);
    // Enter in the search line is no wish to press one.
    made->setAutoDefault(false);
    return made;
}

}  // namespace

KeyDialog::KeyDialog(KeyMap& keys, QHash<QString, QString> menus, QWidget* parent)
    : QDialog(parent),
      keys_(keys),
      search_(new QLineEdit(this)),
      preset_(new QComboBox(this)),
      rows_(new QSortFilterProxyModel(this)),
      table_(new QTableView(this)),
      command_(new QLabel(this)),
      capture_(new KeyCapture(this)),
      another_(button(tr("Add another"), "keysAnother", this)),
      remove_(button(tr("Remove"), "keysRemove", this)),
      reset_(button(tr("Reset"), "keysReset", this)),
      conflict_(new QLabel(this)),
      take_(button({}, "keysTake", this)),
      resetAll_(button(tr("Reset all…"), "keysResetAll", this)) {
    setObjectName("keyDialog");
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(kSize);

    search_->setObjectName("keysSearch");
    search_->setPlaceholderText(tr("Search a command or a key"));
    search_->setClearButtonEnabled(true);
    connect(search_, &QLineEdit::textChanged, rows_, &QSortFilterProxyModel::setFilterFixedString);
    preset_->setObjectName("keysPreset");
    for (const KeyPreset& preset : keyPresets()) preset_->addItem(KeyMap::tr(preset.title));
    connect(preset_, &QComboBox::activated, this, &KeyDialog::choosePreset);
    auto* presetLabel = new QLabel(tr("&Preset"), this);
    presetLabel->setBuddy(preset_);
    auto* top = new QHBoxLayout;
    top->addWidget(search_, 1);
    top->addSpacing(8);
    top->addWidget(presetLabel);
    top->addWidget(preset_);

    makeTable(std::move(menus));
    auto* bottom = new QHBoxLayout;
    auto* close = button(tr("Close"), "keysClose", this);
    connect(resetAll_, &QPushButton::clicked, this, &KeyDialog::askToResetAll);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    bottom->addWidget(resetAll_);
    bottom->addStretch();
    bottom->addWidget(close);

    auto* column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addLayout(top);
    column->addWidget(table_, 1);
    column->addWidget(makeEditor());
    column->addLayout(bottom);
    connect(&keys_, &KeyMap::changed, this, &KeyDialog::showKeys);
    showKeys();
    search_->setFocus();
}

void KeyDialog::makeTable(QHash<QString, QString> menus) {
    rows_->setSourceModel(new KeyTableModel(keys_, std::move(menus), this));
    rows_->setFilterKeyColumn(-1);
    rows_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    table_->setObjectName("keysTable");
    table_->setModel(rows_);
    makeRowTable(*table_);
    table_->setFrameShape(QFrame::StyledPanel);
    QHeaderView* header = table_->horizontalHeader();
    header->setSortIndicator(-1, Qt::AscendingOrder);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(QHeaderView::Stretch);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &KeyDialog::showCurrent);
    connect(table_, &QAbstractItemView::clicked, this, [this] { wait(false); });
    connect(table_, &QAbstractItemView::activated, this, [this] { wait(false); });
}

QWidget* KeyDialog::makeEditor() {
    auto* editor = new QWidget(this);
    editor->setObjectName("keysEditor");
    command_->setObjectName("keysCommand");
    command_->setTextFormat(Qt::PlainText);
    capture_->setObjectName("keysCapture");
    another_->setToolTip(tr("Press one more key, which does the same"));
    remove_->setToolTip(tr("Leave the command without a key"));
    reset_->setToolTip(tr("Back to the keys of the preset"));
    conflict_->setObjectName("keysConflict");
    conflict_->setTextFormat(Qt::PlainText);
    conflict_->setWordWrap(true);
    connect(capture_, &KeyCapture::captured, this, &KeyDialog::take);
    connect(capture_, &KeyCapture::left, this, [this] { table_->setFocus(); });
    connect(another_, &QPushButton::clicked, this, [this] { wait(true); });
    connect(remove_, &QPushButton::clicked, this, [this] { propose({}); });
    connect(reset_, &QPushButton::clicked, this,
            [this] { propose(keys_.presetKeysOf(*current())); });
    connect(take_, &QPushButton::clicked, this, &KeyDialog::takeFromOwner);

    auto* row = new QHBoxLayout;
    row->addWidget(capture_, 1);
    row->addWidget(another_);
    row->addWidget(remove_);
    row->addWidget(reset_);
    auto* refused = new QHBoxLayout;
    refused->addWidget(conflict_, 1);
    refused->addWidget(take_, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout(editor);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(command_);
    column->addLayout(row);
    column->addLayout(refused);
    // Nothing below moves when a key is refused.
    conflict_->setMinimumHeight(2 * conflict_->fontMetrics().lineSpacing());
    QSizePolicy policy = take_->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    take_->setSizePolicy(policy);
    take_->hide();
    return editor;
}

const ActionEntry* KeyDialog::current() const {
    const QModelIndex index = table_->currentIndex();
    return index.isValid() ? &KeyTableModel::entry(rows_->mapToSource(index).row()) : nullptr;
}

void KeyDialog::choosePreset(int index) {
    forget();
    keys_.setPreset(keyPresets()[static_cast<std::size_t>(index)]);
}

// --- Waiting for a key ---

void KeyDialog::wait(bool forOneMore) {
    if (!current()) return;
    forget();
    oneMore_ = forOneMore;
    capture_->setPlaceholderText(forOneMore ? tr("Press one more key; Esc leaves it as it is")
                                            : tr("Press the new key; Esc leaves it as it is"));
    capture_->setFocus();
}

void KeyDialog::take(const QKeySequence& key) {
    const ActionEntry* entry = current();
    if (!entry) return;
    KeyList keys = oneMore_ ? keys_.keysOf(*entry) : KeyList();
    if (!keys.contains(key)) keys << key;
    propose(keys);
}

void KeyDialog::propose(const KeyList& keys) {
    forget();
    table_->setFocus();
    const ActionEntry* entry = current();
    const auto conflicts = keys_.conflictsOf(*entry, keys);
    if (conflicts.empty()) {
        keys_.assign(*entry, keys);
        return;
    }
    QStringList whose;
    for (const KeyConflict& conflict : conflicts) {
        const QString key = conflict.key.toString(QKeySequence::NativeText);
        if (!conflict.owner) {
            conflict_->setText(
                tr("%1 %2, so it cannot be the key of a command.").arg(key, conflict.reserved));
            return;
        }
        whose << tr("%1 is a key of “%2”").arg(key, named(*conflict.owner));
    }
    conflict_->setText(tr("%1 already, and one press cannot mean both. “%2” was left as it is.")
                           .arg(whose.join(", "), named(*entry)));
    take_->setText(conflicts.size() > 1
                       ? tr("Take them")
                       : tr("Take %1 from “%2”")
                             .arg(conflicts.front().key.toString(QKeySequence::NativeText),
                                  named(*conflicts.front().owner)));
    take_->show();
    take_->setFocus();
    proposed_ = keys;
}

void KeyDialog::takeFromOwner() {
    const KeyList keys = proposed_;
    forget();
    table_->setFocus();
    keys_.assign(*current(), keys);
}

void KeyDialog::forget() {
    proposed_.clear();
    conflict_->clear();
    take_->hide();
}

// --- What is shown ---

void KeyDialog::showCurrent() {
    forget();
    showKeys();
}

void KeyDialog::showKeys() {
    const ActionEntry* entry = current();
    command_->setText(entry ? named(*entry) : tr("Click a command, then press its new key."));
    capture_->setShown(entry ? shownKeys(keys_.keysOf(*entry)) : QString());
    capture_->setPlaceholderText(entry ? tr("No key") : QString());
    capture_->setEnabled(entry);
    another_->setEnabled(entry && !keys_.keysOf(*entry).isEmpty());
    remove_->setEnabled(entry && !keys_.keysOf(*entry).isEmpty());
    reset_->setEnabled(entry && keys_.differsFromPreset(*entry));
    resetAll_->setEnabled(keys_.differences() > 0);
    const QSignalBlocker blocker(preset_);
    preset_->setCurrentIndex(static_cast<int>(&keys_.preset() - keyPresets().data()));
}

void KeyDialog::askToResetAll() {
    auto* box = new QMessageBox(QMessageBox::Question, windowTitle(),
                                tr("Give every command the keys of the preset “%1” again?")
                                    .arg(KeyMap::tr(keys_.preset().title)),
                                QMessageBox::Cancel, this);
    box->setObjectName("keysResetAllDialog");
    const int different = keys_.differences();
    box->setInformativeText(different == 1 ? tr("One command has other keys now.")
                                           : tr("%1 commands have other keys now.").arg(different));
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton* yes = box->addButton(tr("Reset all"), QMessageBox::AcceptRole);
    connect(yes, &QPushButton::clicked, this, [this] {
        forget();
        keys_.resetAll();
    });
    box->open();
}

}  // namespace axolemma
