// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/dockheader.h"

#include "ui/widgets/panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace pitlane {
namespace {

constexpr int headerHeight = 32;

} // namespace

DockHeader::DockHeader(QDockWidget& dock) : QWidget(&dock), m_dock(dock)
{
    setProperty("role", QStringLiteral("header"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(headerHeight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 8, 0);
    row->setSpacing(8);
    m_title = new QLabel(dock.windowTitle(), this);
    m_title->setProperty("role", QStringLiteral("strong"));
    m_note = new QLabel(this);
    m_note->setProperty("role", QStringLiteral("small"));
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_tools = new QHBoxLayout;
    m_tools->setContentsMargins(0, 0, 0, 0);
    m_tools->setSpacing(8);
    row->addWidget(m_title);
    row->addWidget(m_note, 1);
    row->addLayout(m_tools);

    auto* floating =
        makeToolButton(QStringLiteral("float"), tr("Show %1 in a window of its own").arg(dock.windowTitle()), this);
    auto* close = makeToolButton(QStringLiteral("close"),
                                 tr("Close %1; View > Reset layout brings it back").arg(dock.windowTitle()), this);
    connect(floating, &QToolButton::clicked, &dock, [&dock] { dock.setFloating(!dock.isFloating()); });
    connect(close, &QToolButton::clicked, &dock, &QDockWidget::close);
    row->addWidget(floating);
    row->addWidget(close);
}

void DockHeader::setTitle(const QString& title)
{
    m_title->setText(title);
}

void DockHeader::setNote(const QString& note)
{
    m_note->setText(note);
    m_note->setToolTip(note);
}

QSize DockHeader::minimumSizeHint() const
{
    return {120, headerHeight};
}

QSize DockHeader::sizeHint() const
{
    return {240, headerHeight};
}

PanelDock::PanelDock(const QString& objectName, const QString& title, QWidget* parent) : QDockWidget(title, parent)
{
    setObjectName(objectName);
    setAllowedAreas(Qt::AllDockWidgetAreas);
    m_header = new DockHeader(*this);
    setTitleBarWidget(m_header);
}

void PanelDock::setContent(QWidget* content, QWidget* foot)
{
    auto* box = new QWidget(this);
    box->setProperty("role", QStringLiteral("base"));
    box->setAttribute(Qt::WA_StyledBackground);
    auto* rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(content, 1);
    if (foot != nullptr) {
        foot->setProperty("role", QStringLiteral("foot"));
        foot->setAttribute(Qt::WA_StyledBackground);
        foot->setFixedHeight(headerHeight);
        rows->addWidget(foot);
    }
    setWidget(box);
}

} // namespace pitlane
