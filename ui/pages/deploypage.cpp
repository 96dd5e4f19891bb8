// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/deploypage.h"

#include "ui/format.h"
#include "ui/models/jobsmodel.h"
#include "ui/widgets/panel.h"

#include <QLabel>
#include <QMessageBox>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

DeployPage::DeployPage(Context& context, QWidget* parent) : Page(context, tr("Deploy"), parent)
{
    auto* content = new QWidget;
    content->setProperty("role", QStringLiteral("base"));
    content->setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    m_point = new QLabel;
    m_point->setWordWrap(true);
    m_test = new QLabel;
    m_test->setWordWrap(true);
    m_open = makeButton(tr("Open the test part for this point"), QStringLiteral("unlock"));
    auto* panel = new Panel(tr("Selected point"));
    auto* inside = new QWidget;
    auto* rows = new QVBoxLayout(inside);
    rows->setContentsMargins(12, 12, 12, 12);
    rows->setSpacing(8);
    rows->addWidget(m_point);
    rows->addWidget(m_test);
    rows->addWidget(m_open, 0, Qt::AlignLeft);
    panel->setContent(inside);
    column->addWidget(panel);
    auto* explore = makeButton(tr("Choose a point on Explore"), QStringLiteral("explore"));
    connect(explore, &QPushButton::clicked, this, [this] { this->context().go(Mode::Explore); });
    column->addWidget(makeEmptyState(QStringLiteral("deploy"), tr("From a point to firmware"),
                                     tr("This page is where a point becomes an int8 firmware project for GAP8 or STM32, "
                                        "with its memory map, predicted latency and a proof that the C code computes the "
                                        "same. This version of Pitlane stops at the trained network: network.json and "
                                        "weights.safetensors lie in the point's run folder."),
                                     explore),
                      1);
    setContent(content);

    connect(m_open, &QPushButton::clicked, this, [this] {
        try {
            this->context().session()->test(this->context().selected());
            m_open->setEnabled(false);
            m_test->setText(tr("Opening the test part…"));
        } catch (const Error& error) {
            QMessageBox::warning(this, tr("Pitlane"), QString::fromUtf8(error.what()));
        }
    });
    connect(&context, &Context::selectedChanged, this, &DeployPage::refresh);
    connect(&context, &Context::sessionChanged, this, [this](ProjectSession* session) {
        if (session != nullptr) {
            connect(session, &ProjectSession::testFinished, this, &DeployPage::refresh);
            connect(session, &ProjectSession::pointChanged, this, [this](const SearchPoint& point) {
                if (point.id == this->context().selected())
                    refresh();
            });
        }
        refresh();
    });
    refresh();
}

void DeployPage::refresh()
{
    const auto* session = context().session();
    const auto point = session != nullptr ? session->point(context().selected()) : std::nullopt;
    const bool done = point && point->status == PointStatus::Done && point->validation;
    m_open->setVisible(done);
    if (!done) {
        m_point->setText(tr("No finished point is selected. Select one on Explore."));
        m_test->clear();
        return;
    }
    m_point->setText(tr("<b>%1</b>: %2 parameters, %3 MACs, %4 on validation (%5). Run folder: %6")
                         .arg(pointTitle(*point), format::count(point->parameters),
                              format::shortCount(static_cast<double>(point->macs)),
                              format::quality(*point->validation),
                              format::measureInSentence(point->validation->measure),
                              QString::fromStdString((session->folder() / point->runFolder).string()).toHtmlEscaped()));
    const auto results = session->testResults();
    const auto opened = std::ranges::find(results, point->id, &TestResult::point);
    m_open->setEnabled(opened == results.end() && !session->isReadOnly());
    m_test->setText(opened == results.end()
                        ? tr("The test part has not been opened for this point. Open it once, when the choice is made: "
                             "each opening is logged in the project.")
                        : tr("Test part: %1 (%2) on %3 series, opened %4.")
                              .arg(format::quality(opened->quality), format::measureInSentence(opened->quality.measure),
                                   format::count(opened->quality.rows),
                                   format::clock(QString::fromStdString(opened->openedAt))));
}

} // namespace pitlane
