// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataclasses.h"

#include "plots/signalplot.h"
#include "ui/format.h"
#include "ui/models/splitrows.h"
#include "ui/pages/datachecks.h"
#include "ui/pages/sourcereading.h"
#include "ui/theme/theme.h"
#include "ui/widgets/histogramview.h"
#include "ui/widgets/rollview.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/stateglyph.h"
#include "ui/widgets/tonelabel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace pitlane {

namespace {

constexpr int labelWidth = 136;
constexpr int leastWidth = 440;
constexpr int leastWidthForLegend = 660;
constexpr int channelWidth = 132;
constexpr int leastRowHeight = 76;
constexpr int smallClass = 20;

/// A short sample of a mark in the panel header: line or band.
class LegendMark : public QWidget
{
public:
    enum class Kind { Mean, Band, Example };
    LegendMark(Kind kind, QWidget* parent) : QWidget(parent), m_kind(kind) { setFixedSize(18, 12); }

private:
    void paintEvent(QPaintEvent*) override
    {
        const auto& tokens = Theme::instance().tokens();
        QPainter painter(this);
        auto band = tokens.accent;
        band.setAlphaF(0.2F);
        if (m_kind == Kind::Band)
            painter.fillRect(rect().adjusted(3, 0, -3, 0), band);
        else
            painter.fillRect(QRect(0, height() / 2 - 1, width(), m_kind == Kind::Mean ? 2 : 1),
                             m_kind == Kind::Mean ? tokens.accent : tokens.text3);
    }
    Kind m_kind;
};

} // namespace

/// The left column over the plot: painted, because every row is the same.
class DataClasses::Labels : public QWidget
{
public:
    explicit Labels(SignalPlot* plot) : QWidget(plot), m_plot(plot) { setAttribute(Qt::WA_TransparentForMouseEvents); }

    void setClasses(const std::vector<ClassCounts>& classes)
    {
        m_classes = classes;
        update();
    }

private:
    void paintEvent(QPaintEvent*) override
    {
        const auto& tokens = Theme::instance().tokens();
        QPainter painter(this);
        std::int64_t all = 0;
        for (const auto& item : m_classes)
            all += item.train + item.validation;
        if (all == 0)
            return;
        auto small = font();
        small.setPointSizeF(9);
        auto bold = font();
        bold.setBold(true);
        for (int i = 0; i < std::min(static_cast<int>(m_classes.size()), m_plot->rowCount()); ++i) {
            const auto& item = m_classes[static_cast<std::size_t>(i)];
            const auto count = item.train + item.validation;
            const auto share = static_cast<double>(count) / static_cast<double>(all);
            auto line = m_plot->rowRect(i).adjusted(12, 10, 0, 0);
            line.setWidth(labelWidth);
            line.setHeight(18);
            painter.setFont(bold);
            painter.setPen(tokens.text);
            painter.drawText(
                line, Qt::AlignLeft | Qt::AlignVCenter,
                painter.fontMetrics().elidedText(datachecks::classTitle(item.name), Qt::ElideRight, line.width()));
            const QRect trough(line.left(), line.bottom() + 4, 96, 5);
            painter.fillRect(trough, tokens.inkGround);
            auto bar = trough;
            bar.setWidth(std::max(1, static_cast<int>(trough.width() * share)));
            painter.fillRect(bar, tokens.ink);
            painter.setFont(small);
            painter.setPen(tokens.text2);
            line.moveTop(trough.bottom() + 4);
            painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                             tr("%1 examples, %2").arg(format::count(count), format::percent(share)));
            if (count < smallClass) {
                line.translate(0, 18);
                paintGlyph(painter, QRectF(line.left(), line.top() + 3, 12, 12), Glyph::Warning);
                painter.setPen(tokens.warnText);
                painter.drawText(line.adjusted(16, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                                 tr("%1 in training").arg(format::count(item.train)));
            }
        }
    }

    SignalPlot* m_plot;
    std::vector<ClassCounts> m_classes;
};

DataClasses::DataClasses(QWidget* parent) : Panel(tr("Signals by class"), parent)
{
    const std::pair<LegendMark::Kind, QString> marks[] = {{LegendMark::Kind::Mean, tr("mean")},
                                                          {LegendMark::Kind::Band, tr("5 to 95 %")},
                                                          {LegendMark::Kind::Example, tr("9 examples")}};
    for (const auto& [kind, word] : marks) {
        m_legend.push_back(new LegendMark(kind, this));
        m_legend.push_back(new ToneLabel(word, Tone::Text2, TextSize::Note, this));
    }
    for (auto* widget : m_legend)
        tools().addWidget(widget);
    m_channel = new QComboBox(this);
    m_channel->setAccessibleName(tr("Channel"));
    m_channel->setMaximumWidth(channelWidth);
    m_channel->hide();
    tools().addWidget(m_channel);
    m_segments = new Segmented({tr("Classes")}, this);
    m_segments->setAccessibleName(tr("View of the data"));
    m_segments->setObjectName(QStringLiteral("dataViews"));
    m_segments->hide();
    setMinimumWidth(leastWidth);
    tools().addWidget(m_segments);
    connect(m_channel, &QComboBox::activated, this, &DataClasses::channelChosen);

    auto* scroll = new QScrollArea(this);
    scroll->setAccessibleName(tr("Signals of each class"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Signals of each class"));
    m_plot = new SignalPlot;
    m_plot->setLabelWidth(labelWidth);
    m_labels = new Labels(m_plot);
    scroll->setWidget(m_plot);
    m_histogram = new HistogramView;
    m_histogram->hide();
    auto* signalView = new QWidget;
    auto* column = new QVBoxLayout(signalView);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_histogram);
    column->addWidget(scroll, 1);
    m_roll = new RollView;
    m_classes = new QStackedWidget;
    m_classes->addWidget(signalView);
    m_classes->addWidget(m_roll);
    m_views = new QStackedWidget;
    m_views->addWidget(m_classes);
    setContent(m_views);
    connect(m_plot, &SignalPlot::laidOut, this, &DataClasses::placeLabels);
    connect(m_segments, &QTabBar::currentChanged, this, [this](int view) {
        m_views->setCurrentIndex(view);
        refreshHeader();
        Q_EMIT viewShown(view);
    });
    const auto recolour = [this] { m_plot->setTheme(Theme::instance().plotTheme()); };
    connect(&Theme::instance(), &Theme::changed, this, recolour);
    recolour();
}

int DataClasses::addView(const QString& name, QWidget* view)
{
    m_views->addWidget(view);
    m_segments->show();
    return m_segments->addTab(name);
}

void DataClasses::setChoosable(bool isChoosable)
{
    if (!isChoosable)
        showView(0);
    m_segments->setVisible(isChoosable && m_segments->count() > 1);
}

int DataClasses::shownView() const
{
    return m_views->currentIndex();
}

void DataClasses::showView(int view)
{
    m_segments->setCurrentIndex(view);
}

void DataClasses::placeLabels()
{
    m_labels->setGeometry(0, 0, labelWidth + 12, m_plot->height());
    m_labels->raise();
    m_labels->update();
}

void DataClasses::resizeEvent(QResizeEvent* event)
{
    Panel::resizeEvent(event);
    refreshHeader();
}

void DataClasses::refreshHeader()
{
    const bool isSignals = m_views->currentIndex() == 0 && m_classes->currentIndex() == 0;
    for (auto* widget : m_legend)
        widget->setVisible(isSignals && width() >= leastWidthForLegend + (m_hasChannels ? channelWidth : 0));
    m_channel->setVisible(isSignals && m_hasChannels);
}

void DataClasses::fillChannels(const SourceReading& reading)
{
    const auto& train = *reading.train();
    m_hasChannels = train.channels > 1;
    QStringList names;
    for (std::int64_t c = 0; c < train.channels; ++c)
        names << (static_cast<std::size_t>(c) < train.channelNames.size()
                      ? QString::fromStdString(train.channelNames[static_cast<std::size_t>(c)])
                      : tr("Channel %1").arg(c + 1));
    QStringList shown;
    for (int i = 0; i < m_channel->count(); ++i)
        shown << m_channel->itemText(i);
    if (names != shown) {
        m_channel->clear();
        m_channel->addItems(names);
    }
    m_channel->setCurrentIndex(static_cast<int>(reading.channel()));
}

void DataClasses::setReading(const SourceReading& reading)
{
    if (reading.state() == SourceReading::State::Loading)
        return; // the old picture stays until there is a new one
    const auto* train = reading.train();
    if (train == nullptr) {
        m_plot->setRows({}, {});
        m_labels->setClasses({});
        m_roll->setData(nullptr);
        return;
    }
    const bool isRoll = train->task == Task::NextStep;
    setTitle(isRoll                            ? tr("Sequences")
             : train->task == Task::Regression ? tr("Signals by target")
                                               : tr("Signals by class"));
    m_segments->setTabText(0, isRoll                            ? tr("Sequences")
                              : train->task == Task::Regression ? tr("Targets")
                                                                : tr("Classes"));
    m_classes->setCurrentIndex(isRoll ? 1 : 0);
    m_roll->setData(isRoll ? reading.sharedTrain() : nullptr);
    m_histogram->setVisible(train->task == Task::Regression);
    if (train->task == Task::Regression)
        m_histogram->setValues(train->targets, QString::fromStdString(train->targetUnit));
    fillChannels(reading);
    refreshHeader();
    const auto counts = kindRows(*train, reading.split(), reading.testOutline());
    m_labels->setClasses(counts);
    m_plot->setMinimumHeight(std::max(200, static_cast<int>(counts.size()) * leastRowHeight + 40));
    const auto& pipeline = reading.source().pipeline;
    m_plot->setRows(reading.signalRows(), pipeline.frontEnd.kind != FrontEnd::Kind::None ? tr("Frame of the front end")
                                          : train->sampleRateHz ? tr("Sample (%1 Hz)").arg(*train->sampleRateHz)
                                                                : tr("Sample (sample rate not given)"));
    placeLabels();
}

} // namespace pitlane
