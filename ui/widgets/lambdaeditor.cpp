// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/lambdaeditor.h"

#include "ui/format.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace pitlane {

namespace {

constexpr double handleWidth = 10;
constexpr double handleHeight = 28;
constexpr double discRadius = 4.5;
constexpr double keyStep = 0.01; // decades

QString powerOfTen(int exponent)
{
    static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
    QString text = QStringLiteral("10");
    if (exponent < 0)
        text += QStringLiteral("⁻");
    for (const auto digit : QString::number(std::abs(exponent)))
        text += digits[digit.digitValue()];
    return text;
}

} // namespace

LambdaEditor::LambdaEditor(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Strength lambda"));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LambdaEditor::setLambdas(const std::vector<double>& lambdas)
{
    m_lambdas = lambdas;
    std::ranges::sort(m_lambdas);
    m_focused = std::clamp(m_focused, 0, std::max(0, gripCount() - 1));
    update();
}

void LambdaEditor::setSeedMark(double lambda)
{
    m_seedMark = lambda;
    update();
}

void LambdaEditor::setFound(const std::vector<FoundSize>& found, const QString& sizeName, double seedSize)
{
    m_found = found;
    m_sizeName = sizeName;
    m_seedSize = seedSize;
    update();
}

QRectF LambdaEditor::plotRect() const
{
    const bool hasScale = !m_found.empty();
    return QRectF(rect()).adjusted(hasScale ? 72 : 24, 18, -24, -40);
}

/// The drawing shows whole decades around the values and the seed mark, 10^-8 to 10^-1 at least.
std::pair<double, double> LambdaEditor::axisRange() const
{
    double low = 1e-8;
    double high = 1e-1;
    const auto include = [&](double lambda) {
        if (lambda <= 0)
            return;
        low = std::min(low, lambda);
        high = std::max(high, lambda);
    };
    std::ranges::for_each(m_lambdas, include);
    include(m_seedMark);
    return {std::max(std::floor(std::log10(low)), std::log10(lowest)),
            std::min(std::ceil(std::log10(high) - 1e-9), std::log10(highest))};
}

double LambdaEditor::x(double lambda) const
{
    const auto [low, high] = axisRange();
    const auto area = plotRect();
    const auto position = (std::log10(std::max(lambda, 1e-300)) - low) / (high - low);
    return area.left() + std::clamp(position, 0.0, 1.0) * area.width();
}

double LambdaEditor::lambdaAt(double x) const
{
    const auto [low, high] = axisRange();
    const auto area = plotRect();
    const auto position = std::clamp((x - area.left()) / std::max(1.0, area.width()), 0.0, 1.0);
    return std::pow(10.0, low + position * (high - low));
}

double LambdaEditor::sizeY(double size) const
{
    double least = m_seedSize > 0 ? m_seedSize : 1;
    double most = least;
    for (const auto& point : m_found) {
        least = std::min(least, point.size);
        most = std::max(most, point.size);
    }
    const auto low = std::log10(std::max(1.0, least * 0.7));
    const auto high = std::log10(most * 1.4);
    const auto area = plotRect();
    return area.bottom() - (std::log10(std::max(1.0, size)) - low) / std::max(1e-9, high - low) * area.height();
}

double LambdaEditor::discY(int) const
{
    return plotRect().center().y();
}

int LambdaEditor::gripCount() const
{
    const auto values = static_cast<int>(m_lambdas.size());
    return values; // the first and the last value are the handles
}

LambdaEditor::Grip LambdaEditor::gripNumber(int number) const
{
    if (number == 0)
        return {Part::First, 0};
    if (number + 1 == static_cast<int>(m_lambdas.size()))
        return {Part::Last, number};
    return {Part::Value, number};
}

LambdaEditor::Grip LambdaEditor::gripAt(const QPointF& position) const
{
    if (m_lambdas.empty())
        return {};
    const auto last = static_cast<int>(m_lambdas.size()) - 1;
    const auto near = [&](int value) { return std::abs(position.x() - x(m_lambdas[static_cast<std::size_t>(value)])); };
    if (last > 0 && near(last) <= handleWidth / 2 + 3)
        return {Part::Last, last};
    if (near(0) <= handleWidth / 2 + 3)
        return {Part::First, 0};
    for (int i = 1; i < last; ++i)
        if (near(i) <= discRadius + 3)
            return {Part::Value, i};
    return {};
}

void LambdaEditor::emitEdited(std::vector<double> lambdas, bool settled)
{
    std::ranges::sort(lambdas);
    m_lambdas = lambdas;
    update();
    speak();
    Q_EMIT lambdasEdited(m_lambdas, settled);
}

/// An end moves all values between the ends in proportion on the log axis; a value moves alone, between its neighbours.
void LambdaEditor::move(const Grip& grip, double lambda, bool settled)
{
    auto lambdas = m_dragged.part == Part::None ? m_lambdas : m_dragStart;
    if (grip.part == Part::None || lambdas.empty() || lambdas.front() <= 0)
        return;
    lambda = std::clamp(lambda, lowest, highest);
    const auto last = lambdas.size() - 1;
    const auto log0 = std::log10(lambdas.front());
    const auto log1 = std::log10(lambdas.back());
    constexpr double gap = 0.02; // decades between neighbours at least
    if (grip.part == Part::Value) {
        const auto i = static_cast<std::size_t>(grip.value);
        const auto low = lambdas[i - 1] * std::pow(10, gap);
        const auto high = lambdas[i + 1] / std::pow(10, gap);
        if (low <= high)
            lambdas[i] = std::clamp(lambda, low, high);
    } else if (last == 0) {
        lambdas.front() = lambda;
    } else {
        const auto least = gap * static_cast<double>(last);
        auto from = grip.part == Part::First ? std::min(std::log10(lambda), log1 - least) : log0;
        auto to = grip.part == Part::Last ? std::max(std::log10(lambda), log0 + least) : log1;
        for (auto& value : lambdas) {
            const auto share = log1 > log0 ? (std::log10(value) - log0) / (log1 - log0) : 0;
            value = std::pow(10, from + share * (to - from));
        }
    }
    emitEdited(std::move(lambdas), settled);
}

void LambdaEditor::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragged = gripAt(event->position());
    m_dragStart = m_lambdas;
    if (m_dragged.value >= 0)
        m_focused = m_dragged.value;
    update();
}

void LambdaEditor::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragged.part != Part::None && (event->buttons() & Qt::LeftButton) != 0)
        move(m_dragged, lambdaAt(event->position().x()), false);
    else
        setCursor(gripAt(event->position()).part == Part::None ? Qt::ArrowCursor : Qt::SizeHorCursor);
}

void LambdaEditor::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_dragged.part == Part::None || event->button() != Qt::LeftButton)
        return;
    const bool moved = m_lambdas != m_dragStart;
    m_dragged = {};
    if (moved)
        Q_EMIT lambdasEdited(m_lambdas, true);
}

void LambdaEditor::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || gripAt(event->position()).part != Part::None ||
        !plotRect().contains(event->position()))
        return;
    auto lambdas = m_lambdas;
    lambdas.push_back(lambdaAt(event->position().x()));
    emitEdited(std::move(lambdas), true);
}

void LambdaEditor::keyPressEvent(QKeyEvent* event)
{
    if (m_lambdas.empty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    const auto grip = gripNumber(m_focused);
    const auto step = (event->modifiers() & Qt::ShiftModifier) != 0 ? 10 * keyStep : keyStep;
    const auto value = m_lambdas[static_cast<std::size_t>(m_focused)];
    switch (event->key()) {
    case Qt::Key_Left:
        move(grip, value * std::pow(10, -step), true);
        break;
    case Qt::Key_Right:
        move(grip, value * std::pow(10, step), true);
        break;
    case Qt::Key_Delete:
        if (m_lambdas.size() > 1) {
            auto lambdas = m_lambdas;
            lambdas.erase(lambdas.begin() + m_focused);
            m_focused = std::min(m_focused, static_cast<int>(lambdas.size()) - 1);
            emitEdited(std::move(lambdas), true);
        }
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void LambdaEditor::focusInEvent(QFocusEvent* event)
{
    if (event->reason() == Qt::TabFocusReason)
        m_focused = 0;
    else if (event->reason() == Qt::BacktabFocusReason)
        m_focused = std::max(0, gripCount() - 1);
    QWidget::focusInEvent(event);
    speak();
    update();
}

void LambdaEditor::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool LambdaEditor::focusNextPrevChild(bool next)
{
    const auto wanted = m_focused + (next ? 1 : -1);
    if (hasFocus() && wanted >= 0 && wanted < gripCount()) {
        m_focused = wanted;
        speak();
        update();
        return true;
    }
    return QWidget::focusNextPrevChild(next);
}

void LambdaEditor::speak()
{
    if (m_lambdas.empty())
        return;
    setAccessibleDescription(tr("Value %1 of %2: %3")
                                 .arg(m_focused + 1)
                                 .arg(m_lambdas.size())
                                 .arg(m_lambdas[static_cast<std::size_t>(m_focused)], 0, 'e', 1));
    QAccessibleEvent spoken(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&spoken);
}

bool LambdaEditor::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const auto grip = gripAt(QPointF(help->pos()));
        if (grip.value >= 0)
            QToolTip::showText(help->globalPos(),
                               tr("λ %1").arg(format::power(m_lambdas[static_cast<std::size_t>(grip.value)])), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

void LambdaEditor::paintEvent(QPaintEvent*)
{
    const auto& tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.base);
    auto font = painter.font();
    font.setPointSizeF(8.25);
    painter.setFont(font);
    const auto area = plotRect();
    if (m_lambdas.size() > 1) {
        auto ground = tokens.sel;
        ground.setAlphaF(0.7F);
        painter.fillRect(QRectF(QPointF(x(m_lambdas.front()), area.top()), QPointF(x(m_lambdas.back()), area.bottom())),
                         ground);
    }
    paintAxis(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFound(painter);
    paintValues(painter);
}

void LambdaEditor::paintAxis(QPainter& painter) const
{
    const auto& tokens = Theme::instance().tokens();
    const auto area = plotRect();
    const auto [low, high] = axisRange();
    for (int decade = static_cast<int>(std::ceil(low)); decade <= static_cast<int>(high); ++decade) {
        const auto position = std::round(x(std::pow(10.0, decade))) + 0.5;
        painter.setPen(tokens.grid);
        painter.drawLine(QPointF(position, area.top()), QPointF(position, area.bottom()));
        painter.setPen(tokens.axis);
        painter.drawLine(QPointF(position, area.bottom()), QPointF(position, area.bottom() + 5));
        for (int sub = 2; sub < 10 && decade < static_cast<int>(high); ++sub) {
            const auto minor = x(sub * std::pow(10.0, decade));
            painter.drawLine(QPointF(minor, area.bottom()), QPointF(minor, area.bottom() + 3));
        }
        painter.setPen(tokens.text2);
        painter.drawText(QRectF(position - 30, area.bottom() + 7, 60, 14), Qt::AlignCenter, powerOfTen(decade));
    }
    painter.setPen(tokens.axis);
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    if (!m_found.empty())
        painter.drawLine(area.topLeft(), area.bottomLeft());

    auto titleFont = painter.font();
    titleFont.setPointSizeF(9);
    painter.save();
    painter.setFont(titleFont);
    painter.setPen(tokens.text);
    painter.drawText(QRectF(area.left(), area.bottom() + 21, area.width(), 18), Qt::AlignCenter,
                     tr("Strength λ (log)"));
    painter.restore();

    if (m_seedMark > 0) {
        const auto position = std::round(x(m_seedMark)) + 0.5;
        QPen pen(tokens.ink, 1, Qt::CustomDashLine);
        pen.setDashPattern({3, 2.5});
        painter.setPen(pen);
        painter.drawLine(QPointF(position, area.top()), QPointF(position, area.bottom()));
        QPainterPath triangle;
        triangle.addPolygon(QPolygonF({QPointF(position - 5, area.top() - 6), QPointF(position + 5, area.top() - 6),
                                       QPointF(position, area.top())}));
        painter.fillPath(triangle, tokens.text2);
        painter.setPen(tokens.text);
        painter.drawText(QRectF(position + 8, area.top() + 1, 160, 14), Qt::AlignLeft | Qt::AlignVCenter,
                         tr("1 / seed size"));
    }
}

/// Sizes that earlier searches of this project gave: ticks at 1, 2 and 5 times a power of ten.
void LambdaEditor::paintFound(QPainter& painter) const
{
    if (m_found.empty())
        return;
    const auto& tokens = Theme::instance().tokens();
    const auto area = plotRect();
    double lastY = area.bottom() + 100;
    for (double decade = 1; decade <= 1e12; decade *= 10) {
        for (const auto factor : {1, 2, 5}) {
            const auto value = decade * factor;
            const auto y = sizeY(value);
            if (y < area.top() || y > area.bottom() || lastY - y < 16)
                continue;
            lastY = y;
            painter.setPen(tokens.axis);
            painter.drawLine(QPointF(area.left() - 5, y), QPointF(area.left(), y));
            painter.setPen(tokens.text2);
            painter.drawText(QRectF(area.left() - 52, y - 7, 44, 14), Qt::AlignRight | Qt::AlignVCenter,
                             format::shortCount(value));
        }
    }
    painter.save();
    painter.translate(12, area.center().y());
    painter.rotate(-90);
    painter.setPen(tokens.text);
    painter.drawText(QRectF(-90, -8, 180, 16), Qt::AlignCenter, m_sizeName);
    painter.restore();
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.ink);
    for (const auto& point : m_found)
        painter.drawEllipse(QPointF(x(point.lambda), sizeY(point.size)), 3, 3);
}

void LambdaEditor::paintValues(QPainter& painter) const
{
    if (m_lambdas.empty())
        return;
    const auto& tokens = Theme::instance().tokens();
    const auto area = plotRect();
    const auto last = static_cast<int>(m_lambdas.size()) - 1;
    for (int i = 0; i <= last; ++i) {
        const auto position = x(m_lambdas[static_cast<std::size_t>(i)]);
        const bool isEnd = i == 0 || i == last;
        painter.setPen(QPen(tokens.accent, isEnd ? 2 : 1));
        painter.drawLine(QPointF(position, isEnd ? area.top() : discY(i)), QPointF(position, area.bottom()));
    }
    for (int i = 1; i < last; ++i) {
        const QPointF centre(x(m_lambdas[static_cast<std::size_t>(i)]), discY(i));
        painter.setPen(QPen(tokens.accent, 1.5));
        painter.setBrush(tokens.base);
        painter.drawEllipse(centre, discRadius, discRadius);
        if (hasFocus() && m_focused == i) {
            painter.setPen(QPen(tokens.accent, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(centre, discRadius + 3, discRadius + 3);
        }
    }
    paintHandle(painter, m_lambdas.front(), hasFocus() && m_focused == 0);
    if (last > 0)
        paintHandle(painter, m_lambdas.back(), hasFocus() && m_focused == last);
}

void LambdaEditor::paintHandle(QPainter& painter, double lambda, bool focused) const
{
    const auto& tokens = Theme::instance().tokens();
    const QRectF handle(x(lambda) - handleWidth / 2, discY(0) - handleHeight / 2, handleWidth, handleHeight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.accent);
    painter.drawRoundedRect(handle, 2, 2);
    painter.setPen(QPen(tokens.onAccent, 1));
    for (const auto offset : {-1.5, 1.5})
        painter.drawLine(QPointF(handle.center().x() + offset, handle.top() + 7),
                         QPointF(handle.center().x() + offset, handle.bottom() - 7));
    if (focused) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(tokens.accent, 2));
        painter.drawRoundedRect(handle.adjusted(-3, -3, 3, 3), 4, 4);
    }
}

} // namespace pitlane
