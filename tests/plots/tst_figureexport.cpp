// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/figureexport.h"

#include "core/base/error.h"
#include "plots/frontplot.h"
#include "tests/plots/testtheme.h"

#include <QImageReader>
#include <QTemporaryDir>
#include <QTest>

using namespace pitlane;

class tst_FigureExport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void pngCarriesProvenance();
    void svgCarriesProvenance();
    void pdfIsOnePageOfVectors();
    void unknownEndingIsNamed();
    void missingFolderIsNamed();

private:
    [[nodiscard]] QByteArray read(const QString& name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QTemporaryDir m_folder;
    FrontPlot m_plot;
    FigureInfo m_info{.title = QStringLiteral("Pareto front"),
                      .provenance = QStringLiteral("data 1f3a, seed number 7")};
};

void tst_FigureExport::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_plot.resize(600, 300);
    m_plot.setTheme(themeForTests());
    m_plot.setAxes({QStringLiteral("Parameters"), QStringLiteral("Accuracy, validation (%)")});
    m_plot.setMarks({{.id = {1}, .number = 1, .status = PointStatus::Done, .x = 900, .y = 93.0, .onFront = true},
                     {.id = {2}, .number = 2, .status = PointStatus::Done, .x = 5000, .y = 94.0, .onFront = true}});
}

void tst_FigureExport::pngCarriesProvenance()
{
    exportFigure(m_plot, m_folder.filePath(QStringLiteral("front.png")), m_info);
    QImageReader reader(m_folder.filePath(QStringLiteral("front.png")));
    const auto image = reader.read();
    QCOMPARE(image.size(), QSize(1200, 600));
    QCOMPARE(image.text(QStringLiteral("Description")), m_info.provenance);
}

void tst_FigureExport::svgCarriesProvenance()
{
    exportFigure(m_plot, m_folder.filePath(QStringLiteral("front.svg")), m_info, QSize(800, 400));
    const auto text = read(QStringLiteral("front.svg"));
    QVERIFY(text.contains("<desc>data 1f3a, seed number 7</desc>"));
    QVERIFY(text.contains("viewBox=\"0 0 800 400\""));
    QVERIFY(!text.contains("<image"));
}

void tst_FigureExport::pdfIsOnePageOfVectors()
{
    exportFigure(m_plot, m_folder.filePath(QStringLiteral("front.pdf")), m_info);
    const auto text = read(QStringLiteral("front.pdf"));
    QVERIFY(text.startsWith("%PDF-"));
    QVERIFY(text.contains("/Count 1"));
    QVERIFY(text.contains("provenance.txt") || text.contains("/EmbeddedFile"));
}

void tst_FigureExport::unknownEndingIsNamed()
{
    try {
        exportFigure(m_plot, m_folder.filePath(QStringLiteral("front.bmpx")), m_info);
        QFAIL("an unknown ending was accepted");
    } catch (const FileError& error) {
        QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("bmpx")));
    }
}

void tst_FigureExport::missingFolderIsNamed()
{
    try {
        exportFigure(m_plot, m_folder.filePath(QStringLiteral("missing/front.png")), m_info);
        QFAIL("a missing folder was accepted");
    } catch (const FileError& error) {
        QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("missing/front.png")));
    }
}

QTEST_MAIN(tst_FigureExport)
#include "tst_figureexport.moc"
