// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/firstrows.h"

#include "ui/format.h"
#include "ui/pages/sourcereading.h"
#include "ui/widgets/tabledelegate.h"
#include "ui/widgets/tonelabel.h"

#include <QHeaderView>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

constexpr int rowNumberWidth = 44;
constexpr int mostAnswerWidth = 120;

QString decimal(double value)
{
    if (!std::isfinite(value))
        return QStringLiteral("missing");
    const auto size = std::abs(value);
    const int decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
    auto text = size != 0 && (size < 0.005 || size >= 1e5) ? QString::number(value, 'g', 3)
                                                           : QString::number(value, 'f', decimals);
    if (text.startsWith(QLatin1Char('-')))
        text.replace(0, 1, QChar(0x2212));
    return text;
}

/// What an example is to be answered with.
QString answerOf(const Dataset& train, std::int64_t n)
{
    const auto at = static_cast<std::size_t>(n);
    switch (train.task) {
    case Task::Classification:
        return QString::fromStdString(train.classNames[static_cast<std::size_t>(train.labels[at])]);
    case Task::Regression:
        return decimal(static_cast<double>(train.targets[at]));
    case Task::NextStep:
        return QObject::tr("%1 steps").arg(format::count(train.lengths[at]));
    }
    return {};
}

/// The values that a row shows: the first channel over time, or, of a roll, which keys are on at each step.
QString cellOf(const Dataset& train, std::int64_t n, std::int64_t t)
{
    if (t >= train.lengthOf(n))
        return {};
    if (train.task != Task::NextStep)
        return decimal(static_cast<double>(train.series(n)[static_cast<std::size_t>(t)]));
    QStringList on;
    for (std::int64_t c = 0; c < train.channels; ++c)
        if (train.series(n, c)[static_cast<std::size_t>(t)] > 0.5F)
            on << QString::number(c);
    return on.isEmpty() ? QStringLiteral("—") : on.join(QLatin1Char(' '));
}

} // namespace

FirstRows::FirstRows(int rows, int samples, QWidget* parent)
    : QWidget(parent), m_shownRows(rows), m_shownSamples(samples)
{
    m_rows = new QStandardItemModel(0, samples + 2, this);
    m_table = makeTable(m_rows, {}, this);
    m_table->setAccessibleName(tr("First rows"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setFixedHeight(26 + rows * 24 + 2);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->hide(); // until there is something to name
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_table);
    m_read = makeNote({}, this);
    m_read->setContentsMargins(12, 0, 12, 8);
    column->addWidget(m_read);
    column->addStretch(1);
}

void FirstRows::setReading(const SourceReading& reading)
{
    if (reading.state() == SourceReading::State::Loading)
        return; // the old rows stay until there are new ones
    m_rows->clear();
    const auto* train = reading.train();
    if (train == nullptr) {
        m_table->horizontalHeader()->hide();
        m_read->clear();
        return;
    }
    m_table->horizontalHeader()->show();
    const auto fitting = train->task == Task::NextStep ? (m_shownSamples + 1) / 2 : m_shownSamples; // chords are wide
    const auto samples = std::min<std::int64_t>(fitting, train->length);
    QStringList header{tr("row"),
                       train->task == Task::Regression
                           ? (train->targetUnit.empty() ? tr("target") : QString::fromStdString(train->targetUnit))
                       : train->task == Task::NextStep ? tr("length")
                                                       : tr("label")};
    for (std::int64_t t = 0; t < samples; ++t)
        header.append(QString::number(t));
    m_rows->setColumnCount(static_cast<int>(header.size()));
    m_rows->setHorizontalHeaderLabels(header);
    const auto right = Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter);
    for (int column = 0; column < header.size(); ++column)
        if (column != 1)
            m_rows->horizontalHeaderItem(column)->setTextAlignment(right);
    for (std::int64_t n = 0; n < std::min<std::int64_t>(m_shownRows, train->size()); ++n) {
        QList<QStandardItem*> cells{new QStandardItem(format::count(n + 1)), new QStandardItem(answerOf(*train, n))};
        for (std::int64_t t = 0; t < samples; ++t)
            cells.append(new QStandardItem(cellOf(*train, n, t)));
        for (qsizetype column = 0; column < cells.size(); ++column)
            if (column != 1)
                cells[column]->setTextAlignment(right);
        auto strong = cells[1]->font();
        strong.setBold(true);
        cells[1]->setFont(strong);
        m_rows->appendRow(cells);
    }
    // The model was cleared, and with it what its sections were.
    auto bold = font();
    bold.setBold(true);
    int widest = QFontMetrics(font()).horizontalAdvance(header[1]);
    for (int row = 0; row < m_rows->rowCount(); ++row)
        widest = std::max(widest, QFontMetrics(bold).horizontalAdvance(m_rows->item(row, 1)->text()));
    for (const auto& [column, width] : {std::pair{0, rowNumberWidth}, {1, std::min(widest + 16, mostAnswerWidth)}}) {
        m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Fixed);
        m_table->horizontalHeader()->resizeSection(column, width);
    }
    m_read->setText(tr("All %1 train examples read in %2 s, no error")
                        .arg(format::count(train->size()), QString::number(reading.loadSeconds(), 'f', 1)));
}

} // namespace pitlane
