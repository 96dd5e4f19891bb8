// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataspectrum.h"

#include "core/data/dataset.h"
#include "ui/backgroundtask.h"
#include "ui/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/readingstrip.h"
#include "ui/widgets/segmented.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace pitlane {

namespace {

constexpr int barHeight = 36;
constexpr int decibels = 0; ///< scales

} // namespace

DataSpectrum::DataSpectrum(QWidget* parent) : QWidget(parent), m_computing(new BackgroundTask(this))
{
    setAccessibleName(tr("Spectra of each class"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    m_header = new QWidget(this);
    m_header->setProperty("role", QStringLiteral("header"));
    m_header->setAttribute(Qt::WA_StyledBackground);
    m_header->setFixedHeight(barHeight);
    auto* line = new QHBoxLayout(m_header);
    line->setContentsMargins(12, 0, 8, 0);
    line->setSpacing(8);
    m_channel = new Choice(tr("Channel"));
    m_channel->setObjectName(QStringLiteral("spectrumChannel"));
    m_channel->setMaximumWidth(220);
    auto* legend = new QLabel(tr("mean, band from 5 to 95 % of the examples"));
    legend->setProperty("role", QStringLiteral("small"));
    legend->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_scale = new Segmented({tr("dB"), tr("Linear")}, m_header);
    m_scale->setAccessibleName(tr("Scale of the magnitudes"));
    m_scale->setObjectName(QStringLiteral("spectrumScale"));
    line->addWidget(m_channel, 1);
    line->addWidget(legend, 2);
    line->addWidget(m_scale);

    m_plot = new SpectrumPlot;
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_plot);
    auto* foot = new QWidget;
    foot->setProperty("role", QStringLiteral("foot"));
    foot->setAttribute(Qt::WA_StyledBackground);
    foot->setFixedHeight(barHeight);
    auto* footLine = new QHBoxLayout(foot);
    footLine->setContentsMargins(12, 0, 12, 0);
    m_readout = new QLabel;
    m_readout->setObjectName(QStringLiteral("spectrumReadout"));
    m_readout->setProperty("role", QStringLiteral("small"));
    m_readout->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_readout->setTextFormat(Qt::PlainText);
    footLine->addWidget(m_readout);
    m_plotView = new QWidget;
    auto* plots = new QVBoxLayout(m_plotView);
    plots->setContentsMargins(0, 0, 0, 0);
    plots->setSpacing(0);
    plots->addWidget(scroll, 1);
    plots->addWidget(foot);
    m_views = new QStackedWidget;
    m_views->addWidget(m_plotView);
    m_strip = new ReadingStrip;
    m_strip->follow(*m_computing);
    column->addWidget(m_header);
    column->addWidget(m_views, 1);
    column->addWidget(m_strip);

    connect(m_channel, &Choice::chosen, this, [this] {
        m_isStale = true;
        refresh();
    });
    connect(m_scale, &QTabBar::currentChanged, this, [this](int scale) {
        m_plot->setDecibels(scale == decibels);
        refreshReadout();
    });
    connect(m_plot, &SpectrumPlot::cursorMoved, this, &DataSpectrum::refreshReadout);
    connect(m_strip, &ReadingStrip::cancelled, this, [this] {
        m_computing->cancel();
        m_isStale = true;
        showMessage(tr("The spectra were cancelled"), tr("Nothing has changed."), true);
    });
    const auto recolour = [this] { m_plot->setTheme(Theme::instance().plotTheme()); };
    connect(&Theme::instance(), &Theme::changed, this, recolour);
    recolour();
    setData(nullptr);
}

DataSpectrum::~DataSpectrum() = default;

void DataSpectrum::setData(std::shared_ptr<const Dataset> data)
{
    if (data != nullptr && data == m_data)
        return;
    m_computing->cancel();
    m_data = std::move(data);
    m_isStale = false;
    m_header->hide();
    if (m_data == nullptr) {
        showMessage(tr("No examples yet"), tr("Spectra appear here once the data have been read."));
        return;
    }
    if (const auto why = whyNoSpectrum(*m_data); !why.isEmpty()) {
        showMessage(tr("No spectrum for these data"), why);
        return;
    }
    const auto before = m_channel->value();
    QList<Choice::Item> items;
    for (std::int64_t c = 0; c < m_data->channels; ++c) {
        const auto index = static_cast<std::size_t>(c);
        const bool isNamed = index < m_data->channelNames.size() && !m_data->channelNames[index].empty();
        items.append({isNamed ? QString::fromStdString(m_data->channelNames[index]) : tr("Channel %1").arg(c + 1),
                      static_cast<qlonglong>(c)});
    }
    m_channel->setItems(items,
                        before.isValid() && before.toLongLong() < m_data->channels ? before : QVariant(qlonglong{0}));
    m_header->show();
    m_channel->setVisible(m_data->channels > 1);
    m_isStale = true;
    refresh();
}

void DataSpectrum::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void DataSpectrum::refresh()
{
    if (!m_isStale || !isVisible() || m_data == nullptr)
        return;
    m_isStale = false;
    m_computing->start([data = m_data, channel = m_channel->value().toLongLong()](
                           const Progress& progress) { return spectraOf(*data, channel, progress); },
                       [this](const Spectra& spectra) { take(spectra); },
                       [this](const QString& problem) {
                           m_isStale = true;
                           showMessage(tr("The spectra could not be computed"), problem, true);
                       });
    m_strip->refresh();
}

void DataSpectrum::take(const Spectra& spectra)
{
    if (spectra.examples == 0) {
        showMessage(tr("No spectrum for these data"),
                    tr("Every example has missing values in this channel. Choose another one, or fill them in."));
        return;
    }
    m_note = tr("Welch spectra of %1 examples, Hann window, mean taken off").arg(format::count(spectra.examples));
    if (!spectra.inHertz)
        m_note += tr("; the sample rate is not given");
    if (spectra.leftOut > 0)
        m_note += tr("; %1 with missing values left out").arg(format::count(spectra.leftOut));
    m_plot->setRows(spectra.rows, spectra.step, spectra.inHertz);
    m_views->setCurrentWidget(m_plotView);
    refreshReadout();
    Q_EMIT shown();
}

void DataSpectrum::refreshReadout()
{
    const auto text = m_plot->readout();
    m_readout->setText(text.isEmpty() ? m_note : text);
    m_readout->setToolTip(m_readout->text());
}

void DataSpectrum::showMessage(const QString& headline, const QString& sentence, bool canRetry)
{
    QPushButton* button = nullptr;
    if (canRetry) {
        button = makeButton(tr("Try again"), QStringLiteral("refresh"));
        connect(button, &QPushButton::clicked, this, &DataSpectrum::refresh);
    }
    if (m_message != nullptr) {
        m_views->removeWidget(m_message);
        m_message->deleteLater();
    }
    m_message = makeEmptyState(QStringLiteral("info"), headline, sentence, button);
    m_message->setObjectName(QStringLiteral("spectrumMessage"));
    m_views->addWidget(m_message);
    m_views->setCurrentWidget(m_message);
}

} // namespace pitlane
