// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/masksmodel.h"

#include "core/network/seeds.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace pitlane;

class TestMasksModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void namesWhatIsLocked_data();
    void namesWhatIsLocked();
    void showsChoices();
    void boxOfOneLayer();
    void headerIsTriState();
    void presets();
    void freezeRows();
    void keepAtLeast();
    void oneLayerOfAColumnThatWasOff();

private:
    QModelIndex at(const char* layer, int column) const;
    void accept(); ///< what the page does: hands the wish back

    std::unique_ptr<MasksModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    NetworkSpec m_seed;
};

void TestMasksModel::init()
{
    m_seed = ecgtcn().seed;
    m_tester.reset();
    m_model = std::make_unique<MasksModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_model->setMasks(m_seed, {});
    accept();
}

void TestMasksModel::accept()
{
    connect(m_model.get(), &MasksModel::masksEdited, m_model.get(),
            [this](const MaskConfig& masks, const QString&) { m_model->setMasks(m_seed, masks); });
}

QModelIndex TestMasksModel::at(const char* layer, int column) const
{
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (m_model->index(row, MasksModel::LayerColumn).data().toString() == QLatin1String(layer))
            return m_model->index(row, column);
    return {};
}

void TestMasksModel::namesWhatIsLocked_data()
{
    QTest::addColumn<QString>("layer");
    QTest::addColumn<int>("column");
    QTest::addColumn<bool>("locked");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("note");
    const auto row = [](const char* name, const char* layer, int column, bool locked, const QString& text,
                        const QString& note) {
        QTest::newRow(name) << QString::fromLatin1(layer) << column << locked << text << note;
    };
    row("fixed by the seed", "conv0", MasksModel::ChannelsColumn, true, QStringLiteral("2"),
        QStringLiteral("fixed by the seed"));
    row("searched channels", "b0.conv0", MasksModel::ChannelsColumn, false, QStringLiteral("1 to 11"),
        QStringLiteral("may vanish"));
    row("skip follows", "b0.skip", MasksModel::ChannelsColumn, true, QStringLiteral("follows conv1"),
        QStringLiteral("α of block 0"));
    row("skip has one tap", "b0.skip", MasksModel::FieldColumn, true, QStringLiteral("1"),
        QStringLiteral("α of block 0"));
    row("field", "b2.conv1", MasksModel::FieldColumn, false, QStringLiteral("1 to 41"), QStringLiteral("α of block 2"));
    row("dilation", "b2.conv1", MasksModel::DilationColumn, false, QStringLiteral("1 2 4 8 16 32"),
        QStringLiteral("α of block 2"));
    row("output", "fc", MasksModel::ChannelsColumn, true, QStringLiteral("5"), QStringLiteral("makes the outputs"));
}

void TestMasksModel::namesWhatIsLocked()
{
    QFETCH(QString, layer);
    QFETCH(int, column);
    const auto index = at(layer.toLatin1().constData(), column);
    QVERIFY(index.isValid());
    QTEST(index.data(MasksModel::LockedRole).toBool(), "locked");
    QTEST(index.data().toString(), "text");
    QTEST(index.siblingAtColumn(MasksModel::NoteColumn).data().toString(), "note");
    QCOMPARE(index.data(Qt::CheckStateRole).isValid(), !index.data(MasksModel::LockedRole).toBool());
}

void TestMasksModel::showsChoices()
{
    QCOMPARE(at("b0.conv0", MasksModel::ChoicesColumn).data(MasksModel::SortRole).toDouble(), 484.0);
    QCOMPARE(at("b1.conv1", MasksModel::ChoicesColumn).data(MasksModel::SortRole).toDouble(), 1155.0);
    QCOMPARE(at("b2.conv0", MasksModel::ChoicesColumn).data(MasksModel::SortRole).toDouble(), 2706.0);
    QCOMPARE(at("b0.skip", MasksModel::ChoicesColumn).data().toString(), QString());
}

void TestMasksModel::boxOfOneLayer()
{
    const auto box = at("b1.conv0", MasksModel::FieldColumn);
    QVERIFY(m_model->setData(box, Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(box.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    QCOMPARE(box.data().toString(), QStringLiteral("21"));
    QCOMPARE(m_model->masks().layers.size(), 1U);
    QCOMPARE(m_model->masks().layers.front(), (LayerMaskChoice{.layer = "b1.conv0", .field = false}));
    QVERIFY(m_model->setData(box, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(m_model->masks(), MaskConfig{});
    QVERIFY(!m_model->setData(at("conv0", MasksModel::FieldColumn), Qt::Checked, Qt::CheckStateRole));
}

void TestMasksModel::headerIsTriState()
{
    const auto state = [this](int column) {
        return m_model->headerData(column, Qt::Horizontal, Qt::CheckStateRole).toInt();
    };
    QCOMPARE(state(MasksModel::DilationColumn), int(Qt::PartiallyChecked)); // locked layers are not searched
    QVERIFY(m_model->headerData(MasksModel::DilationColumn, Qt::Horizontal, MasksModel::AllOnRole).toBool());
    QVERIFY(!m_model->headerData(MasksModel::NoteColumn, Qt::Horizontal, Qt::CheckStateRole).isValid());
    QVERIFY(m_model->setHeaderData(MasksModel::DilationColumn, Qt::Horizontal, Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(state(MasksModel::DilationColumn), int(Qt::Unchecked));
    QVERIFY(!m_model->masks().dilation);
    QVERIFY(m_model->masks().layers.empty());
    QVERIFY(m_model->setHeaderData(MasksModel::DilationColumn, Qt::Horizontal, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(m_model->masks(), MaskConfig{});
}

void TestMasksModel::presets()
{
    m_model->setColumns(true, false, false);
    QCOMPARE(m_model->masks(), (MaskConfig{.channels = true, .field = false, .dilation = false}));
    QCOMPARE(at("b0.conv0", MasksModel::ChoicesColumn).data(MasksModel::SortRole).toDouble(), 11.0);
    m_model->setColumns(false, false, true);
    QCOMPARE(m_model->masks(), (MaskConfig{.channels = false, .field = false, .dilation = true}));
    QCOMPARE(at("b0.conv0", MasksModel::ChoicesColumn).data(MasksModel::SortRole).toDouble(), 4.0);
}

void TestMasksModel::freezeRows()
{
    const QList<int> rows{at("b0.conv0", 0).row(), at("b0.skip", 0).row()};
    QVERIFY(m_model->anySearched(rows));
    m_model->setRows(rows, false);
    QVERIFY(!m_model->anySearched(rows));
    QVERIFY(m_model->anySearched({at("b0.conv1", 0).row()}));
    QCOMPARE(m_model->masks().layers.front(),
             (LayerMaskChoice{.layer = "b0.conv0", .channels = false, .field = false, .dilation = false}));
    m_model->setRows(rows, true);
    QCOMPARE(m_model->masks(), MaskConfig{});
}

void TestMasksModel::keepAtLeast()
{
    const auto cell = at("b0.conv0", MasksModel::KeepColumn);
    QVERIFY((m_model->flags(cell) & Qt::ItemIsEditable) != 0);
    QVERIFY((m_model->flags(at("b0.skip", MasksModel::KeepColumn)) & Qt::ItemIsEditable) == 0);
    QVERIFY(m_model->setData(cell, 4, Qt::EditRole));
    QCOMPARE(cell.data().toString(), QStringLiteral("4"));
    QCOMPARE(at("b0.conv0", MasksModel::ChannelsColumn).data().toString(), QStringLiteral("4 to 11"));
    QCOMPARE(at("b0.conv0", MasksModel::NoteColumn).data().toString(), QString()); // it cannot vanish any more
    QVERIFY(!m_model->setData(cell, QStringLiteral("some"), Qt::EditRole));
    QVERIFY(m_model->setData(cell, 1, Qt::EditRole));
    QCOMPARE(m_model->masks(), MaskConfig{});
}

void TestMasksModel::oneLayerOfAColumnThatWasOff()
{
    m_model->setColumns(true, false, true);
    QVERIFY(m_model->setData(at("b2.conv0", MasksModel::FieldColumn), Qt::Checked, Qt::CheckStateRole));
    QVERIFY(m_model->masks().field);
    QCOMPARE(at("b2.conv0", MasksModel::FieldColumn).data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    QCOMPARE(at("b0.conv0", MasksModel::FieldColumn).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    QCOMPARE(at("b2.conv1", MasksModel::FieldColumn).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
}

QTEST_MAIN(TestMasksModel)
#include "tst_masksmodel.moc"
