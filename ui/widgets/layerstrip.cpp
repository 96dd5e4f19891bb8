// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/layerstrip.h"

#include "ui/widgets/stripcanvas.h"

#include <QScrollBar>

namespace pitlane {

class LayerStrip::Canvas final : public StripCanvas
{
public:
    using StripCanvas::StripCanvas;
};

LayerStrip::LayerStrip(StripSize size, QWidget* parent) : QScrollArea(parent)
{
    installStripAccessibility();
    m_canvas = new Canvas(size, *this);
    setWidget(m_canvas);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setFocusProxy(m_canvas);
    connect(m_canvas, &StripCanvas::layerSelected, this, &LayerStrip::layerSelected);
}

LayerStrip::~LayerStrip() = default;

void LayerStrip::setSeed(const NetworkSpec& seed, const QStringList& fixedLayers)
{
    m_canvas->setSeed(seed, fixedLayers);
}

void LayerStrip::setFound(const std::vector<LayerShape>& found)
{
    m_canvas->setFound(found);
}

void LayerStrip::setColour(StripColour colour)
{
    m_canvas->setColour(colour);
}

void LayerStrip::setSelectedLayer(const QString& name)
{
    m_canvas->setSelectedLayer(name);
}

QString LayerStrip::selectedLayer() const
{
    return m_canvas->selectedLayer();
}

void LayerStrip::clear()
{
    m_canvas->clear();
}

} // namespace pitlane
