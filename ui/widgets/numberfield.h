// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

#include <optional>

namespace pitlane {

/// A right-aligned field for one number. Reads "1e-6", "0,5", "1.0×10⁻⁶"; refuses what is out of range with a sentence
/// and keeps the number it had.
class NumberField : public QLineEdit
{
    Q_OBJECT
public:
    enum class Kind {
        Whole,   ///< 50
        Decimal, ///< 0.5
        Power,   ///< shown as 1.0×10⁻⁶, edited as 1e-6
    };

    NumberField(Kind kind, double least, double most, const QString& name, QWidget* parent = nullptr);
    [[nodiscard]] double value() const { return m_value; }
    void setValue(double value);
    /// Word shown for the least value ("off" for 0).
    void setLeastText(const QString& text);

Q_SIGNALS:
    void valueEdited(double value);        ///< by the user, in range, after Enter or leaving the field
    void refused(const QString& sentence); ///< what was typed is no number or out of range

private:
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void commit();
    [[nodiscard]] QString shown() const;
    [[nodiscard]] QString typed(double value) const;

    Kind m_kind;
    double m_least;
    double m_most;
    double m_value;
    QString m_leastText;
};

/// Reads a number as people type it: decimal point or comma, "1e-6", "1.0×10⁻⁶", group spaces.
[[nodiscard]] std::optional<double> numberFromText(QString text);

} // namespace pitlane
