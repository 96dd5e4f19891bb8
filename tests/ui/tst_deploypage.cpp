// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/weights.h"
#include "tests/session/sessionfixture.h"
#include "ui/pages/deploypage.h"
#include "ui/pages/exportfacts.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace pitlane;

class tst_DeployPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::install(*qApp, ThemeChoice::Light); }

    void withoutASelection()
    {
        const SessionFixture fixture;
        start(fixture);
        QCOMPARE(m_page->findChild<QStackedWidget*>()->currentIndex(), 0);
        QVERIFY(m_page->findChild<QPushButton*>(QStringLiteral("exportPackage"))->isVisible() == false);
    }

    void pointIsEstimatedAndExported()
    {
        const SessionFixture fixture;
        start(fixture);
        const auto point = searched(fixture);
        m_context->setSelected(point.id);
        auto& facts = *m_page->findChild<ExportFacts*>();
        QTRY_VERIFY2_WITH_TIMEOUT(facts.verdict().contains(QStringLiteral("fits")), qPrintable(facts.verdict()), 60000);
        QVERIFY(!std::filesystem::exists(fixture.folder() / "exports")); // looking writes nothing

        const auto out = QString::fromStdString((fixture.folder() / "firmware").string());
        auto& field = *m_page->findChild<QLineEdit*>(QStringLiteral("exportOut"));
        QVERIFY(!field.text().isEmpty());
        field.clear();
        QTest::keyClicks(&field, out); // typed: no proposal takes its place
        m_page->findChild<QCheckBox*>(QStringLiteral("exportProof"))->setChecked(false);
        auto& button = *m_page->findChild<QPushButton*>(QStringLiteral("exportPackage"));
        QTest::mouseClick(&button, Qt::LeftButton);
        QVERIFY(!button.isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(button.isEnabled(), 60000);
        for (const auto* name : {"README.md", "LICENSE", "report.html", "App/network.c"})
            QVERIFY2(std::filesystem::exists(fixture.folder() / "firmware" / name), name);

        // The same place again: nothing is overwritten, the sentence says so.
        QTest::mouseClick(&button, Qt::LeftButton);
        QTRY_VERIFY2_WITH_TIMEOUT(facts.verdict().startsWith(QStringLiteral("No package")), qPrintable(facts.verdict()), 20000);
    }

    void emptyPlaceIsRefused()
    {
        const SessionFixture fixture;
        start(fixture);
        m_context->setSelected(searched(fixture).id);
        auto& facts = *m_page->findChild<ExportFacts*>();
        QTRY_VERIFY_WITH_TIMEOUT(facts.verdict().contains(QStringLiteral("fits")), 60000);
        m_page->findChild<QLineEdit*>(QStringLiteral("exportOut"))->clear();
        m_page->exportPackage();
        QVERIFY(facts.verdict().startsWith(QStringLiteral("No package")));
    }

private:
    void start(const SessionFixture& fixture)
    {
        m_page.reset();
        m_context = std::make_unique<Context>();
        m_page = std::make_unique<DeployPage>(*m_context);
        m_page->resize(1368, 848);
        m_page->show();
        m_context->setSession(fixture.create());
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }

    /// A point of a fake search, with weights drawn here.
    SearchPoint searched(const SessionFixture& fixture)
    {
        auto& session = *m_context->session();
        QSignalSpy finished(&session, &ProjectSession::sweepFinished);
        const auto sweep = session.launch(SessionFixture::config(1));
        if (!finished.wait(30000))
            throw Error("the fake search did not end");
        const auto point = pointNumber(session, sweep, 1);
        std::mt19937 random(1);
        std::uniform_real_distribution<float> value(-0.3F, 0.3F);
        Weights weights;
        for (const auto& [name, dims] : weightShapes(session.network(point.id))) {
            std::size_t count = 1;
            for (const auto size : dims)
                count *= static_cast<std::size_t>(size);
            auto& tensor = weights[name] = {.shape = dims, .values = std::vector<float>(count)};
            for (auto& each : tensor.values)
                each = name.ends_with("running_var") ? 1 + value(random) : value(random);
        }
        saveWeights(weights, fixture.folder() / point.runFolder / runfile::weights);
        return point;
    }

    std::unique_ptr<Context> m_context;
    std::unique_ptr<DeployPage> m_page;
};

QTEST_MAIN(tst_DeployPage)
#include "tst_deploypage.moc"
