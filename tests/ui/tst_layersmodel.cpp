// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/layersmodel.h"

#include "core/network/edit.h"
#include "core/network/seeds.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace pitlane;

namespace {

QString cell(const LayersModel& model, int row, int column)
{
    return model.index(row, column).data().toString().remove(QChar(0x202F));
}

const Conv1d& conv(const NetworkSpec& network, std::string_view name)
{
    return std::get<Conv1d>(network.nodes[static_cast<std::size_t>(network.indexOf(name))].op);
}

} // namespace

class TestLayersModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsTheSeed();
    void editOfABlockMemberChangesItsGroup();
    void editOfTheFieldKeepsCausalPadding_data();
    void editOfTheFieldKeepsCausalPadding();
    void refusesWithASentence_data();
    void refusesWithASentence();
    void cellsThatNothingStandsInCannotBeEdited();
    void nodesBetweenLayersAreShown();
    void settingsAreRead_data();
    void settingsAreRead();
    void refusedEditStaysInItsCellWithTheReason();
    void emptyAfterABrokenNetwork();

private:
    static std::optional<NetworkSpec> edit(LayersModel& model, const QString& layer, int column, const QVariant& value);
};

std::optional<NetworkSpec> TestLayersModel::edit(LayersModel& model, const QString& layer, int column,
                                                 const QVariant& value)
{
    std::optional<NetworkSpec> result;
    const auto connection =
        connect(&model, &LayersModel::networkEdited, &model,
                [&](const NetworkSpec& network, const QString&, const QString&) { result = network; });
    model.setData(model.index(model.rowOf(layer), column), value, Qt::EditRole);
    disconnect(connection);
    return result;
}

void TestLayersModel::showsTheSeed()
{
    LayersModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setNetwork(ecgtcn().seed);
    QCOMPARE(model.rowCount(), 22); // 11 layers, 6 dropouts, 3 sums, a flatten; one for the totals
    const auto row = model.rowOf(QStringLiteral("b1.conv1"));
    QCOMPARE(cell(model, row, LayersModel::InColumn), QStringLiteral("11"));
    QCOMPARE(cell(model, row, LayersModel::OutColumn), QStringLiteral("11"));
    QCOMPARE(cell(model, row, LayersModel::FieldColumn), QStringLiteral("21"));
    QCOMPARE(cell(model, row, LayersModel::DilationColumn), QStringLiteral("1"));
    QCOMPARE(cell(model, row, LayersModel::TapsColumn), QStringLiteral("21"));
    QCOMPARE(cell(model, row, LayersModel::SamplesColumn), QStringLiteral("140"));
    QCOMPARE(cell(model, row, LayersModel::ParametersColumn), QStringLiteral("2574"));
    QCOMPARE(cell(model, row, LayersModel::MacsColumn), QStringLiteral("355.7k"));
    QCOMPARE(cell(model, row, LayersModel::KindColumn), QStringLiteral("conv1d, BN, ReLU"));
    QCOMPARE(cell(model, row, LayersModel::SharesColumn), QStringLiteral("α of block 1"));
    QCOMPARE(cell(model, model.rowOf(QStringLiteral("conv0")), LayersModel::SharesColumn), QStringLiteral("fixed"));
    QCOMPARE(cell(model, model.rowOf(QStringLiteral("fc")), LayersModel::SharesColumn), QStringLiteral("output"));
    QCOMPARE(cell(model, 21, LayersModel::ParametersColumn), QStringLiteral("24871"));
    QCOMPARE(cell(model, 21, LayersModel::MacsColumn), QStringLiteral("2.37M"));
    const auto largest = model.index(model.rowOf(QStringLiteral("fc")), LayersModel::ParametersShareColumn);
    QCOMPARE(largest.data(LayersModel::ShareRole).toDouble(), 1.0);
}

void TestLayersModel::editOfABlockMemberChangesItsGroup()
{
    LayersModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setNetwork(ecgtcn().seed);
    const auto edited = edit(model, QStringLiteral("b1.skip"), LayersModel::OutColumn, 6);
    QVERIFY(edited.has_value());
    QCOMPARE(conv(*edited, "b1.conv1").C_out, 6);
    QCOMPARE(conv(*edited, "b1.skip").C_out, 6);
    QCOMPARE(conv(*edited, "b1.conv0").C_out, 11);
    QVERIFY(validate(*edited).empty());
    QCOMPARE(model.network(), ecgtcn().seed); // the model waits for setNetwork()
    model.setNetwork(*edited);
    QCOMPARE(cell(model, model.rowOf(QStringLiteral("b2.conv0")), LayersModel::InColumn), QStringLiteral("6"));
}

void TestLayersModel::editOfTheFieldKeepsCausalPadding_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<int>("value");
    QTest::addColumn<int>("K");
    QTest::addColumn<int>("d");
    QTest::addColumn<int>("left");
    QTest::newRow("shorter field") << int(LayersModel::FieldColumn) << 9 << 9 << 1 << 8;
    QTest::newRow("longer field") << int(LayersModel::FieldColumn) << 33 << 33 << 1 << 32;
    QTest::newRow("fewer taps") << int(LayersModel::TapsColumn) << 5 << 5 << 1 << 4;
    QTest::newRow("dilation keeps the taps") << int(LayersModel::DilationColumn) << 2 << 21 << 2 << 40;
}

void TestLayersModel::editOfTheFieldKeepsCausalPadding()
{
    QFETCH(int, column);
    QFETCH(int, value);
    LayersModel model;
    model.setNetwork(ecgtcn().seed);
    const auto edited = edit(model, QStringLiteral("b1.conv0"), column, value);
    QVERIFY(edited.has_value());
    const auto& changed = conv(*edited, "b1.conv0");
    QTEST(static_cast<int>(changed.K), "K");
    QTEST(static_cast<int>(changed.d), "d");
    QTEST(static_cast<int>(changed.padding.left), "left");
    QCOMPARE(changed.padding.right, 0);
    QCOMPARE(shapes(*edited).back(), (Shape{5, 1}));
}

void TestLayersModel::refusesWithASentence_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("part");
    QTest::newRow("text") << QVariant(QStringLiteral("many")) << QStringLiteral("not a whole number");
    QTest::newRow("zero") << QVariant(0) << QStringLiteral("Set F to 1 or more");
    QTest::newRow("field between taps") << QVariant(10) << QStringLiteral("Choose 9 or 13");
}

void TestLayersModel::refusesWithASentence()
{
    QFETCH(QVariant, value);
    QFETCH(QString, part);
    LayersModel model;
    auto seed = ecgtcn().seed;
    const auto row = static_cast<std::size_t>(seed.indexOf("b1.conv0"));
    auto& dilated = std::get<Conv1d>(seed.nodes[row].op);
    dilated.K = 3;
    dilated.d = 4;
    dilated.padding.left = 8;
    model.setNetwork(seed);
    QSignalSpy refused(&model, &LayersModel::editRefused);
    QVERIFY(!edit(model, QStringLiteral("b1.conv0"), LayersModel::FieldColumn, value).has_value());
    QCOMPARE(refused.count(), 1);
    QVERIFY2(refused.front().front().toString().contains(part), qPrintable(refused.front().front().toString()));
    QCOMPARE(model.network(), seed);
}

void TestLayersModel::cellsThatNothingStandsInCannotBeEdited()
{
    LayersModel model;
    model.setNetwork(ecgtcn().seed);
    const auto isEditable = [&](const char* layer, int column) {
        return (model.flags(model.index(model.rowOf(QLatin1String(layer)), column)) & Qt::ItemIsEditable) != 0;
    };
    QVERIFY(isEditable("conv0", LayersModel::OutColumn)); // out of the search, not out of the designer
    QVERIFY(isEditable("fc", LayersModel::OutColumn));
    QVERIFY(!isEditable("fc", LayersModel::TapsColumn));
    QVERIFY(!isEditable("fc", LayersModel::SettingColumn));
    QVERIFY(isEditable("b0.conv0", LayersModel::StrideColumn));
    QVERIFY(isEditable("b0.conv0.drop", LayersModel::SettingColumn));
    QVERIFY(!isEditable("b0.conv0.drop", LayersModel::OutColumn));
    QVERIFY(!isEditable("b0.add", LayersModel::TapsColumn));
    QVERIFY(!isEditable("b0.conv0", LayersModel::ParametersColumn));
    QVERIFY((model.flags(model.index(21, LayersModel::LayerColumn)) & Qt::ItemIsEditable) == 0);
}

void TestLayersModel::nodesBetweenLayersAreShown()
{
    LayersModel model;
    model.setNetwork(ecgtcn().seed);
    const auto text = [&](const char* layer, int column) {
        return cell(model, model.rowOf(QLatin1String(layer)), column);
    };
    QCOMPARE(text("b0.add", LayersModel::KindColumn), QStringLiteral("sum, ReLU"));
    QCOMPARE(text("b0.add", LayersModel::FromColumn), QStringLiteral("conv1 + skip"));
    QCOMPARE(
        model.index(model.rowOf(QStringLiteral("b0.add")), LayersModel::FromColumn).data(Qt::ToolTipRole).toString(),
        QStringLiteral("b0.conv1.drop + b0.skip"));
    QCOMPARE(text("b0.add", LayersModel::TapsColumn), QString());
    QCOMPARE(text("b0.conv0.drop", LayersModel::SettingColumn), QStringLiteral("p 0.3"));
    QCOMPARE(text("b0.conv0", LayersModel::SettingColumn), QStringLiteral("causal"));
    QCOMPARE(text("flatten", LayersModel::OutColumn), QStringLiteral("1540"));
    QVERIFY(model.index(model.rowOf(QStringLiteral("flatten")), 0).data(LayersModel::DimRole).toBool());
    model.setNetwork(harCnn().seed);
    QCOMPARE(text("conv0.pool", LayersModel::KindColumn), QStringLiteral("max pool"));
    QCOMPARE(text("conv0.pool", LayersModel::StrideColumn), QStringLiteral("2"));
    QCOMPARE(text("conv0", LayersModel::SettingColumn), QStringLiteral("same"));
}

void TestLayersModel::settingsAreRead_data()
{
    QTest::addColumn<QString>("layer");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown"); // empty: refused
    QTest::newRow("same") << "b1.skip"
                          << "same"
                          << "none"; // one tap needs none
    QTest::newRow("two numbers") << "conv0"
                                 << "9, 1"
                                 << "9, 1";
    QTest::newRow("negative") << "fc0"
                              << "-3, 0"
                              << "-3, 0";
    QTest::newRow("words") << "conv0"
                           << "wide"
                           << "";
    QTest::newRow("rate") << "b0.conv0.drop"
                          << "0.15"
                          << "p 0.15";
    QTest::newRow("rate with its letter") << "b0.conv0.drop"
                                          << "p 0.5"
                                          << "p 0.5";
    QTest::newRow("rate of all") << "b0.conv0.drop"
                                 << "1"
                                 << "";
}

void TestLayersModel::settingsAreRead()
{
    QFETCH(QString, layer);
    QFETCH(QString, text);
    QFETCH(QString, shown);
    LayersModel model;
    auto network = ecgtcn().seed;
    network = edit::insert(network, "flatten", edit::Side::Before, edit::LayerKind::Conv).network;
    network = edit::rename(network, network.nodes[network.nodes.size() - 5].name, "fc0");
    model.setNetwork(network);
    const auto edited = edit(model, layer, LayersModel::SettingColumn, text);
    const auto row = model.rowOf(layer);
    if (shown.isEmpty()) {
        QVERIFY(!edited.has_value());
        QCOMPARE(model.refusedRow(), row);
        return;
    }
    if (edited)
        model.setNetwork(*edited);
    QCOMPARE(model.refusedRow(), -1);
    QCOMPARE(cell(model, row, LayersModel::SettingColumn), shown);
}

void TestLayersModel::refusedEditStaysInItsCellWithTheReason()
{
    LayersModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setNetwork(ecgtcn().seed);
    const auto layer = QStringLiteral("b1.conv0");
    const auto row = model.rowOf(layer);
    QVERIFY(!edit(model, layer, LayersModel::DilationColumn, 0).has_value());
    QCOMPARE(model.refusedRow(), row);
    QCOMPARE(cell(model, row, LayersModel::DilationColumn), QStringLiteral("0"));
    const auto reason = model.index(row, LayersModel::ReasonColumn);
    QCOMPARE(reason.data().toString(), QStringLiteral("found 0, expected at least 1. Set d to 1 or more."));
    QCOMPARE(reason.data(LayersModel::ProblemRole).toInt(), 2);
    QVERIFY(reason.data(Qt::AccessibleDescriptionRole).toString().startsWith(QStringLiteral("Not applied")));
    QCOMPARE(model.network(), ecgtcn().seed);
    // Typing the old value is no edit, and takes the reason away.
    QVERIFY(!edit(model, layer, LayersModel::DilationColumn, 1).has_value());
    QCOMPARE(model.refusedRow(), -1);
    QCOMPARE(cell(model, row, LayersModel::SamplesColumn), QStringLiteral("140"));
    QVERIFY(!edit(model, layer, LayersModel::LayerColumn, QStringLiteral("fc")).has_value());
    QCOMPARE(cell(model, row, LayersModel::LayerColumn), QStringLiteral("fc"));
    model.accept();
    QCOMPARE(model.rowOf(layer), row);
}

void TestLayersModel::emptyAfterABrokenNetwork()
{
    LayersModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setNetwork(ecgtcn().seed);
    auto broken = ecgtcn().seed;
    std::get<Conv1d>(broken.nodes[static_cast<std::size_t>(broken.indexOf("b0.skip"))].op).C_out = 7;
    QVERIFY_EXCEPTION_THROWN(model.setNetwork(broken), NetworkError);
    QCOMPARE(model.rowCount(), 0);
}

QTEST_MAIN(TestLayersModel)
#include "tst_layersmodel.moc"
