// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/seedpage.h"

#include "core/network/cost.h"
#include "core/network/weights.h"
#include "core/session/networkfiles.h"
#include "tests/ui/setupfixture.h"
#include "ui/models/layersmodel.h"
#include "ui/pages/datapreview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/layerstrip.h"

#include <nlohmann/json.hpp>

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace pitlane;
using pitlane::testing::SetupFixture;

class TestSeedPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, ThemeChoice::Light); }
    void init();
    void cleanup();
    void seedFitsTheData();
    void editChangesTheDraftAndUndoRestoresIt();
    void selectionIsShared();
    void exportAndImport();
    void networkOfAnotherProgramIsTaken();
    void handTunedNetworkBecomesASeed();
    void brokenImportIsNotApplied();
    void seedThatDoesNotFitStopsUse();
    void layersAreAddedEditedAndRemovedByHand();
    void refusedDilationIsSaidInItsRow();
    void whatCannotBeRemovedSaysWhy();
    void layersMoveAndDoubleByKey();
    void poolsShortenWhatComesBehind();
    void skipsAreOfferedFromEarlierLayers();
    void renamedLayersKeepTheirMaskChoices();
    void headIsMadeAnew();
    void editedSeedIsReset();
    void readOnlyProjectOffersNoEdits();

private:
    [[nodiscard]] QTableView& table() const { return *m_page->findChild<QTableView*>(); }
    [[nodiscard]] LayersModel& model() const { return *m_page->findChild<LayersModel*>(); }
    [[nodiscard]] QAction& action(const char* name) const { return *m_page->findChild<QAction*>(QLatin1String(name)); }
    [[nodiscard]] QModelIndex at(const char* layer, int column) const
    {
        return model().index(model().rowOf(QLatin1String(layer)), column);
    }
    [[nodiscard]] QString text(const char* layer, int column) const { return at(layer, column).data().toString(); }
    [[nodiscard]] QString selected() const { return model().layerName(table().currentIndex().row()); }
    void choose(const char* layer, int column = LayersModel::LayerColumn) const
    {
        table().setCurrentIndex(at(layer, column));
    }
    /// Types into the cell as a person does: F2, the text, Enter.
    void type(const char* layer, int column, const QString& text) const;
    std::unique_ptr<SetupFixture> m_fixture;
    std::unique_ptr<SeedPage> m_page;
};

void TestSeedPage::init()
{
    m_fixture = std::make_unique<SetupFixture>(SetupFixture::Data::Synthetic);
    m_page = std::make_unique<SeedPage>(m_fixture->context);
    m_page->resize(1368, 800);
    m_page->show();
    QTRY_COMPARE(DataPreview::of(m_fixture->context).state(), DataPreview::State::Ready);
}

void TestSeedPage::cleanup()
{
    m_page.reset();
    m_fixture.reset();
}

void TestSeedPage::seedFitsTheData()
{
    QCOMPARE(m_page->badge(), Badge::Complete);
    QVERIFY(m_page->findChild<QPushButton*>(QStringLiteral("useInSearch"))->isEnabled());
    QCOMPARE(m_page->findChild<QComboBox*>()->currentText(), QStringLiteral("ECGTCN (built in)"));
}

void TestSeedPage::editChangesTheDraftAndUndoRestoresIt()
{
    auto* model = m_page->findChild<LayersModel*>();
    const auto before = m_fixture->session().draft();
    QVERIFY(model->setData(model->index(model->rowOf(QStringLiteral("b1.conv1")), LayersModel::OutColumn), 7,
                           Qt::EditRole));
    QTRY_VERIFY(m_fixture->session().draft() != before);
    const auto& seed = m_fixture->config().seed;
    for (const auto* name : {"b1.conv1", "b1.skip"})
        QCOMPARE(std::get<Conv1d>(seed.nodes[static_cast<std::size_t>(seed.indexOf(name))].op).C_out, 7);
    QCOMPARE(model->network(), seed);
    QVERIFY(m_page->findChild<QComboBox*>()->currentText().contains(QStringLiteral("edited")));
    QCOMPARE(m_page->badge(), Badge::Complete);
    m_fixture->context.undoStack().undo();
    QCOMPARE(m_fixture->session().draft(), before);
    QCOMPARE(model->network(), before.config.seed);
}

void TestSeedPage::selectionIsShared()
{
    auto* table = m_page->findChild<QTableView*>();
    auto* model = m_page->findChild<LayersModel*>();
    auto* strip = m_page->findChild<LayerStrip*>();
    table->setCurrentIndex(model->index(model->rowOf(QStringLiteral("b0.conv1")), LayersModel::LayerColumn));
    QCOMPARE(strip->selectedLayer(), QStringLiteral("b0.conv1"));
    Q_EMIT strip->layerSelected(QStringLiteral("b2.conv0"));
    QCOMPARE(model->layerName(table->currentIndex().row()), QStringLiteral("b2.conv0"));
}

void TestSeedPage::exportAndImport()
{
    const auto file = m_fixture->dataFolder / "seed.json";
    const auto before = m_fixture->config().seed;
    m_page->exportNetwork(file);
    auto* model = m_page->findChild<LayersModel*>();
    QVERIFY(model->setData(model->index(model->rowOf(QStringLiteral("b0.conv0")), LayersModel::TapsColumn), 5,
                           Qt::EditRole));
    QTRY_VERIFY(m_fixture->config().seed != before);
    m_page->importNetwork(file);
    QCOMPARE(m_fixture->config().seed, before);
}

void TestSeedPage::networkOfAnotherProgramIsTaken()
{
    auto network = m_fixture->config().seed;
    network.name = "mine";
    Weights weights;
    for (const auto& [name, dims] : weightShapes(network)) {
        std::size_t values = 1;
        for (const auto size : dims)
            values *= static_cast<std::size_t>(size);
        weights[name] = {.shape = dims, .values = std::vector<float>(values, 1.0F)};
    }
    const auto file = m_fixture->dataFolder / "mine.onnx";
    writeNetwork({.network = network, .weights = weights}, file);
    m_page->importNetwork(file);
    QCOMPARE(m_fixture->config().seed.name, std::string("mine"));
    QCOMPARE(parameterCount(m_fixture->config().seed), parameterCount(network));
    QVERIFY(m_page->findChild<QPushButton*>(QStringLiteral("useInSearch"))->isEnabled());

    writeFileAtomically(file, "no network");
    QString said;
    connect(&m_fixture->context, &Context::said, m_page.get(), [&](const QString& sentence) { said = sentence; });
    m_page->importNetwork(file);
    QVERIFY2(said.contains(QStringLiteral("it is no ONNX file")), qPrintable(said));
}

void TestSeedPage::handTunedNetworkBecomesASeed()
{
    auto* button = m_page->findChild<QPushButton*>(QStringLiteral("makeSeed"));
    QVERIFY(!button->isEnabled()); // the built-in seed is one
    const auto builtin = ecgtcn();
    auto draft = m_fixture->session().draft();
    draft.config.seed = builtin.handTuned;
    m_fixture->context.edit(draft, QStringLiteral("hand-tuned"));
    QVERIFY(button->isEnabled());
    button->click();
    QCOMPARE(m_fixture->config().seed, builtin.seed);
    QCOMPARE(m_fixture->config().handTuned, std::optional(builtin.handTuned));
    QVERIFY(!button->isEnabled());
    m_fixture->context.undoStack().undo();
    QCOMPARE(m_fixture->config().seed, builtin.handTuned);
}

void TestSeedPage::brokenImportIsNotApplied()
{
    const auto file = m_fixture->dataFolder / "broken.json";
    writeFileAtomically(file, R"({"schema": 1, "name": "x", "input": {"C": 1, "T": 140}, "nodes": [{"name": "a"}]})");
    const auto before = m_fixture->session().draft();
    QString said;
    connect(&m_fixture->context, &Context::said, m_page.get(), [&](const QString& sentence) { said = sentence; });
    m_page->importNetwork(file);
    QCOMPARE(m_fixture->session().draft(), before);
    QVERIFY2(said.contains(QStringLiteral("broken.json")), qPrintable(said));
}

void TestSeedPage::seedThatDoesNotFitStopsUse()
{
    auto draft = m_fixture->session().draft();
    draft.config.seed = ecgtcn({1, 96}, 5).seed;
    m_fixture->context.edit(draft, QStringLiteral("other shape"));
    auto* use = m_page->findChild<QPushButton*>(QStringLiteral("useInSearch"));
    QVERIFY(!use->isEnabled());
    QVERIFY2(use->toolTip().contains(QStringLiteral("the data have 1 × 140")), qPrintable(use->toolTip()));
    QCOMPARE(m_page->badge(), Badge::Decision);
}

void TestSeedPage::type(const char* layer, int column, const QString& text) const
{
    choose(layer, column);
    table().setFocus();
    QTest::keyClick(&table(), Qt::Key_F2);
    auto* editor = table().indexWidget(table().currentIndex());
    QVERIFY2(editor != nullptr, "no editor opened");
    const auto* box = qobject_cast<QComboBox*>(editor);
    auto* line = box != nullptr ? box->lineEdit() : qobject_cast<QLineEdit*>(editor);
    QVERIFY(line != nullptr);
    line->selectAll();
    QTest::keyClicks(line, text);
    QTest::keyClick(line, Qt::Key_Return);
}

void TestSeedPage::layersAreAddedEditedAndRemovedByHand()
{
    const auto before = m_fixture->session().draft();
    auto& undo = m_fixture->context.undoStack();
    choose("b1.conv0");
    action("add.conv").trigger();
    QCOMPARE(selected(), QStringLiteral("b1.conv2"));
    QCOMPARE(undo.undoText(), QStringLiteral("add conv1d after b1.conv0"));
    QCOMPARE(text("b1.conv2", LayersModel::KindColumn), QStringLiteral("conv1d, BN, ReLU"));
    QCOMPARE(text("b1.conv2", LayersModel::ParametersColumn), QStringLiteral("396"));
    const auto added = m_fixture->session().draft();
    QCOMPARE(parameterCount(added.config.seed), parameterCount(before.config.seed) + 396);

    type("b1.conv2", LayersModel::TapsColumn, QStringLiteral("7"));
    QTRY_COMPARE(text("b1.conv2", LayersModel::TapsColumn), QStringLiteral("7"));
    QCOMPARE(undo.undoText(), QStringLiteral("change K of b1.conv2"));
    // 11 x 11 x 7 weights, 11 biases, 22 of the batch-norm, at 140 samples that stay.
    QCOMPARE(text("b1.conv2", LayersModel::ParametersColumn), QStringLiteral("880"));
    QCOMPARE(text("b1.conv2", LayersModel::SamplesColumn), QStringLiteral("140"));
    QCOMPARE(text("b1.conv2", LayersModel::MacsColumn), QStringLiteral("118.6k"));
    QCOMPARE(selected(), QStringLiteral("b1.conv2"));
    QCOMPARE(table().currentIndex().column(), int(LayersModel::TapsColumn));
    const auto edited = m_fixture->session().draft();

    undo.undo();
    QCOMPARE(m_fixture->session().draft(), added);
    QCOMPARE(text("b1.conv2", LayersModel::TapsColumn), QStringLiteral("3"));
    undo.redo();
    QCOMPARE(m_fixture->session().draft(), edited);

    choose("b1.conv2");
    QTest::keyClick(&table(), Qt::Key_Delete);
    QCOMPARE(m_fixture->config().seed, before.config.seed);
    QCOMPARE(undo.undoText(), QStringLiteral("remove b1.conv2"));
    QCOMPARE(selected(), QStringLiteral("b1.conv0"));
    for (int i = 0; i < 3; ++i)
        undo.undo();
    QCOMPARE(m_fixture->session().draft(), before);
    QCOMPARE(model().network(), before.config.seed);
}

void TestSeedPage::refusedDilationIsSaidInItsRow()
{
    const auto before = m_fixture->session().draft();
    type("b1.conv0", LayersModel::DilationColumn, QStringLiteral("0"));
    const auto row = model().rowOf(QStringLiteral("b1.conv0"));
    QTRY_COMPARE(model().refusedRow(), row); // the editor hands over when it has closed
    QCOMPARE(m_fixture->session().draft(), before);
    QCOMPARE(text("b1.conv0", LayersModel::DilationColumn), QStringLiteral("0"));
    QVERIFY(text("b1.conv0", LayersModel::ReasonColumn).contains(QStringLiteral("Set d to 1 or more")));
    QCOMPARE(table().columnSpan(row, LayersModel::ReasonColumn),
             int(LayersModel::ColumnCount) - int(LayersModel::ReasonColumn));
    QCOMPARE(m_fixture->context.undoStack().count(), 0);
    QTest::keyClick(&table(), Qt::Key_Escape);
    QCOMPARE(model().refusedRow(), -1);
    QCOMPARE(table().columnSpan(row, LayersModel::ReasonColumn), 1);
    QCOMPARE(text("b1.conv0", LayersModel::DilationColumn), QStringLiteral("1"));

    // Without padding, a dilation can be too long for the window.
    type("b1.conv0", LayersModel::SettingColumn, QStringLiteral("0, 0"));
    QTRY_VERIFY(text("b1.conv0", LayersModel::ReasonColumn).contains(QStringLiteral("Make the shapes equal")));
    type("b1.conv0", LayersModel::DilationColumn, QStringLiteral("2"));
    QTRY_COMPARE(text("b1.conv0", LayersModel::FieldColumn), QStringLiteral("41"));
    QCOMPARE(model().refusedRow(), -1); // the next edit that holds takes it away
}

void TestSeedPage::whatCannotBeRemovedSaysWhy()
{
    const auto before = m_fixture->session().draft();
    choose("b0.skip");
    action("removeLayer").trigger();
    QCOMPARE(m_fixture->session().draft(), before);
    QVERIFY2(text("b0.skip", LayersModel::ReasonColumn).contains(QStringLiteral("gives 2 x 140")),
             qPrintable(text("b0.skip", LayersModel::ReasonColumn)));
    choose("b1.skip"); // both sides are as wide
    action("removeLayer").trigger();
    QCOMPARE(model().rowOf(QStringLiteral("b1.skip")), -1);
    QCOMPARE(model().refusedRow(), -1);
    QCOMPARE(m_page->badge(), Badge::Complete);
}

void TestSeedPage::layersMoveAndDoubleByKey()
{
    const auto before = m_fixture->config().seed;
    choose("b0.conv0.drop");
    table().setFocus();
    QTest::keyClick(&table(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(selected(), QStringLiteral("b0.conv0.drop"));
    QCOMPARE(model().rowOf(QStringLiteral("b0.conv0.drop")) + 1, model().rowOf(QStringLiteral("b0.conv0")));
    QTest::keyClick(&table(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(m_fixture->config().seed, before);
    QTest::keyClick(&table(), Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(selected(), QStringLiteral("b0.conv0.drop0"));
    QCOMPARE(m_fixture->context.undoStack().undoText(), QStringLiteral("duplicate b0.conv0.drop"));
}

void TestSeedPage::poolsShortenWhatComesBehind()
{
    choose("b0.add");
    action("add.maxPool").trigger();
    QCOMPARE(text("pool0", LayersModel::SamplesColumn), QStringLiteral("70"));
    QCOMPARE(text("b2.conv1", LayersModel::SamplesColumn), QStringLiteral("70"));
    QCOMPARE(at("flatten", LayersModel::OutColumn).data(LayersModel::SortRole).toInt(), 770);
    type("pool0", LayersModel::StrideColumn, QStringLiteral("1"));
    QTRY_COMPARE(text("b2.conv1", LayersModel::SamplesColumn), QStringLiteral("139"));
    type("b0.conv0.drop", LayersModel::SettingColumn, QStringLiteral("0.1"));
    QTRY_COMPARE(m_fixture->context.undoStack().undoText(), QStringLiteral("change rate of b0.conv0.drop"));
}

void TestSeedPage::skipsAreOfferedFromEarlierLayers()
{
    choose("b0.conv1");
    auto* menu = m_page->findChild<QMenu*>(QStringLiteral("skipFrom"));
    Q_EMIT menu->aboutToShow();
    QStringList sources;
    for (const auto* entry : menu->actions())
        sources.append(entry->text());
    QCOMPARE(sources, QStringList({QStringLiteral("input"), QStringLiteral("conv0"), QStringLiteral("b0.conv0"),
                                   QStringLiteral("b0.conv0.drop")}));
    menu->actions().back()->trigger();
    QCOMPARE(at("b0.add0", LayersModel::FromColumn).data(Qt::ToolTipRole).toString(),
             QStringLiteral("b0.conv1 + b0.conv0.drop"));
    QCOMPARE(parameterCount(m_fixture->config().seed), parameterCount(ecgtcn().seed));
}

void TestSeedPage::renamedLayersKeepTheirMaskChoices()
{
    auto draft = m_fixture->session().draft();
    draft.config.masks.layers = {{.layer = "b1.conv0"}, {.layer = "b1.conv1"}};
    m_fixture->context.edit(draft, QStringLiteral("choices"));
    type("b1.conv0", LayersModel::LayerColumn, QStringLiteral("wrist"));
    QTRY_COMPARE(selected(), QStringLiteral("wrist"));
    QCOMPARE(m_fixture->config().masks.layers.front().layer, std::string("wrist"));
    QCOMPARE(m_fixture->config().masks.layers.back().layer, std::string("b1.conv1"));
    choose("wrist");
    action("removeLayer").trigger();
    QCOMPARE(m_fixture->config().masks.layers.size(), std::size_t{1});
}

void TestSeedPage::headIsMadeAnew()
{
    choose("fc");
    action("removeLayer").trigger();
    QCOMPARE(m_page->badge(), Badge::Decision);
    QVERIFY(!m_page->findChild<QPushButton*>(QStringLiteral("useInSearch"))->isEnabled());
    choose("flatten");
    action("add.linear").trigger(); // makes the outputs now
    QCOMPARE(text("fc0", LayersModel::OutColumn), QStringLiteral("5"));
    QCOMPARE(m_page->badge(), Badge::Complete);
    action("add.linear").trigger(); // before what makes the outputs
    QCOMPARE(text("fc1", LayersModel::OutColumn), QStringLiteral("64"));
    QCOMPARE(m_page->badge(), Badge::Complete);
}

void TestSeedPage::editedSeedIsReset()
{
    auto* reset = m_page->findChild<QToolButton*>(QStringLiteral("resetSeed"));
    const auto before = m_fixture->session().draft();
    QVERIFY(!reset->isEnabled());
    choose("b2.add");
    action("removeLayer").trigger();
    QVERIFY(reset->isEnabled());
    reset->click();
    QCOMPARE(m_fixture->session().draft(), before);
    QVERIFY(!reset->isEnabled());
    m_fixture->context.undoStack().undo();
    QCOMPARE(model().rowOf(QStringLiteral("b2.skip")), -1);
}

void TestSeedPage::readOnlyProjectOffersNoEdits()
{
    const auto folder = m_fixture->session().folder();
    const ProjectSession* writer = &m_fixture->session();
    QVERIFY(!writer->isReadOnly());
    Context other;
    other.setSession(ProjectSession::open(folder));
    QVERIFY(other.session()->isReadOnly());
    SeedPage page(other);
    page.show();
    auto* view = page.findChild<QTableView*>();
    QCOMPARE(view->editTriggers(), QAbstractItemView::NoEditTriggers);
    view->setCurrentIndex(view->model()->index(1, LayersModel::LayerColumn));
    for (const auto* name : {"duplicateLayer", "removeLayer", "moveLayerUp", "moveLayerDown", "layerNorm"})
        QVERIFY2(!page.findChild<QAction*>(QLatin1String(name))->isEnabled(), name);
    QVERIFY(!page.findChild<QToolButton*>(QStringLiteral("addLayerButton"))->isEnabled());
}

QTEST_MAIN(TestSeedPage)
#include "tst_seedpage.moc"
