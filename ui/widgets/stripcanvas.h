// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/stripgeometry.h"

#include <QWidget>

#include <optional>

class QScrollArea;

namespace pitlane {

/// Paints a StripGeometry and lets a layer be chosen by click, arrow keys, Home and End.
class StripCanvas : public QWidget
{
    Q_OBJECT
public:
    StripCanvas(StripSize size, QScrollArea& area);

    void setSeed(const NetworkSpec& seed, const QStringList& fixedLayers);
    void setFound(const std::vector<LayerShape>& found);
    void setColour(StripColour colour);
    void setSelectedLayer(const QString& name);
    [[nodiscard]] QString selectedLayer() const { return m_selected; }
    [[nodiscard]] const std::optional<StripGeometry>& geometryOfLayers() const { return m_geometry; }
    void clear();

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void layerSelected(const QString& name);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void layOut();
    void choose(const QString& name);
    void announce(const QString& name);
    void showColumn(const QString& name);
    [[nodiscard]] double share(const StripColumn& column) const;
    [[nodiscard]] QColor cellColour(const StripColumn& column) const;
    void paintSelection(QPainter& painter) const;
    void paintBrackets(QPainter& painter) const;
    void paintColumn(QPainter& painter, const StripColumn& column) const;
    void paintRowLabels(QPainter& painter) const;
    [[nodiscard]] QStringList rowTexts(const StripColumn& column) const;

    StripSize m_size;
    QScrollArea& m_area;
    NetworkSpec m_seed;
    QStringList m_fixedLayers;
    std::vector<LayerShape> m_found;
    StripColour m_colour = StripColour::Taps;
    QString m_selected;
    std::optional<StripGeometry> m_geometry;
};

/// Tells assistive technology about the layers of every StripCanvas; called once, by the first LayerStrip.
void installStripAccessibility();

} // namespace pitlane
