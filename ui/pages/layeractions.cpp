// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/layeractions.h"

#include "ui/models/layersmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QTableView>
#include <QToolButton>

#include <algorithm>

namespace pitlane {

namespace {

struct KindName
{
    edit::LayerKind kind;
    const char* objectName;
    QString text; ///< in the menu
    QString name; ///< in the name of the step
};

std::vector<KindName> kindNames()
{
    using enum edit::LayerKind;
    const auto tr = [](const char* text) { return LayerActions::tr(text); };
    return {
        {Conv, "conv", tr("&Convolution with batch-norm, ReLU"), tr("conv1d")},
        {Linear, "linear", tr("&Linear"), tr("linear")},
        {AvgPool, "avgPool", tr("&Average pool"), tr("average pool")},
        {MaxPool, "maxPool", tr("&Max pool"), tr("max pool")},
        {GlobalAvgPool, "globalPool", tr("Mean over &time"), tr("mean over time")},
        {Dropout, "dropout", tr("&Dropout"), tr("dropout")},
        {SpatialDropout, "spatialDropout", tr("Dropout of c&hannels"), tr("channel dropout")},
        {Flatten, "flatten", tr("&Flatten"), tr("flatten")},
        {Attention, "attention", tr("Atte&ntion over time"), tr("attention")},
    };
}

/// A button that opens a menu, small enough for the header of a panel.
QToolButton* menuButton(const QString& icon, const QString& text, QMenu& menu)
{
    auto* button = new QToolButton;
    button->setIcon(Theme::icon(icon));
    button->setIconSize({16, 16});
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFixedHeight(24);
    button->setMenu(&menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(text);
    return button;
}

} // namespace

LayerActions::LayerActions(QTableView& table, LayersModel& model) : QObject(&table), m_table(table), m_model(model)
{
    m_addAfter = new QMenu(tr("&Add layer"), &table);
    m_addAfter->setObjectName(QStringLiteral("addLayer"));
    m_addBefore = new QMenu(tr("Add layer &before"), &table);
    m_skipFrom = new QMenu(tr("&Skip from"), &table);
    m_skipFrom->setObjectName(QStringLiteral("skipFrom"));
    fillAddMenu(*m_addAfter, edit::Side::After);
    m_addAfter->addSeparator();
    m_addAfter->addMenu(m_skipFrom);
    fillAddMenu(*m_addBefore, edit::Side::Before);
    connect(m_skipFrom, &QMenu::aboutToShow, this, &LayerActions::fillSkipMenu);

    m_duplicate = makeAction(QStringLiteral("duplicateLayer"), QStringLiteral("copy"), tr("&Duplicate"),
                             tr("Add the selected layer once more behind itself (Ctrl+D)"));
    m_duplicate->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_D));
    m_remove = makeAction(QStringLiteral("removeLayer"), QStringLiteral("trash"), tr("&Remove"),
                          tr("Remove the selected layer; what read it reads what it read (Del)"));
    m_remove->setShortcut(QKeySequence(Qt::Key_Delete));
    m_up = makeAction(QStringLiteral("moveLayerUp"), QStringLiteral("chevron-up"), tr("Move &up"),
                      tr("Change places with the layer before (Alt+Up)"));
    m_up->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Up));
    m_down = makeAction(QStringLiteral("moveLayerDown"), QStringLiteral("chevron-down"), tr("Move d&own"),
                        tr("Change places with the layer behind (Alt+Down)"));
    m_down->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Down));
    m_norm = makeAction(QStringLiteral("layerNorm"), {}, tr("&Batch-norm"), tr("Batch-norm behind the layer"));
    m_relu = makeAction(QStringLiteral("layerRelu"), {}, tr("R&eLU"), tr("ReLU at the end of the layer"));
    m_searched = makeAction(QStringLiteral("layerSearched"), {}, tr("May be &searched"),
                            tr("Searches may remove channels and taps of this layer"));
    for (auto* action : {m_norm, m_relu, m_searched})
        action->setCheckable(true);

    connect(m_duplicate, &QAction::triggered, this, [this] {
        apply(tr("duplicate %1"), [this](const auto& layer) { return edit::duplicate(m_model.network(), layer); });
    });
    connect(m_remove, &QAction::triggered, this, [this] {
        apply(tr("remove %1"), [this](const auto& layer) { return edit::remove(m_model.network(), layer); });
    });
    connect(m_up, &QAction::triggered, this, [this] {
        apply(tr("move %1 up"), [this](const auto& layer) { return edit::moveUp(m_model.network(), layer); });
    });
    connect(m_down, &QAction::triggered, this, [this] {
        apply(tr("move %1 down"), [this](const auto& layer) { return edit::moveDown(m_model.network(), layer); });
    });
    connect(m_norm, &QAction::triggered, this, [this](bool wanted) {
        apply(wanted ? tr("add the batch-norm of %1") : tr("remove the batch-norm of %1"),
              [&](const auto& layer) { return edit::setNorm(m_model.network(), layer, wanted); });
    });
    connect(m_relu, &QAction::triggered, this, [this](bool wanted) {
        apply(wanted ? tr("add the ReLU of %1") : tr("remove the ReLU of %1"),
              [&](const auto& layer) { return edit::setRelu(m_model.network(), layer, wanted); });
    });
    connect(m_searched, &QAction::triggered, this, [this](bool wanted) {
        apply(wanted ? tr("search %1") : tr("keep %1 out of searches"), [&](const auto& layer) {
            return edit::Edited{edit::setSearchable(m_model.network(), layer, wanted), layer};
        });
    });

    auto* dismiss = makeAction(QStringLiteral("dismissRefusal"), {}, tr("Dismiss what was not applied"), {});
    dismiss->setShortcut(QKeySequence(Qt::Key_Escape));
    dismiss->setEnabled(false);
    connect(dismiss, &QAction::triggered, this, [this] { m_model.accept(); });
    connect(&m_model, &LayersModel::refusalChanged, dismiss,
            [this, dismiss] { dismiss->setEnabled(m_model.refusedRow() >= 0); });

    table.setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&table, &QWidget::customContextMenuRequested, this, &LayerActions::showMenu);
    connect(table.selectionModel(), &QItemSelectionModel::currentRowChanged, this, &LayerActions::refresh);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &LayerActions::refresh);
    refresh();
}

QAction* LayerActions::makeAction(const QString& objectName, const QString& icon, const QString& text,
                                  const QString& tip)
{
    auto* action = new QAction(text, &m_table);
    action->setObjectName(objectName);
    if (!icon.isEmpty())
        action->setIcon(Theme::icon(icon));
    action->setToolTip(tip);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_table.addAction(action);
    return action;
}

void LayerActions::addButtons(QHBoxLayout& tools)
{
    auto* add = menuButton(QStringLiteral("plus"), tr("Add layer"), *m_addAfter);
    add->setObjectName(QStringLiteral("addLayerButton"));
    add->setToolTip(tr("Add a layer behind the selected one; before it, where it makes the outputs (Ins)"));
    add->setShortcut(QKeySequence(Qt::Key_Insert));
    const auto follow = [this, add] { add->setEnabled(m_addAfter->menuAction()->isEnabled()); };
    connect(m_addAfter->menuAction(), &QAction::changed, add, follow);
    follow();
    tools.addWidget(add);
    for (auto* action : {m_duplicate, m_remove, m_up, m_down}) {
        auto* button = makeToolButton({}, action->toolTip());
        button->setDefaultAction(action);
        button->setAccessibleName(action->text().remove(QLatin1Char('&')));
        button->setFocusPolicy(Qt::TabFocus);
        tools.addWidget(button);
    }
}

void LayerActions::setWritable(bool isWritable)
{
    m_isWritable = isWritable;
    refresh();
}

QString LayerActions::selected() const
{
    return m_model.layerName(m_table.currentIndex().row());
}

void LayerActions::fillAddMenu(QMenu& menu, edit::Side side)
{
    for (const auto& entry : kindNames()) {
        auto* action = menu.addAction(entry.text);
        if (side == edit::Side::After)
            action->setObjectName(QStringLiteral("add.%1").arg(QLatin1String(entry.objectName)));
        connect(action, &QAction::triggered, this, [this, kind = entry.kind, side] { add(kind, side); });
    }
}

void LayerActions::fillSkipMenu()
{
    m_skipFrom->clear();
    const auto row = m_table.currentIndex().row();
    const auto entry = [this](const QString& source) {
        connect(m_skipFrom->addAction(source), &QAction::triggered, this, [this, source] {
            apply(tr("add a skip to %1"),
                  [&](const auto& layer) { return edit::addSkip(m_model.network(), layer, source.toStdString()); });
        });
    };
    entry(QString::fromUtf8(NetworkSpec::inputName.data(), static_cast<qsizetype>(NetworkSpec::inputName.size())));
    for (int i = 0; i < row; ++i)
        entry(m_model.layerName(i));
}

void LayerActions::refresh()
{
    const auto row = m_table.currentIndex().row();
    const bool isLayer = row >= 0 && static_cast<std::size_t>(row) < m_model.rows().size();
    const bool isOn = m_isWritable && isLayer;
    for (auto* action : {m_duplicate, m_remove, m_up, m_down, m_norm, m_relu, m_searched, m_addAfter->menuAction(),
                         m_addBefore->menuAction(), m_skipFrom->menuAction()})
        action->setEnabled(isOn);
    if (!isLayer)
        return;
    const auto& line = m_model.rows()[static_cast<std::size_t>(row)];
    const auto has = [&](const char* kind) {
        return std::ranges::find(line.followedBy, kind) != line.followedBy.end();
    };
    m_norm->setChecked(has("batch_norm"));
    m_relu->setChecked(has("relu"));
    m_searched->setChecked(line.searchable);
    m_searched->setEnabled(isOn && line.layer);
}

void LayerActions::showMenu(const QPoint& at)
{
    if (const auto index = m_table.indexAt(at); index.isValid())
        m_table.setCurrentIndex(index);
    if (!m_isWritable || selected().isEmpty())
        return;
    QMenu menu(&m_table);
    menu.addMenu(m_addAfter);
    menu.addMenu(m_addBefore);
    menu.addSeparator();
    menu.addActions({m_duplicate, m_remove, m_up, m_down});
    menu.addSeparator();
    menu.addActions({m_norm, m_relu, m_searched});
    menu.exec(m_table.viewport()->mapToGlobal(at));
}

void LayerActions::add(edit::LayerKind kind, edit::Side side)
{
    const auto row = static_cast<std::size_t>(std::max(m_table.currentIndex().row(), 0));
    if (row >= m_model.rows().size())
        return;
    const auto& op = m_model.rows()[row].op;
    const bool isLast = row + 1 == m_model.rows().size();
    const bool makesOutputs = isLast && (std::holds_alternative<Linear>(op) || std::holds_alternative<Conv1d>(op));
    const auto where = makesOutputs ? edit::Side::Before : side;
    std::optional<std::int64_t> C_out;
    if (kind == edit::LayerKind::Linear) {
        if (isLast && !makesOutputs)
            C_out = m_outputs;
        else if (makesOutputs) // a hidden layer behind a flatten would be as wide as all its features
            C_out = std::min<std::int64_t>(64, m_model.rows()[row].in.C);
    }
    const auto names = kindNames();
    const auto name = std::ranges::find(names, kind, &KindName::kind)->name;
    const auto text = where == edit::Side::After ? tr("add %1 after %2") : tr("add %1 before %2");
    apply(text.arg(name, QStringLiteral("%1")),
          [&](const auto& layer) { return edit::insert(m_model.network(), layer, where, kind, C_out); });
}

void LayerActions::apply(const QString& what, const std::function<edit::Edited(const std::string& layer)>& change)
{
    const auto layer = selected();
    if (!m_isWritable || layer.isEmpty())
        return;
    try {
        const auto edited = change(layer.toStdString());
        m_model.accept();
        Q_EMIT networkEdited(edited.network, what.arg(layer), QString::fromStdString(edited.block));
    } catch (const edit::EditError& error) {
        m_model.refuse(layer, QString::fromStdString(error.reason()));
        Q_EMIT editRefused(QString::fromStdString(error.what()));
    }
    refresh(); // check marks follow what is, not what was clicked
}

} // namespace pitlane
