#include "ui/command_palette.h"

#include <QFrame>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenuBar>
#include <QSettings>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/palette_model.h"
#include "ui/row_table.h"

namespace axolemma {

namespace {

constexpr auto kRecentKey = "palette/recent";
constexpr int kRemembered = 20;
constexpr int kWidth = 600;
constexpr int kRows = 12;
constexpr int kMargin = 8;

/// All but the one that opens the palette.
std::vector<MenuCommand> commandsOf(const QMainWindow& window) {
    std::vector<MenuCommand> commands = menuCommands(*window.menuBar());
    std::erase_if(commands,
                  [](const MenuCommand& command) { return command.id == "commandPalette"; });
    return commands;
}

void remember(const QString& id) {
    QSettings settings;
    QStringList recent = settings.value(kRecentKey).toStringList();
    recent.removeAll(id);
    recent.prepend(id);
    settings.setValue(kRecentKey, recent.mid(0, kRemembered));
}

}  // namespace

CommandPalette::CommandPalette(QMainWindow& window, const Document& document)
    : QDialog(&window, Qt::Popup),
      frame_(new QFrame(this)),
      line_(new QLineEdit(frame_)),
      list_(new QTableView(frame_)),
      nothing_(new QLabel(tr("No command has that name."), frame_)),
      model_(new PaletteModel(document, commandsOf(window),
                              QSettings().value(kRecentKey).toStringList(), this)) {
    setObjectName("commandPaletteDialog");
    setAttribute(Qt::WA_DeleteOnClose);
    frame_->setObjectName("paletteFrame");
    frame_->setFrameShape(QFrame::StyledPanel);
    line_->setObjectName("paletteLine");
    line_->setPlaceholderText(tr("A command, a slice, or x, y, z"));
    line_->installEventFilter(this);
    setFocusProxy(line_);
    line_->setFocus();
    nothing_->setObjectName("paletteNothing");
    nothing_->setAlignment(Qt::AlignCenter);
    connect(line_, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(line_, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
    connect(list_, &QAbstractItemView::clicked, this, &CommandPalette::runCurrent);
    auto* column = new QVBoxLayout(frame_);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(kMargin);
    column->addWidget(line_);
    column->addWidget(list_, 1);
    column->addWidget(nothing_, 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(frame_);
    makeList();
    place(window);
    search();
}

void CommandPalette::makeList() {
    list_->setObjectName("paletteList");
    list_->setModel(model_);
    makeRowTable(*list_);
    list_->setSortingEnabled(false);
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QHeaderView* header = list_->horizontalHeader();
    header->hide();
    // All commands are there now; the columns stay where they are when there are fewer.
    list_->resizeColumnsToContents();
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(PaletteModel::Title, QHeaderView::Stretch);
}

void CommandPalette::place(const QMainWindow& window) {
    resize(qMin(kWidth, window.width()), 0);
    const QWidget* centre = window.centralWidget();
    const QPoint top = centre->mapToGlobal(QPoint(centre->width() / 2, 0));
    move(qMax(window.mapToGlobal(QPoint()).x(), top.x() - width() / 2), top.y() + 4 * kMargin);
}

void CommandPalette::fitRows() {
    const int rows = qBound(1, model_->rowCount(), kRows);
    const int frame = 2 * frame_->frameWidth();
    setFixedHeight(line_->sizeHint().height() +
                   rows * list_->verticalHeader()->defaultSectionSize() + 3 * kMargin + frame);
}

void CommandPalette::search() {
    model_->setLine(line_->text());
    list_->clearSpans();
    if (model_->startsWithDestination()) list_->setSpan(0, 0, 1, PaletteModel::ColumnCount);
    setCurrentRow(*list_, model_->firstEnabled());
    list_->scrollToTop();
    list_->setVisible(model_->rowCount() > 0);
    nothing_->setVisible(model_->rowCount() == 0);
    fitRows();
}

void CommandPalette::step(int rows) {
    const int last = model_->rowCount() - 1;
    int row = list_->currentIndex().row();
    for (int left = qAbs(rows); left > 0; --left) {
        int next = row + (rows > 0 ? 1 : -1);
        while (next >= 0 && next <= last && !model_->command(next) && !model_->destination(next)) {
            next += rows > 0 ? 1 : -1;
        }
        if (next < 0 || next > last) break;
        row = next;
    }
    if (row < 0) return;
    setCurrentRow(*list_, row);
    list_->scrollTo(model_->index(row, 0));
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched != line_ || event->type() != QEvent::KeyPress) {
        return QDialog::eventFilter(watched, event);
    }
    switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Down:
            step(1);
            return true;
        case Qt::Key_Up:
            step(-1);
            return true;
        case Qt::Key_PageDown:
            step(kRows - 1);
            return true;
        case Qt::Key_PageUp:
            step(1 - kRows);
            return true;
        default:
            return false;
    }
}

void CommandPalette::runCurrent() {
    const int row = list_->currentIndex().row();
    if (row < 0) return;
    if (const auto destination = model_->destination(row)) {
        close();
        Q_EMIT destinationChosen(*destination);
        return;
    }
    const MenuCommand* command = model_->command(row);
    if (!command) return;
    remember(command->id);
    const QPointer<QAction> action = command->action;
    // Closed first, so that what it runs finds the window as it was.
    close();
    if (action) action->trigger();
}

}  // namespace axolemma
