// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace pitlane {

/// Paints "C_out" with "out" as subscript; everything else as it is. Returns the width that was used.
int paintSymbolText(QPainter& painter, const QRect& rect, const QString& text, Qt::Alignment alignment);
[[nodiscard]] int symbolTextWidth(const QFont& font, const QString& text);

/// Where the text of a cell stands; the first column begins under the title of its panel, the last one keeps the same
/// space at the right.
[[nodiscard]] QRect cellTextRect(const QRect& cell, int column, int columns);

/// A table header that paints symbols, and a tri-state box in sections whose header has a check state. A click on the
/// box sets Qt::CheckStateRole of the header.
class SymbolHeader : public QHeaderView
{
    Q_OBJECT
public:
    explicit SymbolHeader(QWidget* parent = nullptr);
    /// Header role that is true when all boxes of the column are on: a click then clears them.
    void setAllOnRole(int role) { m_allOnRole = role; }

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    [[nodiscard]] QSize sectionSizeFromContents(int section) const override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] QRect boxRect(const QRect& sectionRect) const;
    int m_allOnRole = -1;
};

} // namespace pitlane
