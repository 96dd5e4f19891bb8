// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/helpdialogs.h"

#include "ui/widgets/panel.h"

#include <QCoreApplication>
#include <QDialog>
#include <QGridLayout>
#include <QLabel>
#include <QMessageBox>
#include <QScrollArea>
#include <QSysInfo>
#include <QVBoxLayout>

namespace pitlane {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("HelpDialogs", text);
}

QLabel* makeLabel(const QString& text, const char* role, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("role", QLatin1String(role));
    return label;
}

} // namespace

std::vector<Shortcut> shortcuts()
{
    const auto everywhere = tr("Everywhere");
    const auto project = tr("Project");
    const auto plot = tr("Front plot, when it has the focus");
    const auto strip = tr("Layers, when they have the focus");
    const auto seed = tr("Table of the seed, when it has the focus");
    const auto lambda = tr("Strength λ, when it has the focus");
    return {
        {everywhere, QStringLiteral("Ctrl+1 … 6"), tr("Start, Data, Seed, Search, Explore, Deploy")},
        {everywhere, QStringLiteral("Ctrl+J"), tr("Jobs")},
        {everywhere, QStringLiteral("Ctrl+F"), tr("Filter of the page")},
        {everywhere, QStringLiteral("F6"), tr("Next panel; Shift+F6 the one before")},
        {everywhere, QStringLiteral("F1"), tr("What this page is for")},
        {everywhere, QStringLiteral("Ctrl+?"), tr("This list")},
        {project, QStringLiteral("Ctrl+N"), tr("New project")},
        {project, QStringLiteral("Ctrl+O"), tr("Open a project")},
        {project, QStringLiteral("Ctrl+W"), tr("Close the project")},
        {project, QStringLiteral("Ctrl+Q"), tr("Quit")},
        {project, QStringLiteral("Ctrl+Z"), tr("Undo an edit of seed or search")},
        {project, QStringLiteral("Ctrl+Shift+Z"), tr("Redo")},
        {project, QStringLiteral("Ctrl+Return"), tr("Launch the search")},
        {project, QStringLiteral("Ctrl+Shift+E"), tr("Export the figure")},
        {plot, QStringLiteral("← →"), tr("Along the front")},
        {plot, QStringLiteral("↑ ↓"), tr("All points by number")},
        {plot, QStringLiteral("Enter"), tr("Select")},
        {plot, QStringLiteral("+ − 0"), tr("Zoom, and fit")},
        {plot, QStringLiteral("L"), tr("Logarithmic x axis")},
        {plot, QStringLiteral("Esc"), tr("Close the card, then clear the selection")},
        {strip, QStringLiteral("← →"), tr("Previous, next layer")},
        {seed, QStringLiteral("F2"), tr("Change the value")},
        {seed, QStringLiteral("Ins"), tr("Add a layer")},
        {seed, QStringLiteral("Ctrl+D"), tr("Duplicate the layer")},
        {seed, QStringLiteral("Delete"), tr("Remove the layer")},
        {seed, QStringLiteral("Alt+↑ ↓"), tr("Change places with the layer before, behind")},
        {seed, QStringLiteral("Esc"), tr("Dismiss what was not applied")},
        {lambda, QStringLiteral("Tab"), tr("Next handle or value")},
        {lambda, QStringLiteral("← →"), tr("1 % of a decade; with Shift 10 %")},
        {lambda, QStringLiteral("Delete"), tr("Remove the value")},
    };
}

void showShortcuts(QWidget* parent)
{
    QDialog dialog(parent);
    dialog.setWindowTitle(tr("Keyboard"));
    auto* body = new QWidget;
    body->setProperty("role", QStringLiteral("base"));
    body->setAttribute(Qt::WA_StyledBackground);
    auto* grid = new QGridLayout(body);
    grid->setContentsMargins(16, 16, 16, 16);
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(4);
    QString group;
    int row = 0;
    for (const auto& shortcut : shortcuts()) {
        if (shortcut.group != group) {
            if (!group.isEmpty())
                grid->setRowMinimumHeight(row++, 8);
            group = shortcut.group;
            grid->addWidget(makeLabel(group, "strong", body), row++, 0, 1, 2);
        }
        grid->addWidget(makeLabel(shortcut.keys, "note", body), row, 0);
        grid->addWidget(new QLabel(shortcut.action, body), row++, 1);
    }
    grid->setRowStretch(row, 1);
    grid->setColumnStretch(1, 1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setWidget(body);
    auto* close = makePrimaryButton(tr("Close"));
    QObject::connect(close, &QPushButton::clicked, &dialog, &QDialog::accept);
    auto* column = new QVBoxLayout(&dialog);
    column->setContentsMargins(0, 0, 0, 12);
    column->addWidget(scroll, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(16, 0, 16, 0);
    buttons->addStretch(1);
    buttons->addWidget(close);
    column->addLayout(buttons);
    dialog.resize(520, 620);
    dialog.exec();
}

void showPageHelp(Mode mode, QWidget* parent)
{
    QString title;
    QString words;
    switch (mode) {
    case Mode::Start:
        title = tr("Start");
        words =
            tr("Opens projects and makes new ones. A project is one folder: settings, results and networks. Begin with "
               "the demo, with an example, or drop your data files on the window.");
        break;
    case Mode::Data:
        title = tr("Data");
        words =
            tr("Shows the signals of each class and checks them. Decide the amber cards; then the split into a part to "
               "train on and a part to validate with is what every search uses. The test part stays closed.");
        break;
    case Mode::Seed:
        title = tr("Seed");
        words =
            tr("The network that the search shrinks. Each block is a layer: its height is the channels, its width the "
               "samples that it sees. Change numbers in the table, add, move and remove layers, or import a network. "
               "What gives no network stays in its row with the reason.");
        break;
    case Mode::Search:
        title = tr("Search");
        words =
            tr("Chooses what may shrink and how strongly: one network per strength λ. The right side says what will "
               "happen, and Launch starts it. Strong λ gives small networks, weak λ accurate ones.");
        break;
    case Mode::Explore:
        title = tr("Explore");
        words =
            tr("Watches the search. Points on the line are the best networks for their size, by validation. Select one "
               "to see its layers against the seed, and how it was trained.");
        break;
    case Mode::Deploy:
        title = tr("Deploy");
        words = tr("Opens the test part for the selected point, once, and says where its network lies.");
        break;
    }
    QMessageBox box(parent);
    box.setWindowTitle(title);
    box.setText(QStringLiteral("<b>%1</b>").arg(title));
    box.setInformativeText(words);
    box.setStandardButtons(QMessageBox::Close);
    box.exec();
}

void showAbout(QWidget* parent)
{
    QMessageBox box(parent);
    box.setWindowTitle(tr("About Pitlane"));
    box.setTextFormat(Qt::RichText);
    box.setText(tr("<b>Pitlane %1</b><br>Workbench that searches small networks for time series and shows the front of "
                   "quality against size while it grows.")
                    .arg(QStringLiteral(PITLANE_VERSION)));
    box.setInformativeText(
        tr("Qt %1, QCustomPlot 2.1, SQLite, nlohmann-json, CLI11; the workers use LibTorch.<br>%2, %3<br><br>"
           "Copyright 2026 The Pitlane authors. Free software under the GNU General Public License, version 3 or "
           "later, without any warranty.")
            .arg(QLatin1String(qVersion()), QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture()));
    box.setStandardButtons(QMessageBox::Close);
    box.exec();
}

} // namespace pitlane
