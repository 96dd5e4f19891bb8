// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datafiles.h"

#include "core/data/readers/reader.h"
#include "core/session/projectsession.h"
#include "ui/format.h"
#include "ui/pages/datapreview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/stateglyph.h"
#include "ui/widgets/tabledelegate.h"
#include "ui/widgets/tonelabel.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QStandardItemModel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

constexpr int shownRows = 5;
constexpr int shownSamples = 4;

QString shortHash(const std::string& hash)
{
    const auto text = QString::fromStdString(hash);
    return text.size() < 8 ? text : text.left(4) + QStringLiteral("…") + text.right(4);
}

QString decimal(double value)
{
    if (!std::isfinite(value))
        return QStringLiteral("missing");
    auto text = QString::number(value, 'f', 2);
    if (text.startsWith(QLatin1Char('-')))
        text.replace(0, 1, QChar(0x2212));
    return text;
}

QString pathOf(const FileReference& file, const ProjectSession& session)
{
    return QString::fromStdString((session.folder() / file.path).lexically_normal().string());
}

} // namespace

DataFiles::DataFiles(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    m_filesPanel = new Panel(tr("Files"), this);
    auto* files = new QWidget;
    m_files = new QVBoxLayout(files);
    m_files->setContentsMargins(12, 8, 12, 12);
    m_files->setSpacing(8);
    m_filesPanel->setContent(files);
    layout->addWidget(m_filesPanel);

    auto* importPanel = new Panel(tr("Import"), this);
    importPanel->setNote(tr("as found in the file"));
    auto* import = new QWidget;
    auto* grid = new QGridLayout(import);
    grid->setContentsMargins(12, 12, 12, 12);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, 80);
    grid->setColumnStretch(1, 1);
    int row = 0;
    const auto add = [&](const QString& name, QWidget* widget) {
        auto* label = new ToneLabel(name, Tone::Text2);
        label->setMinimumHeight(20);
        grid->addWidget(label, row, 0);
        grid->addWidget(widget, row, 1);
        ++row;
    };
    for (auto** value : {&m_format, &m_signal, &m_classes, &m_scaling}) {
        *value = new ToneLabel({});
        (*value)->setWordWrap(true);
    }
    add(tr("Format"), m_format);
    add(tr("Signal"), m_signal);
    add(tr("Classes"), m_classes);
    m_sampleRate = new NumberField(NumberField::Kind::Decimal, 0, 1e9, tr("Sample rate"));
    m_sampleRate->setLeastText(tr("not given"));
    m_sampleRate->setFixedWidth(96);
    auto* rate = new QWidget;
    auto* rateRow = new QHBoxLayout(rate);
    rateRow->setContentsMargins(0, 0, 0, 0);
    rateRow->setSpacing(8);
    rateRow->addWidget(m_sampleRate);
    rateRow->addWidget(new ToneLabel(tr("Hz"), Tone::Text2));
    rateRow->addStretch(1);
    add(tr("Sample rate"), rate);
    add(tr("Scaling"), m_scaling);
    importPanel->setContent(import);
    layout->addWidget(importPanel);
    connect(m_sampleRate, &NumberField::valueEdited, this, &DataFiles::sampleRateEdited);
    connect(m_sampleRate, &NumberField::refused, this, &DataFiles::refused);

    m_rowsPanel = new Panel(tr("First rows"), this);
    m_rows = new QStandardItemModel(0, shownSamples + 2, this);
    auto* table = makeTable(m_rows, {}, m_rowsPanel);
    m_table = table;
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setFocusPolicy(Qt::NoFocus);
    table->setFixedHeight(26 + shownRows * 24 + 2);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    auto* rows = new QWidget;
    auto* rowsLayout = new QVBoxLayout(rows);
    rowsLayout->setContentsMargins(0, 0, 0, 0);
    rowsLayout->setSpacing(8);
    rowsLayout->addWidget(table);
    m_read = new ToneLabel({}, Tone::Text2, TextSize::Note);
    m_read->setContentsMargins(12, 0, 12, 0);
    m_read->setWordWrap(true);
    rowsLayout->addWidget(m_read);
    rowsLayout->addStretch(1);
    m_rowsPanel->setContent(rows);
    layout->addWidget(m_rowsPanel, 1);
}

void DataFiles::setPreview(const ProjectSession& session, const DataPreview& preview)
{
    fillFiles(session, preview);
    fillImport(session, preview);
    fillRows(preview);
    m_sampleRate->setEnabled(!session.isReadOnly());
}

void DataFiles::addFile(const QString& name, const QString& detail, const QString& role, const QString& tip,
                        void (DataFiles::*request)())
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* icon = new QLabel;
    icon->setPixmap(Theme::icon(QStringLiteral("file")).pixmap(16, 16));
    layout->addWidget(icon, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(new ToneLabel(name));
    auto* note = new ToneLabel(detail, Tone::Text2, TextSize::Note);
    note->setWordWrap(true);
    note->setToolTip(tip);
    column->addWidget(note);
    layout->addLayout(column, 1);
    layout->addWidget(new ToneLabel(role, Tone::Text2));
    auto* change = makeToolButton(QStringLiteral("pencil"), tr("Change the %1 file…").arg(role), row);
    connect(change, &QToolButton::clicked, this, request);
    layout->addWidget(change);
    m_files->addWidget(row);
}

void DataFiles::fillFiles(const ProjectSession& session, const DataPreview& preview)
{
    while (auto* item = m_files->takeAt(0)) {
        if (auto* widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // one of its buttons may be the sender
        }
        delete item;
    }
    const auto& source = session.draft().config.data;
    const auto* train = preview.train();
    if (source.kind == DataSource::Kind::SyntheticEcg) {
        m_filesPanel->setNote(tr("synthetic"));
        addFile(tr("Synthetic ECG"),
                tr("Made by a generator (ECGSYN), no recording · number %1 · %2 train, %3 test series")
                    .arg(source.generatorSeed)
                    .arg(format::count(source.trainSeries), format::count(source.testSeries)),
                tr("train, test"), tr("Same number, same series, on every machine"), &DataFiles::trainFileRequested);
        return;
    }
    m_filesPanel->setNote({});
    const auto detail = [](const FileReference& file, std::int64_t rows) {
        QStringList parts;
        if (rows > 0)
            parts.append(tr("%1 rows").arg(format::count(rows)));
        parts.append(format::bytes(static_cast<double>(file.bytes)));
        parts.append(shortHash(file.sha256));
        return parts.join(QStringLiteral(" · "));
    };
    const auto tip = [&](const FileReference& file) {
        return tr("%1\nSHA-256 %2").arg(pathOf(file, session), QString::fromStdString(file.sha256));
    };
    const auto name = [](const FileReference& file) { return QFileInfo(QString::fromStdString(file.path)).fileName(); };
    addFile(name(source.train), detail(source.train, train != nullptr ? train->size() : 0), tr("train"),
            tip(source.train), &DataFiles::trainFileRequested);
    if (source.test.path.empty()) {
        addFile(tr("No test file"), tr("Points then have no test result"), tr("test"), {},
                &DataFiles::testFileRequested);
        return;
    }
    std::int64_t testRows = 0;
    for (const auto count : preview.testCounts())
        testRows += count;
    addFile(name(source.test), detail(source.test, testRows), tr("test"), tip(source.test),
            &DataFiles::testFileRequested);
}

void DataFiles::fillImport(const ProjectSession& session, const DataPreview& preview)
{
    const auto& source = session.draft().config.data;
    const auto* train = preview.train();
    if (source.kind == DataSource::Kind::SyntheticEcg) {
        m_format->setText(tr("generator, no file"));
    } else {
        try {
            const auto path = (session.folder() / source.train.path).lexically_normal();
            const auto name = nameOf(readerFor(path).format());
            m_format->setText(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
        } catch (const Error&) {
            m_format->setText(QStringLiteral("—"));
        }
    }
    m_sampleRate->setValue(source.sampleRateHz.value_or(train != nullptr ? train->sampleRateHz.value_or(0) : 0));
    m_scaling->setText(tr("min–max of the train part"));
    if (train == nullptr) {
        m_signal->setText(QStringLiteral("—"));
        m_classes->setText(QStringLiteral("—"));
        return;
    }
    m_signal->setText(tr("%1 × %2 samples").arg(format::count(train->channels), format::count(train->length)));
    QStringList names;
    for (const auto& name : train->classNames)
        names.append(QString::fromStdString(name));
    const auto many = names.size();
    if (many > 6)
        names = names.mid(0, 5) + QStringList{QStringLiteral("…")};
    m_classes->setText(tr("%1: %2").arg(many).arg(names.join(QStringLiteral(", "))));
}

void DataFiles::fillRows(const DataPreview& preview)
{
    m_rows->clear();
    const auto* train = preview.train();
    m_rowsPanel->setNote(train != nullptr ? tr("of the train part") : QString());
    if (train == nullptr) {
        m_read->clear();
        return;
    }
    const auto samples = std::min<std::int64_t>(shownSamples, train->length);
    QStringList header{tr("row"), tr("label")};
    for (std::int64_t t = 0; t < samples; ++t)
        header.append(QString::number(t));
    m_rows->setColumnCount(static_cast<int>(header.size()));
    m_rows->setHorizontalHeaderLabels(header);
    for (const int narrow : {0, 1}) // the model was cleared, and with it what its sections were
        m_table->horizontalHeader()->setSectionResizeMode(narrow, QHeaderView::ResizeToContents);
    const auto right = Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter);
    for (int column = 0; column < header.size(); ++column)
        if (column != 1)
            m_rows->horizontalHeaderItem(column)->setTextAlignment(right);
    for (std::int64_t n = 0; n < std::min<std::int64_t>(shownRows, train->size()); ++n) {
        QList<QStandardItem*> cells{
            new QStandardItem(format::count(n + 1)),
            new QStandardItem(QString::fromStdString(
                train->classNames[static_cast<std::size_t>(train->labels[static_cast<std::size_t>(n)])]))};
        for (std::int64_t t = 0; t < samples; ++t)
            cells.append(
                new QStandardItem(decimal(static_cast<double>(train->series(n)[static_cast<std::size_t>(t)]))));
        for (qsizetype column = 0; column < cells.size(); ++column)
            if (column != 1)
                cells[column]->setTextAlignment(right);
        auto bold = cells[1]->font();
        bold.setBold(true);
        cells[1]->setFont(bold);
        m_rows->appendRow(cells);
    }
    m_read->setText(tr("All %1 train series read in %2 s, no error")
                        .arg(format::count(train->size()), QString::number(preview.loadSeconds(), 'f', 1)));
}

} // namespace pitlane
