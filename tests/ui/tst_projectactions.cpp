// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/filelock.h"
#include "core/base/files.h"
#include "core/data/guess.h"
#include "tests/ui/setupfixture.h"
#include "ui/projectactions.h"
#include "ui/recentproject.h"
#include "ui/systemload.h"

#include <QDir>
#include <QTest>

#include <algorithm>

using namespace pitlane;

class TestProjectActions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void dropsAreSortedOut()
    {
        const auto touch = [this](const char* name) {
            const auto path = at(QLatin1String(name));
            QDir().mkpath(QFileInfo(path).path());
            writeFileAtomically(path.toStdString(), "1\t0\n");
            return path;
        };
        const auto train = touch("beats_TRAIN.tsv");
        const auto test = touch("beats_TEST.tsv");
        const auto sound = touch("clip.wav");
        const auto network = touch("seed.json");
        const auto onnx = touch("seed.ONNX");
        const auto note = touch("notes.md");
        const auto database = touch("study/project.db");
        const auto study = QFileInfo(database).path();
        const auto data = [](const QStringList& paths) {
            return Drop{.kind = Drop::Kind::Data, .path = {}, .paths = paths};
        };
        using Kind = Drop::Kind;
        QCOMPARE(dropFrom({train}), data({train}));
        QCOMPARE(dropFrom({test, train, note}), data({test, train}));
        QCOMPARE(dropFrom({sound}), data({sound}));
        QCOMPARE(dropFrom({network}), (Drop{.kind = Kind::Network, .path = network, .paths = {}}));
        QCOMPARE(dropFrom({onnx}), (Drop{.kind = Kind::Network, .path = onnx, .paths = {}}));
        QCOMPARE(dropFrom({study}), (Drop{.kind = Kind::Project, .path = study, .paths = {}}));
        QCOMPARE(dropFrom({database}), (Drop{.kind = Kind::Project, .path = study, .paths = {}}));
        QCOMPARE(dropFrom({m_folder->path()}), data({m_folder->path()})); // a folder of data
        QCOMPARE(dropFrom({note}), Drop{});
        QCOMPARE(dropFrom({}), Drop{});
    }

    void aProjectFromFiles()
    {
        testing::SetupFixture fixture(testing::SetupFixture::Data::Files);
        const auto folder = at(QStringLiteral("new"));
        const auto source = sourceFromFiles(fixture.dataFolder / "train.tsv", {}, folder.toStdString());
        const auto session = createProject({.folder = folder, .name = QStringLiteral("new"), .source = source});
        QCOMPARE(session->name(), QStringLiteral("new"));
        QCOMPARE(session->draft().config.data, source);
        QCOMPARE(session->draft().config.seed.input, (Shape{1, 140}));
    }

    void unreadableDataLeaveNoProjectBehind()
    {
        testing::SetupFixture fixture(testing::SetupFixture::Data::Files);
        const auto folder = at(QStringLiteral("new"));
        const auto source = sourceFromFiles(fixture.dataFolder / "train.tsv", {}, folder.toStdString());
        std::filesystem::remove(fixture.dataFolder / "train.tsv");
        QVERIFY_EXCEPTION_THROWN(
            (void)createProject({.folder = folder, .name = QStringLiteral("new"), .source = source}), Error);
        QVERIFY(!QFileInfo::exists(folder));
    }

    void aStandInIsSyntheticAndHasNothingToDecide()
    {
        const auto examples = readExamples(std::filesystem::path(PITLANE_SOURCE_DIR) / "projects");
        const auto example = std::ranges::find(examples, std::string("ecg5000"), &Example::id);
        QVERIFY(example != examples.end() && example->standIn);
        const auto folder = at(QStringLiteral("stand-in"));
        const auto draft = prepareExample(*example, {}, folder, true);
        QVERIFY(!QFileInfo::exists(folder)); // nothing is made before the data are read
        QCOMPARE(draft.config.data.kind, DataSource::Kind::Synthetic);
        QVERIFY(draft.config.data.name.find("Synthetic") != std::string::npos);
        const auto session = createFromExample(*example, draft, folder, QStringLiteral("stand-in"));
        QVERIFY(session->decisions().empty());
    }

    void theDemoIsMadeOnceAndMayLaunch()
    {
        const auto folder = at(QStringLiteral("demo"));
        {
            const auto session = openDemo(folder);
            QVERIFY(!session->decisions().empty()); // so that Launch is open
            auto draft = session->draft();
            QCOMPARE(draft.config.data.kind, DataSource::Kind::Synthetic);
            QVERIFY(validate(draft.config).empty());
            draft.config.seedNumber = 7;
            session->setDraft(draft);
        }
        QCOMPARE(openDemo(folder)->draft().config.seedNumber, std::uint64_t(7));
    }

    void freeFoldersAreNumbered()
    {
        QCOMPARE(freeFolder(m_folder->path(), QStringLiteral("ecg")), at(QStringLiteral("ecg")));
        QDir(m_folder->path()).mkdir(QStringLiteral("ecg"));
        QCOMPARE(freeFolder(m_folder->path(), QStringLiteral("ecg")), at(QStringLiteral("ecg-2")));
        QDir(m_folder->path()).mkdir(QStringLiteral("ecg-2"));
        QCOMPARE(freeFolder(m_folder->path(), QStringLiteral("ecg")), at(QStringLiteral("ecg-3")));
    }

    void statesOfRecentProjects()
    {
        using Kind = RecentState::Kind;
        RecentProject project{.folder = at(QStringLiteral("study")), .name = QStringLiteral("study")};
        QCOMPARE(stateOf(project).kind, Kind::Missing);
        {
            const auto session = ProjectSession::create(project.folder.toStdString(), project.name);
            QCOMPARE(stateOf(project).kind, Kind::InUse);
            const auto summary = summarise(*session);
            QCOMPARE(summary.folder, project.folder);
            QCOMPARE(summary.sweep, 0);
            QVERIFY(summary.marks.empty());
        }
        QCOMPARE(stateOf(project).kind, Kind::Ready);
        project.sweep = 2;
        project.points = 8;
        project.done = 8;
        QCOMPARE(stateOf(project).kind, Kind::Complete);
        project.failed = 1;
        project.done = 7;
        QCOMPARE(stateOf(project).kind, Kind::Failed);
        project.open = 3;
        QCOMPARE(stateOf(project).kind, Kind::Interrupted);
        QVERIFY(stateOf(project).sentence.contains(QStringLiteral("3 points can resume")));
    }

    void systemFiguresAreRead()
    {
        const auto ticks = cpuTicksFrom("cpu  100 5 20 800 50 1 2 3 9 9\ncpu0 1 2 3 4\n");
        QCOMPARE(ticks, (CpuTicks{.busy = 131, .total = 981}));
        QVERIFY(!cpuTicksFrom(""));
        QVERIFY(!cpuTicksFrom("intr 1 2 3 4 5\n"));
        QCOMPARE(bytesFrom("MemTotal:       16000 kB\nMemFree: 1 kB\n", "MemTotal"), std::optional<qint64>(16384000));
        QCOMPARE(bytesFrom("Name: x\nVmRSS:\t  2048 kB\n", "VmRSS"), std::optional<qint64>(2097152));
        QVERIFY(!bytesFrom("MemTotal: 5 kB\n", "VmRSS"));
    }

private:
    [[nodiscard]] QString at(const QString& name) const { return m_folder->filePath(name); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestProjectActions)
#include "tst_projectactions.moc"
