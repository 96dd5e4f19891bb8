// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/searchmasks.h"

#include "core/study/method.h"
#include "ui/models/masksmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/symbolheader.h"
#include "ui/widgets/tabledelegate.h"
#include "ui/widgets/tonelabel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>

#include <algorithm>
#include <array>

namespace pitlane {

namespace {

/// Which columns a preset switches on.
constexpr std::array<std::array<bool, 3>, 4> presets{{
    {true, true, true},
    {true, false, false},
    {false, true, false},
    {false, false, true},
}};
constexpr int customPreset = static_cast<int>(presets.size());

} // namespace

SearchMasks::SearchMasks(QWidget* parent) : Panel(tr("Masks"), parent)
{
    setNote(tr("what the search may remove, layer by layer"));
    m_preset = new QComboBox(this);
    m_preset->addItems(
        {tr("All three masks"), tr("Channels only"), tr("Receptive field only"), tr("Dilation only"), tr("By choice")});
    m_preset->setAccessibleName(tr("Preset of masks"));
    m_preset->setObjectName(QStringLiteral("maskPreset"));
    m_preset->setMinimumWidth(152);
    m_freeze = makeButton(tr("Freeze selected"), QStringLiteral("lock"), this);
    m_freeze->setObjectName(QStringLiteral("freezeSelected"));
    tools().addWidget(new ToneLabel(tr("Preset"), Tone::Text2, TextSize::Note, this));
    tools().addWidget(m_preset);
    tools().addWidget(m_freeze);
    tools().addSpacing(6);

    m_model = new MasksModel(this);
    m_table =
        makeTable(m_model, {.lock = MasksModel::LockedRole, .dim = MasksModel::DimRole, .boxedLocks = true}, this);
    static_cast<SymbolHeader*>(m_table->horizontalHeader())->setAllOnRole(MasksModel::AllOnRole);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setAccessibleName(tr("Masks by layer"));
    static constexpr std::pair<int, int> widths[] = {
        {MasksModel::LayerColumn, 112}, {MasksModel::ChannelsColumn, 168}, {MasksModel::KeepColumn, 92},
        {MasksModel::FieldColumn, 144}, {MasksModel::DilationColumn, 168}, {MasksModel::NoteColumn, 200},
    };
    for (const auto& [column, width] : widths)
        m_table->setColumnWidth(column, width);
    m_table->horizontalHeader()->setStretchLastSection(true);
    setContent(m_table);

    connect(m_model, &MasksModel::masksEdited, this, [this](const MaskConfig& masks, const QString& what) {
        auto draft = m_draft;
        draft.config.masks = masks;
        Q_EMIT edited(draft, what, {});
    });
    connect(m_preset, &QComboBox::activated, this, [this](int index) {
        if (index < customPreset) {
            const auto& preset = presets[static_cast<std::size_t>(index)];
            m_model->setColumns(preset[0], preset[1], preset[2]);
        }
        refreshTools();
    });
    connect(m_freeze, &QPushButton::clicked, this,
            [this] { m_model->setRows(selectedRows(), !m_model->anySearched(selectedRows())); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SearchMasks::refreshTools);
}

void SearchMasks::setEditable(bool editable)
{
    m_isEditable = editable;
    m_table->setEnabled(editable);
    refreshTools();
}

void SearchMasks::setDraft(const Draft& draft)
{
    m_draft = draft;
    try {
        m_model->setConfig(draft.config);
    } catch (const Error&) {
        // The page's checks name the problem of seed or method; the table stays empty until it is mended.
    }
    refreshTools();
}

QList<int> SearchMasks::selectedRows() const
{
    QList<int> rows;
    for (const auto& index : m_table->selectionModel()->selectedRows())
        rows.append(index.row());
    return rows;
}

void SearchMasks::refreshTools()
{
    const auto isOn = [this](int column) {
        return m_model->headerData(column, Qt::Horizontal, MasksModel::AllOnRole).toBool();
    };
    const auto isOff = [this](int column) {
        return m_model->headerData(column, Qt::Horizontal, Qt::CheckStateRole).toInt() == Qt::Unchecked;
    };
    static constexpr std::array columns{MasksModel::ChannelsColumn, MasksModel::FieldColumn,
                                        MasksModel::DilationColumn};
    int current = customPreset;
    for (int p = 0; p < customPreset; ++p) {
        bool matches = true;
        for (std::size_t c = 0; c < columns.size(); ++c)
            matches = matches && (presets[static_cast<std::size_t>(p)][c] ? isOn(columns[c]) : isOff(columns[c]));
        current = matches ? p : current;
    }
    m_preset->setCurrentIndex(current);
    const auto* method = methodNamed(m_draft.config.method);
    m_preset->setEnabled(m_isEditable && method != nullptr && method->channels && method->field && method->dilation);

    const auto rows = selectedRows();
    const bool freezes = rows.isEmpty() || m_model->anySearched(rows);
    m_freeze->setText(freezes ? tr("Freeze selected") : tr("Search selected"));
    m_freeze->setIcon(Theme::icon(freezes ? QStringLiteral("lock") : QStringLiteral("unlock")));
    m_freeze->setEnabled(m_isEditable && !rows.isEmpty());
    m_freeze->setToolTip(rows.isEmpty() ? tr("Select rows of the table first.") : QString());
}

} // namespace pitlane
