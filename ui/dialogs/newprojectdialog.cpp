// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/newprojectdialog.h"

#include "ui/recentproject.h"
#include "ui/widgets/panel.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QVBoxLayout>

namespace pitlane {

namespace {

QString baseName(const Drop& dropped)
{
    if (dropped.kind != Drop::Kind::Data)
        return QStringLiteral("my-study");
    auto name = QFileInfo(dropped.path).completeBaseName().toLower();
    for (const auto* part : {"_train", "-train", "_test", "-test"})
        name.remove(QLatin1String(part));
    return name.isEmpty() ? QStringLiteral("my-study") : name;
}

} // namespace

NewProjectDialog::NewProjectDialog(const QString& parentFolder, const Drop& dropped, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("New project"));
    setMinimumWidth(560);
    m_name = new QLineEdit(QFileInfo(freeFolder(parentFolder, baseName(dropped))).fileName(), this);
    m_parentFolder = new QLineEdit(parentFolder, this);
    m_place = new QLabel(this);
    m_place->setProperty("role", QStringLiteral("small"));
    m_place->setWordWrap(true);
    m_synthetic = new QRadioButton(tr("Synthetic ECG: 1 × 140 samples, 5 classes, made on the spot"), this);
    m_files = new QRadioButton(tr("Data files (.tsv, .txt, .csv, .ts, .arff)"), this);
    m_train = new QLineEdit(dropped.path, this);
    m_test = new QLineEdit(dropped.test, this);
    m_test->setPlaceholderText(tr("none: quality is then measured on the validation split only"));
    const bool hasFiles = dropped.kind == Drop::Kind::Data;
    (hasFiles ? m_files : m_synthetic)->setChecked(true);
    m_problem = new QLabel(this);
    m_problem->setProperty("role", QStringLiteral("warn"));
    m_problem->setWordWrap(true);
    m_create = makePrimaryButton(tr("Create project"), QStringLiteral("plus"), this);
    m_create->setDefault(true);
    auto* cancel = makeButton(tr("Cancel"), {}, this);

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    int row = 0;
    const auto addField = [&](const QString& label, QLineEdit* field, const QString& title, bool forFolder) {
        auto* caption = new QLabel(label, this);
        caption->setBuddy(field);
        field->setAccessibleName(title);
        grid->addWidget(caption, row, 0);
        grid->addWidget(field, row, 1);
        if (!title.isEmpty()) {
            auto* button = makeButton(tr("Browse…"), QStringLiteral("folder"), this);
            button->setAutoDefault(false);
            button->setAccessibleName(title);
            grid->addWidget(button, row, 2);
            connect(button, &QPushButton::clicked, this, [=, this] { browse(*field, title, forFolder); });
            connect(m_synthetic, &QRadioButton::toggled, button,
                    [this, button, forFolder](bool on) { button->setEnabled(forFolder || !on); });
            button->setEnabled(forFolder || m_files->isChecked());
        }
        ++row;
    };
    addField(tr("&Name"), m_name, {}, false);
    m_name->setAccessibleName(tr("Name of the project"));
    addField(tr("&Folder"), m_parentFolder, tr("Folder for projects"), true);
    grid->addWidget(m_place, row++, 1, 1, 2);
    grid->addWidget(new QLabel(tr("Data"), this), row, 0);
    grid->addWidget(m_synthetic, row++, 1, 1, 2);
    grid->addWidget(m_files, row++, 1, 1, 2);
    addField(tr("&Train part"), m_train, tr("Choose the train part"), false);
    addField(tr("T&est part"), m_test, tr("Choose the test part"), false);

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_problem, 1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_create);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(16);
    column->addLayout(grid);
    column->addStretch(1);
    column->addLayout(buttons);

    for (auto* field : {m_name, m_parentFolder, m_train, m_test})
        connect(field, &QLineEdit::textChanged, this, &NewProjectDialog::refresh);
    connect(m_synthetic, &QRadioButton::toggled, this, &NewProjectDialog::refresh);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_create, &QPushButton::clicked, this, &QDialog::accept);
    m_name->selectAll();
    refresh();
}

NewProject NewProjectDialog::request() const
{
    NewProject result;
    result.name = m_name->text().trimmed();
    result.folder = QDir(m_parentFolder->text()).filePath(result.name);
    if (m_files->isChecked()) {
        result.train = m_train->text();
        result.test = m_test->text();
    }
    return result;
}

void NewProjectDialog::browse(QLineEdit& field, const QString& title, bool forFolder)
{
    const auto chosen =
        forFolder ? QFileDialog::getExistingDirectory(this, title, field.text())
                  : QFileDialog::getOpenFileName(this, title, field.text(),
                                                 tr("Time series (*.tsv *.txt *.csv *.ts *.arff);;All files (*)"));
    if (!chosen.isEmpty())
        field.setText(chosen);
}

QString NewProjectDialog::problem() const
{
    const auto wanted = request();
    if (wanted.name.isEmpty())
        return tr("Give the project a name.");
    if (wanted.name.contains(QLatin1Char('/')) || wanted.name.startsWith(QLatin1Char('.')))
        return tr("The name becomes a folder: it must not contain / or begin with a dot.");
    if (QFileInfo::exists(wanted.folder))
        return tr("This folder exists already. Choose another name.");
    if (m_files->isChecked() && wanted.train.isEmpty())
        return tr("Choose the file of the train part.");
    for (const auto& file : {wanted.train, wanted.test})
        if (!file.isEmpty() && !QFileInfo(file).isFile())
            return tr("There is no file %1.").arg(file);
    return {};
}

void NewProjectDialog::refresh()
{
    const bool files = m_files->isChecked();
    m_train->setEnabled(files);
    m_test->setEnabled(files);
    m_place->setText(tr("The project lies in %1. Data stay where they are; results go here.")
                         .arg(shownFolder(request().folder)));
    const auto sentence = problem();
    m_problem->setText(sentence);
    m_create->setEnabled(sentence.isEmpty());
    m_create->setToolTip(sentence);
}

} // namespace pitlane
