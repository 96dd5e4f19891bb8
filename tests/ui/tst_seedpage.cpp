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

#include <QApplication>
#include <QComboBox>
#include <QPushButton>
#include <QTableView>
#include <QTest>

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

private:
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

QTEST_MAIN(TestSeedPage)
#include "tst_seedpage.moc"
