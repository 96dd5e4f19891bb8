// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/seeds.h"
#include "ui/theme/theme.h"
#include "ui/widgets/layerstrip.h"
#include "ui/widgets/stripcanvas.h"
#include "ui/widgets/stripgeometry.h"

#include <QAccessible>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace pitlane;

namespace {

/// A network found from the ECGTCN seed.
std::vector<LayerShape> found()
{
    return {
        {.name = "conv0", .C_out = 2, .F = 11, .d = 1, .K = 11},
        {.name = "b0.conv0", .C_out = 7, .F = 11, .d = 2, .K = 6},
        {.name = "b0.conv1", .C_out = 5, .F = 7, .d = 2, .K = 4},
        {.name = "b0.skip", .C_out = 5, .F = 1, .d = 1, .K = 1},
        {.name = "b1.conv0", .removed = true},
        {.name = "b1.conv1", .C_out = 8, .F = 9, .d = 2, .K = 5},
        {.name = "b1.skip", .C_out = 8, .F = 1, .d = 1, .K = 1},
        {.name = "b2.conv0", .C_out = 7, .F = 31, .d = 2, .K = 16},
        {.name = "b2.conv1", .C_out = 4, .F = 33, .d = 4, .K = 9},
        {.name = "b2.skip", .C_out = 4, .F = 1, .d = 1, .K = 1},
        {.name = "fc", .C_out = 5, .F = 1, .d = 1, .K = 1},
    };
}

const StripColumn& column(const StripGeometry& geometry, const char* name)
{
    return geometry.columns.at(static_cast<std::size_t>(geometry.columnOf(QLatin1String(name))));
}

} // namespace

class tst_LayerStrip : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void columnsFollowTheNetwork();
    void boxesShowFieldAndChannels();
    void skipsBecomeBrackets();
    void cellsStandAtTheKeptTaps();
    void columnsOfFoundNetworkStayWhereTheSeedsAre();
    void wideNetworksShrinkTheirLanes();
    void countsOfTheFoundNetwork();
    void describesLayers_data();
    void describesLayers();
    void clickChoosesALayer();
    void clickOnABracketChoosesTheSkip();
    void arrowsWalkThroughTheLayers();
    void scrollsToTheChosenLayer();
    void accessibleChildren();
    void brokenSeedDrawsNothing();

private:
    NetworkSpec m_seed;
};

void tst_LayerStrip::initTestCase()
{
    Theme::install(*qApp, ThemeChoice::Light);
    m_seed = ecgtcn().seed;
}

void tst_LayerStrip::columnsFollowTheNetwork()
{
    const auto geometry = StripGeometry::of(StripSize::Docked, m_seed, {}, {});
    QStringList names;
    for (const auto& column : geometry.columns)
        names << column.name;
    const QStringList expected = {QStringLiteral("input"),    QStringLiteral("conv0"),    QStringLiteral("b0.conv0"),
                                  QStringLiteral("b0.conv1"), QStringLiteral("b1.conv0"), QStringLiteral("b1.conv1"),
                                  QStringLiteral("b2.conv0"), QStringLiteral("b2.conv1"), QStringLiteral("fc")};
    QCOMPARE(names, expected);
    QVERIFY(column(geometry, "conv0").fixed);
    QVERIFY(!column(geometry, "b0.conv0").fixed);
}

void tst_LayerStrip::boxesShowFieldAndChannels()
{
    const auto docked = StripGeometry::of(StripSize::Docked, m_seed, {}, {});
    QCOMPARE(docked.lane, 5.0);
    QCOMPARE(column(docked, "b2.conv0").box.size(), QSizeF(41 * 3, 11 * 5));
    QCOMPARE(column(docked, "conv0").box.size(), QSizeF(11 * 3, 2 * 5));
    QCOMPARE(column(docked, "conv0").box.left(), 96.0);
    QCOMPARE(column(docked, "b0.conv0").box.left(), 96.0 + 60 + 30);
    QCOMPARE(column(docked, "b0.conv1").box.left(), 96.0 + 60 + 30 + 60 + 15);
    for (const auto& each : docked.columns)
        QCOMPARE(each.box.bottom(), docked.base);

    const auto page = StripGeometry::of(StripSize::Page, m_seed, {}, {});
    QCOMPARE(column(page, "b2.conv1").box.size(), QSizeF(41 * 4, 11 * 13));
}

void tst_LayerStrip::skipsBecomeBrackets()
{
    const auto geometry = StripGeometry::of(StripSize::Docked, m_seed, {}, {});
    QCOMPARE(geometry.brackets.size(), std::size_t{3});
    for (int block = 0; block < 3; ++block) {
        const auto& bracket = geometry.brackets[static_cast<std::size_t>(block)];
        const auto name = QStringLiteral("b%1.").arg(block);
        QCOMPARE(bracket.skipLayers, QStringList{name + QStringLiteral("skip")});
        QCOMPARE(bracket.first, geometry.columnOf(name + QStringLiteral("conv0")));
        QCOMPARE(bracket.last, geometry.columnOf(name + QStringLiteral("conv1")));
        QCOMPARE(bracket.top, geometry.columns[static_cast<std::size_t>(bracket.first)].box.top() - 7.5);
    }
}

void tst_LayerStrip::cellsStandAtTheKeptTaps()
{
    const auto geometry = StripGeometry::of(StripSize::Docked, m_seed, found(), {});
    const auto& layer = column(geometry, "b1.conv1");
    const auto cells = geometry.cells(layer);
    QCOMPARE(cells.size(), std::size_t{5 * 8});
    double left = layer.box.right(), right = 0, top = layer.box.bottom();
    for (const auto& cell : cells) {
        QCOMPARE(cell.size(), QSizeF(2, 4));
        left = std::min(left, cell.left());
        right = std::max(right, cell.right());
        top = std::min(top, cell.top());
    }
    QCOMPARE(right, layer.box.right());                  // the newest sample
    QCOMPARE(left, layer.box.right() - (4 * 2) * 3 - 2); // the oldest tap: 4 steps of d = 2
    QCOMPARE(top, geometry.base - 8 * 5 + 1);            // eight channels
    QVERIFY(geometry.cells(column(geometry, "b1.conv0")).empty());
    QCOMPARE(geometry.cells(column(geometry, "fc")).size(), std::size_t{5});
}

void tst_LayerStrip::columnsOfFoundNetworkStayWhereTheSeedsAre()
{
    const auto seed = StripGeometry::of(StripSize::Docked, m_seed, {}, {});
    const auto over = StripGeometry::of(StripSize::Docked, m_seed, found(), {});
    QCOMPARE(over.columns.size(), seed.columns.size());
    for (std::size_t i = 0; i < seed.columns.size(); ++i)
        QCOMPARE(over.columns[i].box, seed.columns[i].box);
    QCOMPARE(over.size, seed.size);
}

void tst_LayerStrip::wideNetworksShrinkTheirLanes()
{
    NetworkSpec wide{.name = "wide", .input = {4, 64}, .nodes = {}};
    wide.nodes.push_back({"a", {"input"}, Conv1d{.C_out = 24, .K = 3, .padding = {2, 0}}});
    auto geometry = StripGeometry::of(StripSize::Docked, wide, {}, {});
    QCOMPARE(geometry.lane, 2.0);
    QCOMPARE(geometry.cells(geometry.columns[1]).size(), std::size_t{72});

    std::get<Conv1d>(wide.nodes[0].op).C_out = 128;
    geometry = StripGeometry::of(StripSize::Docked, wide, {}, {});
    QVERIFY(geometry.lane < 1);
    QVERIFY(geometry.columns[1].box.height() <= StripMetrics::of(StripSize::Docked).tallest + 0.01);
    QCOMPARE(geometry.cells(geometry.columns[1]).size(), std::size_t{3}); // one solid bar per tap
}

void tst_LayerStrip::countsOfTheFoundNetwork()
{
    const auto geometry = StripGeometry::of(StripSize::Docked, m_seed, found(), {});
    // b0.conv1: 7 -> 5 channels, 4 taps, a bias and a batch-norm.
    QCOMPARE(column(geometry, "b0.conv1").parameters, 7 * 5 * 4 + 5 + 2 * 5);
    QCOMPARE(column(geometry, "b0.conv1").macs, 7 * 5 * 4 * 140);
    // fc reads 4 channels of 140 samples.
    QCOMPARE(column(geometry, "fc").C_in, 4 * 140);
    QCOMPARE(column(geometry, "fc").parameters, 4 * 140 * 5 + 5);
    QCOMPARE(column(geometry, "b1.conv0").parameters, 0);

    const auto seed = StripGeometry::of(StripSize::Docked, m_seed, {}, {});
    QCOMPARE(column(seed, "fc").C_in, 1540);
    QCOMPARE(column(seed, "b2.conv0").parameters, 4994);
}

void tst_LayerStrip::describesLayers_data()
{
    QTest::addColumn<QString>("layer");
    QTest::addColumn<bool>("asFound");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* layer, bool asFound, const char* sentence) {
        QTest::addRow("%s %s", layer, asFound ? "found" : "seed")
            << QString::fromUtf8(layer) << asFound << QString::fromUtf8(sentence);
    };
    row("b1.conv1", true, "b1.conv1: 8 of 11 channels, field 9 of 21, dilation 2, 5 taps");
    row("b1.conv1", false, "b1.conv1: 11 channels, field 21, dilation 1, 21 taps");
    row("b1.conv0", true, "b1.conv0: removed");
    row("fc", true, "fc: 5 outputs, 560 of 1\u202F540 inputs");
    row("conv0", false, "conv0: 2 channels, field 11, dilation 1, 11 taps, not searched");
}

void tst_LayerStrip::describesLayers()
{
    QFETCH(QString, layer);
    QFETCH(bool, asFound);
    const auto geometry =
        StripGeometry::of(StripSize::Docked, m_seed, asFound ? found() : std::vector<LayerShape>(), {});
    QTEST(describe(geometry.columns[static_cast<std::size_t>(geometry.columnOf(layer))]), "sentence");
}

void tst_LayerStrip::clickChoosesALayer()
{
    LayerStrip strip(StripSize::Docked);
    strip.resize(900, 152);
    strip.setSeed(m_seed);
    strip.setFound(found());
    strip.show();
    QSignalSpy chosen(&strip, &LayerStrip::layerSelected);
    const auto geometry = StripGeometry::of(StripSize::Docked, m_seed, found(), {});
    QTest::mouseClick(strip.widget(), Qt::LeftButton, {}, column(geometry, "b2.conv0").box.center().toPoint());
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(strip.selectedLayer(), QStringLiteral("b2.conv0"));
}

void tst_LayerStrip::clickOnABracketChoosesTheSkip()
{
    LayerStrip strip(StripSize::Docked);
    strip.setSeed(m_seed);
    const auto geometry = StripGeometry::of(StripSize::Docked, m_seed, {}, {});
    const auto& bracket = geometry.brackets[1];
    QTest::mouseClick(strip.widget(), Qt::LeftButton, {},
                      QPointF((bracket.left + bracket.right) / 2, bracket.top).toPoint());
    QCOMPARE(strip.selectedLayer(), QStringLiteral("b1.skip"));
}

void tst_LayerStrip::arrowsWalkThroughTheLayers()
{
    LayerStrip strip(StripSize::Page);
    strip.setSeed(m_seed);
    QSignalSpy chosen(&strip, &LayerStrip::layerSelected);
    for (const char* expected : {"conv0", "b0.conv0", "b0.conv1"}) {
        QTest::keyClick(strip.widget(), Qt::Key_Right);
        QCOMPARE(strip.selectedLayer(), QLatin1String(expected));
    }
    QTest::keyClick(strip.widget(), Qt::Key_Left);
    QCOMPARE(strip.selectedLayer(), QStringLiteral("b0.conv0"));
    QTest::keyClick(strip.widget(), Qt::Key_End);
    QCOMPARE(strip.selectedLayer(), QStringLiteral("fc"));
    QCOMPARE(chosen.count(), 5);
}

void tst_LayerStrip::scrollsToTheChosenLayer()
{
    LayerStrip strip(StripSize::Docked);
    strip.resize(320, 170);
    strip.setSeed(m_seed);
    strip.show();
    QVERIFY(QTest::qWaitForWindowExposed(&strip));
    QVERIFY(strip.horizontalScrollBar()->maximum() > 0);
    strip.setSelectedLayer(QStringLiteral("fc"));
    QVERIFY(strip.horizontalScrollBar()->value() > 300);
}

void tst_LayerStrip::accessibleChildren()
{
    LayerStrip strip(StripSize::Docked);
    strip.setSeed(m_seed);
    strip.setFound(found());
    auto* interface = QAccessible::queryAccessibleInterface(strip.widget());
    QVERIFY(interface != nullptr);
    QCOMPARE(interface->role(), QAccessible::List);
    QCOMPARE(interface->childCount(), 9);
    auto* child = interface->child(5);
    QCOMPARE(child->text(QAccessible::Name),
             QStringLiteral("b1.conv1: 8 of 11 channels, field 9 of 21, dilation 2, 5 taps"));
    QCOMPARE(child->role(), QAccessible::ListItem);
    QCOMPARE(interface->indexOfChild(child), 5);
    QVERIFY(!child->state().selected);
    strip.setSelectedLayer(QStringLiteral("b1.conv1"));
    QVERIFY(child->state().selected);
}

void tst_LayerStrip::brokenSeedDrawsNothing()
{
    auto broken = m_seed;
    broken.nodes[3].inputs = {"nowhere"};
    LayerStrip strip(StripSize::Docked);
    strip.resize(600, 152);
    strip.setSeed(broken);
    QVERIFY(!strip.grab().isNull());
    auto* canvas = qobject_cast<StripCanvas*>(strip.widget());
    QVERIFY(canvas != nullptr && !canvas->geometryOfLayers().has_value());
    strip.setSeed(m_seed);
    QVERIFY(canvas->geometryOfLayers().has_value());
}

QTEST_MAIN(tst_LayerStrip)
#include "tst_layerstrip.moc"
