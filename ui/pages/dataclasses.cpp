// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/dataclasses.h"

#include "plots/signalplot.h"
#include "ui/format.h"
#include "ui/pages/datapreview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/stateglyph.h"
#include "ui/widgets/tonelabel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>

namespace pitlane {

namespace {

constexpr int labelWidth = 124;
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
                             tr("%1 series, %2").arg(format::count(count), format::percent(share)));
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
        tools().addWidget(new LegendMark(kind, this));
        tools().addWidget(new ToneLabel(word, Tone::Text2, TextSize::Note, this));
    }
    m_channel = new QComboBox(this);
    m_channel->setAccessibleName(tr("Channel"));
    m_channel->hide();
    tools().addWidget(m_channel);
    tools().addSpacing(8);
    connect(m_channel, &QComboBox::activated, this, &DataClasses::channelChosen);

    auto* scroll = new QScrollArea(this);
    scroll->setAccessibleName(tr("Signals of each class"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    m_plot = new SignalPlot;
    m_plot->setLabelWidth(labelWidth);
    m_labels = new Labels(m_plot);
    scroll->setWidget(m_plot);
    setContent(scroll);
    connect(m_plot, &SignalPlot::laidOut, this, &DataClasses::placeLabels);
    const auto recolour = [this] { m_plot->setTheme(Theme::instance().plotTheme()); };
    connect(&Theme::instance(), &Theme::changed, this, recolour);
    recolour();
}

void DataClasses::placeLabels()
{
    m_labels->setGeometry(0, 0, labelWidth + 12, m_plot->height());
    m_labels->raise();
    m_labels->update();
}

void DataClasses::setPreview(const DataPreview& preview, const std::vector<ClassCounts>& counts)
{
    const auto* train = preview.train();
    if (train == nullptr) {
        m_plot->setRows({}, {});
        m_labels->setClasses({});
        return;
    }
    m_labels->setClasses(counts);
    m_channel->setVisible(train->channels > 1);
    if (m_channel->count() != train->channels) {
        m_channel->clear();
        for (std::int64_t c = 0; c < train->channels; ++c)
            m_channel->addItem(tr("Channel %1").arg(c + 1));
    }
    m_channel->setCurrentIndex(static_cast<int>(preview.channel()));
    m_plot->setMinimumHeight(std::max(200, static_cast<int>(train->classNames.size()) * leastRowHeight + 40));
    m_plot->setRows(preview.signalRows(), train->sampleRateHz ? tr("Sample (%1 Hz)").arg(*train->sampleRateHz)
                                                              : tr("Sample (sample rate not given)"));
    placeLabels();
}

} // namespace pitlane
