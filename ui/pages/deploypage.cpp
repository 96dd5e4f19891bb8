// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/deploypage.h"

#include "core/deploy/targetdevice.h"
#include "ui/backgroundtask.h"
#include "ui/format.h"
#include "ui/models/jobsmodel.h"
#include "ui/pages/exportfacts.h"
#include "ui/pages/exportform.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/readingstrip.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QMessageBox>
#include <QScrollArea>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

DeployPage::DeployPage(Context& context, QWidget* parent)
    : Page(context, tr("Deploy"), parent), m_task(new BackgroundTask(this))
{
    auto* explore = makeButton(tr("Choose a point on Explore"), QStringLiteral("explore"));
    connect(explore, &QPushButton::clicked, this, [this] { this->context().go(Mode::Explore); });
    auto* empty =
        makeEmptyState(QStringLiteral("deploy"), tr("From a point to firmware"),
                       tr("Select a finished point on Explore. Here it is turned into whole numbers, compared with "
                          "what a device holds, and exported as a firmware project with a proof that its C code "
                          "computes the same."),
                       explore);
    auto* content = new QWidget;
    auto* grid = new QGridLayout(content);
    grid->setContentsMargins(16, 16, 16, 16);
    grid->setSpacing(12);
    grid->addWidget(makePointPanel(), 0, 0);
    grid->addWidget(makeExportPanel(), 1, 0);
    grid->addWidget(makeFactsPanel(), 0, 1, 3, 1);
    grid->setRowStretch(2, 1);
    grid->setColumnStretch(0, 5);
    grid->setColumnStretch(1, 6);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    m_pages = new QStackedWidget;
    for (auto* page : {empty, static_cast<QWidget*>(scroll)}) {
        page->setProperty("role", QStringLiteral("base"));
        page->setAttribute(Qt::WA_StyledBackground);
        m_pages->addWidget(page);
    }
    content->setProperty("role", QStringLiteral("base"));
    content->setAttribute(Qt::WA_StyledBackground);
    setContent(m_pages);

    connect(m_task, &BackgroundTask::ended, this, [this] {
        m_strip->refresh();
        m_exports = false;
    });
    connect(m_strip, &ReadingStrip::cancelled, this, [this] {
        m_task->cancel();
        m_facts->showNothing(tr("Cancelled. Nothing was written."));
        refresh();
    });
    connect(m_form, &ExportForm::exportRequested, this, &DeployPage::exportPackage);
    connect(m_form, &ExportForm::changed, this, [this] {
        m_shown = {};
        estimate();
    });
    connect(&context, &Context::selectedChanged, this, &DeployPage::refresh);
    connect(&context, &Context::sessionChanged, this, [this](ProjectSession* session) {
        if (session != nullptr) {
            connect(session, &ProjectSession::testFinished, this, &DeployPage::refresh);
            connect(session, &ProjectSession::refitFinished, this, &DeployPage::refresh);
            connect(session, &ProjectSession::pointChanged, this, [this](const SearchPoint& point) {
                if (point.id == this->context().selected())
                    refresh();
            });
        }
        refresh();
    });
    refresh();
}

DeployPage::~DeployPage() = default;

QWidget* DeployPage::makePointPanel()
{
    const auto wrapping = [] {
        auto* made = new QLabel;
        made->setWordWrap(true);
        return made;
    };
    m_point = wrapping();
    m_test = wrapping();
    m_refit = wrapping();
    m_open = makeButton(tr("Open the test part for this point"), QStringLiteral("unlock"));
    m_openRefit = makeButton(tr("Open the test part for its refit"), QStringLiteral("unlock"));
    auto* inside = new QWidget;
    auto* rows = new QVBoxLayout(inside);
    rows->setContentsMargins(12, 12, 12, 12);
    rows->setSpacing(8);
    for (auto* widget : {static_cast<QWidget*>(m_point), static_cast<QWidget*>(m_test)})
        rows->addWidget(widget);
    rows->addWidget(m_open, 0, Qt::AlignLeft);
    rows->addWidget(m_refit);
    rows->addWidget(m_openRefit, 0, Qt::AlignLeft);
    const auto open = [this](QPushButton* button, QLabel* label, bool refit) {
        connect(button, &QPushButton::clicked, this, [this, button, label, refit] {
            try {
                context().session()->test(context().selected(), refit);
                button->setEnabled(false);
                label->setText(tr("Opening the test part…"));
            } catch (const Error& error) {
                QMessageBox::warning(this, tr("Pitlane"), QString::fromUtf8(error.what()));
            }
        });
    };
    open(m_open, m_test, false);
    open(m_openRefit, m_refit, true);
    auto* panel = new Panel(tr("Selected point"));
    panel->setContent(inside);
    return panel;
}

QWidget* DeployPage::makeExportPanel()
{
    m_form = new ExportForm;
    auto* panel = new Panel(tr("Firmware package"));
    panel->setContent(m_form);
    return panel;
}

QWidget* DeployPage::makeFactsPanel()
{
    m_facts = new ExportFacts;
    m_strip = new ReadingStrip;
    m_strip->follow(*m_task);
    auto* inside = new QWidget;
    auto* rows = new QVBoxLayout(inside);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_strip);
    rows->addWidget(m_facts, 1);
    auto* panel = new Panel(tr("On the device"));
    m_showFolder = makeButton(tr("Show files"), QStringLiteral("folder"));
    m_showReport = makeButton(tr("Report"), QStringLiteral("log"));
    panel->tools().addWidget(m_showFolder);
    panel->tools().addWidget(m_showReport);
    connect(m_showFolder, &QPushButton::clicked, this, [this] {
        const QFileInfo info(m_written);
        QDesktopServices::openUrl(QUrl::fromLocalFile(info.isDir() ? m_written : info.absolutePath()));
    });
    connect(m_showReport, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_written + QStringLiteral("/report.html"))); });
    panel->setContent(inside);
    return panel;
}

void DeployPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    estimate();
}

void DeployPage::refresh()
{
    const auto* session = context().session();
    const auto point = session != nullptr ? session->point(context().selected()) : std::nullopt;
    const bool done = point && point->status == PointStatus::Done && point->validation;
    m_pages->setCurrentIndex(done ? 1 : 0);
    if (!done) {
        m_shown = {};
        return;
    }
    m_point->setText(tr("<b>%1</b>: %2 parameters, %3 MACs, %4 on validation (%5)")
                         .arg(pointTitle(*point), format::count(point->parameters),
                              format::shortCount(static_cast<double>(point->macs)), format::quality(*point->validation),
                              format::measureInSentence(point->validation->measure)));
    m_form->setHasRefit(session->hasRefit(point->id));
    m_form->propose(QString::fromStdString(
        (session->folder() / "exports" / ("point-" + std::to_string(point->number) + "-" + m_form->settings().target))
            .string()));
    m_form->setObstacle(m_exports ? tr("A package is being made.") : QString());
    refreshTest(*point);
    if (m_shown != point->id) {
        m_written.clear();
        estimate();
    }
    m_showFolder->setEnabled(!m_written.isEmpty());
    m_showReport->setEnabled(QFileInfo(m_written).isDir());
}

void DeployPage::refreshTest(const SearchPoint& point)
{
    const auto* session = context().session();
    const auto results = session->testResults();
    const auto say = [&](QLabel* label, QPushButton* button, bool refit, const QString& unopened) {
        const auto opened = std::ranges::find_if(
            results, [&](const TestResult& each) { return each.point == point.id && each.refit == refit; });
        button->setEnabled(opened == results.end() && !session->isReadOnly());
        label->setText(
            opened == results.end()
                ? unopened
                : tr("%1: %2 (%3) on %4 series, opened %5.")
                      .arg(refit ? tr("Test part, refit") : tr("Test part"), format::quality(opened->quality),
                           format::measureInSentence(opened->quality.measure), format::count(opened->quality.rows),
                           format::clock(QString::fromStdString(opened->openedAt))));
    };
    say(m_test, m_open, false,
        tr("The test part has not been opened for this point. Open it once, when the choice is made: each opening is "
           "logged in the project."));
    say(m_refit, m_openRefit, true,
        tr("The point has a refit on train and validation; its test part has not been opened."));
    const bool hasRefit = session->hasRefit(point.id);
    m_refit->setVisible(hasRefit);
    m_openRefit->setVisible(hasRefit);
}

void DeployPage::estimate()
{
    const auto* session = context().session();
    const auto id = context().selected();
    if (!isVisible() || m_exports || session == nullptr || m_pages->currentIndex() == 0 || m_shown == id)
        return;
    auto settings = m_form->settings();
    settings.out.clear();
    settings.proof = false;
    settings.vectors = 1;
    run(std::move(settings));
}

void DeployPage::exportPackage()
{
    auto settings = m_form->settings();
    if (settings.out.empty()) {
        m_facts->showProblem(tr("Say where the package goes: a new or empty folder, or a ZIP file."));
        return;
    }
    run(std::move(settings));
}

void DeployPage::run(ExportSettings settings)
{
    const auto id = context().selected();
    m_shown = id;
    try {
        const auto target = targetNamed(settings.target);
        auto request = exportRequest(*context().session(), id, settings);
        m_exports = !settings.out.empty();
        m_form->setObstacle(m_exports ? tr("A package is being made.") : QString());
        m_task->start(
            [request = std::move(request)](const Progress& progress) { return exportPoint(request, progress); },
            [this, settings, target](const ExportResult& result) {
                m_facts->showResult(result, target);
                if (!settings.out.empty())
                    tellExported(settings, result);
                refresh();
            },
            [this](const QString& problem) {
                m_facts->showProblem(problem);
                refresh();
            });
        m_strip->refresh();
        if (!m_exports)
            m_facts->showNothing(tr("Looking at what it is in whole numbers…"));
    } catch (const Error& error) {
        m_facts->showProblem(QString::fromUtf8(error.what()));
    }
}

void DeployPage::tellExported(const ExportSettings& settings, const ExportResult& result)
{
    m_written = QString::fromStdString(settings.out.string());
    context().say(tr("Package written to %1: %2 files, %3 golden windows")
                      .arg(m_written, format::count(static_cast<std::int64_t>(result.package.files.size())),
                           format::count(result.windows)));
}

} // namespace pitlane
