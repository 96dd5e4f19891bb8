// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/figureexport.h"

#include "core/base/error.h"

#include <qcustomplot.h>

#include <QBuffer>
#include <QFileInfo>
#include <QImageWriter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace pitlane {
namespace {

[[noreturn]] void fail(const QString& path, const QString& reason)
{
    throw FileError(QStringLiteral("Writing the figure %1: %2").arg(path, reason).toStdString());
}

QByteArray drawPng(QCustomPlot& plot, const QSize& size, const FigureInfo& info)
{
    auto image = plot.toPixmap(size.width(), size.height(), 2.0).toImage();
    image.setText(QStringLiteral("Title"), info.title);
    image.setText(QStringLiteral("Description"), info.provenance);
    image.setText(QStringLiteral("Software"), QStringLiteral("Pitlane " PITLANE_VERSION));
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QImageWriter(&buffer, "png").write(image);
    return buffer.data();
}

void drawVectors(QCustomPlot& plot, QPaintDevice& device, const QSize& size)
{
    QCPPainter painter;
    if (!painter.begin(&device))
        return;
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setMode(QCPPainter::pmNonCosmetic);
    plot.toPainter(&painter, size.width(), size.height());
    painter.end();
}

QByteArray drawSvg(QCustomPlot& plot, const QSize& size, const FigureInfo& info)
{
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(0, 0), size));
    generator.setResolution(96);
    generator.setTitle(info.title);
    generator.setDescription(info.provenance);
    drawVectors(plot, generator, size);
    return buffer.data();
}

QByteArray drawPdf(QCustomPlot& plot, const QSize& size, const FigureInfo& info)
{
    constexpr int resolution = 96;
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setTitle(info.title);
        writer.setCreator(QStringLiteral("Pitlane " PITLANE_VERSION));
        writer.setResolution(resolution);
        writer.setPageSize(QPageSize(QSizeF(size) * 72.0 / resolution, QPageSize::Point, {}, QPageSize::ExactMatch));
        writer.setPageMargins({});
        writer.addFileAttachment(QStringLiteral("provenance.txt"), info.provenance.toUtf8(),
                                 QStringLiteral("text/plain"));
        drawVectors(plot, writer, size);
    }
    return buffer.data();
}

} // namespace

void exportFigure(QCustomPlot& plot, const QString& path, const FigureInfo& info, const QSize& size)
{
    const QSize area = size.isEmpty() ? plot.size() : size;
    const auto ending = QFileInfo(path).suffix().toLower();
    QByteArray content;
    if (ending == QLatin1String("png"))
        content = drawPng(plot, area, info);
    else if (ending == QLatin1String("svg"))
        content = drawSvg(plot, area, info);
    else if (ending == QLatin1String("pdf"))
        content = drawPdf(plot, area, info);
    else
        fail(path, QStringLiteral("the ending \"%1\" is not known. Use .png, .svg or .pdf.").arg(ending));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        fail(path, file.errorString() + QStringLiteral(". Choose another folder."));
}

} // namespace pitlane
