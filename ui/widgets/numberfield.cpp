// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/numberfield.h"

#include "ui/format.h"

#include <QKeyEvent>
#include <QLocale>

#include <cmath>

namespace pitlane {

std::optional<double> numberFromText(QString text)
{
    static const QString superscripts = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹⁻");
    static const QString digits = QStringLiteral("0123456789-");
    for (qsizetype i = 0; i < superscripts.size(); ++i)
        text.replace(superscripts[i], digits[i]);
    text.replace(QChar(0x2212), QLatin1Char('-'));
    text.replace(QStringLiteral("×10"), QStringLiteral("e"));
    text.replace(QLatin1Char(','), QLatin1Char('.'));
    text.remove(QChar(0x202F));
    text.remove(QChar(0x00A0));
    text.remove(QLatin1Char(' '));
    bool isNumber = false;
    const auto value = QLocale::c().toDouble(text, &isNumber);
    return isNumber && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

NumberField::NumberField(Kind kind, double least, double most, const QString& name, QWidget* parent)
    : QLineEdit(parent), m_kind(kind), m_least(least), m_most(most), m_value(least)
{
    setAlignment(Qt::AlignRight);
    setAccessibleName(name);
    setText(shown());
    connect(this, &QLineEdit::editingFinished, this, &NumberField::commit);
}

void NumberField::setValue(double value)
{
    m_value = value;
    if (!hasFocus() || !isModified())
        setText(hasFocus() ? typed(value) : shown());
}

void NumberField::setLeastText(const QString& text)
{
    m_leastText = text;
    setText(shown());
}

QString NumberField::shown() const
{
    if (!m_leastText.isEmpty() && m_value <= m_least)
        return m_leastText;
    switch (m_kind) {
    case Kind::Whole:
        return format::count(static_cast<std::int64_t>(std::llround(m_value)));
    case Kind::Power:
        return m_value == 0 ? QStringLiteral("0") : format::power(m_value);
    case Kind::Decimal:
        break;
    }
    return typed(m_value);
}

QString NumberField::typed(double value) const
{
    return m_kind == Kind::Whole ? QString::number(std::llround(value)) : QString::number(value, 'g', 6);
}

void NumberField::focusInEvent(QFocusEvent* event)
{
    setText(typed(m_value));
    setModified(false);
    QLineEdit::focusInEvent(event);
    selectAll();
}

void NumberField::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event); // commits by editingFinished
    setText(shown());
    setModified(false);
}

void NumberField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && isModified()) {
        setText(typed(m_value));
        setModified(false);
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void NumberField::commit()
{
    if (!isModified())
        return;
    setModified(false);
    const auto text = this->text().trimmed();
    const auto number = numberFromText(text);
    const bool isWhole = !number || m_kind != Kind::Whole || *number == std::floor(*number);
    if (!number || !isWhole || *number < m_least || *number > m_most) {
        Q_EMIT refused(tr("%1: found \"%2\". Give a %3from %4 to %5.")
                           .arg(accessibleName(), text, m_kind == Kind::Whole ? tr("whole number ") : tr("number "),
                                typed(m_least), typed(m_most)));
        setText(hasFocus() ? typed(m_value) : shown());
        return;
    }
    if (*number == m_value)
        return;
    m_value = *number;
    Q_EMIT valueEdited(m_value);
}

} // namespace pitlane
