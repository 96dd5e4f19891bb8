// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rollview.h"

#include "ui/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

/// The picture in its frame, with the two axes.
class RollView::Canvas : public QWidget
{
public:
    explicit Canvas(const RollView* view) : m_view(view) { setMinimumHeight(160); }

private:
    void paintEvent(QPaintEvent*) override
    {
        const auto& tokens = Theme::instance().tokens();
        QPainter painter(this);
        painter.fillRect(rect(), tokens.base);
        const auto& picture = m_view->picture();
        if (picture.isNull())
            return;
        const QRect area(44, 8, width() - 60, height() - 44);
        painter.drawImage(area, picture);
        painter.setPen(tokens.axis);
        painter.drawLine(area.topLeft(), area.bottomLeft());
        painter.drawLine(area.bottomLeft(), area.bottomRight());
        auto small = font();
        small.setPointSizeF(9);
        painter.setFont(small);
        painter.setPen(tokens.text2);
        painter.drawText(QRect(0, area.top(), 40, 16), Qt::AlignRight, QString::number(picture.height() - 1));
        painter.drawText(QRect(0, area.bottom() - 14, 40, 16), Qt::AlignRight, QStringLiteral("0"));
        const QRect axis(area.left(), area.bottom() + 4, area.width(), 16);
        painter.drawText(axis, Qt::AlignLeft, QStringLiteral("0"));
        painter.drawText(axis, Qt::AlignRight, format::count(picture.width() - 1));
        painter.drawText(axis.translated(0, 14), Qt::AlignHCenter, tr("Step; upwards: channel (key)"));
    }
    const RollView* m_view;
};

RollView::RollView(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(12, 8, 12, 4);
    line->setSpacing(8);
    m_previous = makeToolButton(QStringLiteral("chevron-left"), tr("Previous sequence"), this);
    m_next = makeToolButton(QStringLiteral("chevron-right"), tr("Next sequence"), this);
    m_number = new NumberField(NumberField::Kind::Whole, 1, 1e9, tr("Sequence"), this);
    m_number->setFixedWidth(64);
    m_words = new ToneLabel({}, Tone::Text2, TextSize::Body, this);
    line->addWidget(new ToneLabel(tr("Sequence"), Tone::Text2, TextSize::Body, this));
    line->addWidget(m_previous);
    line->addWidget(m_number);
    line->addWidget(m_next);
    line->addWidget(m_words, 1);
    column->addLayout(line);
    m_canvas = new Canvas(this);
    column->addWidget(m_canvas, 1);
    connect(m_previous, &QToolButton::clicked, this, [this] { show(m_at - 1); });
    connect(m_next, &QToolButton::clicked, this, [this] { show(m_at + 1); });
    connect(m_number, &NumberField::valueEdited, this,
            [this](double number) { show(static_cast<std::int64_t>(number) - 1); });
    connect(&Theme::instance(), &Theme::changed, this, &RollView::draw);
}

void RollView::setData(std::shared_ptr<const Dataset> data)
{
    if (data == m_data)
        return;
    m_data = std::move(data);
    show(0);
}

void RollView::show(std::int64_t at)
{
    const auto count = m_data != nullptr ? m_data->size() : 0;
    m_at = std::clamp<std::int64_t>(at, 0, std::max<std::int64_t>(0, count - 1));
    m_number->setValue(static_cast<double>(m_at + 1));
    m_previous->setEnabled(m_at > 0);
    m_next->setEnabled(m_at + 1 < count);
    draw();
}

void RollView::draw()
{
    m_picture = {};
    m_words->clear();
    if (m_data != nullptr && m_at < m_data->size()) {
        const auto& tokens = Theme::instance().tokens();
        const auto steps = m_data->lengthOf(m_at);
        m_picture = QImage(static_cast<int>(steps), static_cast<int>(m_data->channels), QImage::Format_RGB32);
        m_picture.fill(tokens.alt);
        std::int64_t on = 0;
        for (std::int64_t c = 0; c < m_data->channels; ++c) {
            const auto values = m_data->series(m_at, c);
            for (std::int64_t t = 0; t < steps; ++t)
                if (values[static_cast<std::size_t>(t)] > 0.5F) {
                    m_picture.setPixelColor(static_cast<int>(t), static_cast<int>(m_data->channels - 1 - c),
                                            tokens.accent);
                    ++on;
                }
        }
        m_words->setText(
            tr("of %1: %2 steps, %3 on at once on average")
                .arg(format::count(m_data->size()), format::count(steps))
                .arg(static_cast<double>(on) / static_cast<double>(std::max<std::int64_t>(1, steps)), 0, 'f', 1));
        m_canvas->setAccessibleName(
            tr("Roll of sequence %1: %2 steps of %3 channels").arg(m_at + 1).arg(steps).arg(m_data->channels));
    }
    m_canvas->update();
}

} // namespace pitlane
