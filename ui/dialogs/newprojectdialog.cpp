// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/newprojectdialog.h"

#include "core/data/synthetic/generators.h"
#include "ui/recentproject.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/numberfield.h"
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

QLabel* makeSmall(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setProperty("role", QStringLiteral("small"));
    label->setWordWrap(true);
    return label;
}

} // namespace

NewProjectDialog::NewProjectDialog(const QString& parentFolder, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("New project"));
    setMinimumWidth(560);
    m_name = new QLineEdit(QFileInfo(freeFolder(parentFolder, QStringLiteral("my-study"))).fileName(), this);
    m_name->setAccessibleName(tr("Name of the project"));
    m_parentFolder = new QLineEdit(parentFolder, this);
    m_parentFolder->setAccessibleName(tr("Folder for projects"));
    m_place = makeSmall(this);
    m_files = new QRadioButton(tr("Data files: choose and check them in the next steps"), this);
    m_files->setObjectName(QStringLiteral("fromFiles"));
    m_synthetic = new QRadioButton(tr("Synthetic data, made on the spot"), this);
    m_synthetic->setObjectName(QStringLiteral("fromGenerator"));
    m_files->setChecked(true);
    m_generator = new Choice(tr("Kind of synthetic data"), this);
    QList<Choice::Item> kinds;
    for (const auto& info : generators())
        kinds << Choice::Item{.text = QString::fromStdString(info.title), .value = QString::fromStdString(info.id)};
    m_generator->setItems(kinds, kinds.isEmpty() ? QVariant() : kinds.front().value);
    m_shapedLike = makeSmall(this);
    m_train = new NumberField(NumberField::Kind::Whole, 10, 1e6, tr("Train examples"), this);
    m_test = new NumberField(NumberField::Kind::Whole, 0, 1e6, tr("Test examples"), this);
    for (auto* field : {m_train, m_test}) {
        field->setValue(500);
        field->setFixedWidth(80);
    }
    m_problem = new QLabel(this);
    m_problem->setProperty("role", QStringLiteral("warn"));
    m_problem->setWordWrap(true);
    m_create = makePrimaryButton({}, {}, this);
    m_create->setObjectName(QStringLiteral("createProject"));
    m_create->setDefault(true);
    auto* cancel = makeButton(tr("Cancel"), {}, this);
    auto* browse = makeButton(tr("Browse…"), QStringLiteral("folder"), this);
    browse->setAutoDefault(false);
    browse->setAccessibleName(tr("Folder for projects"));

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    int row = 0;
    const auto caption = [&](const QString& text, QWidget* field) {
        auto* label = new QLabel(text, this);
        label->setBuddy(field);
        grid->addWidget(label, row, 0);
    };
    caption(tr("&Name"), m_name);
    grid->addWidget(m_name, row++, 1);
    caption(tr("&Folder"), m_parentFolder);
    grid->addWidget(m_parentFolder, row, 1);
    grid->addWidget(browse, row++, 2);
    grid->addWidget(m_place, row++, 1, 1, 2);
    grid->addWidget(new QLabel(tr("Data"), this), row, 0);
    grid->addWidget(m_files, row++, 1, 1, 2);
    grid->addWidget(m_synthetic, row++, 1, 1, 2);
    caption(tr("&Kind"), m_generator);
    grid->addWidget(m_generator, row++, 1, 1, 2);
    grid->addWidget(m_shapedLike, row++, 1, 1, 2);
    caption(tr("&Examples"), m_train);
    auto* counts = new QHBoxLayout;
    counts->setSpacing(8);
    counts->addWidget(m_train);
    counts->addWidget(new QLabel(tr("to train,"), this));
    counts->addWidget(m_test);
    counts->addWidget(new QLabel(tr("to test"), this));
    counts->addStretch(1);
    grid->addLayout(counts, row++, 1, 1, 2);

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

    for (auto* field : {m_name, m_parentFolder})
        connect(field, &QLineEdit::textChanged, this, &NewProjectDialog::refresh);
    connect(m_synthetic, &QRadioButton::toggled, this, &NewProjectDialog::refresh);
    connect(m_generator, &Choice::chosen, this, &NewProjectDialog::refresh);
    connect(browse, &QPushButton::clicked, this, &NewProjectDialog::browse);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_create, &QPushButton::clicked, this, &QDialog::accept);
    m_name->selectAll();
    refresh();
}

bool NewProjectDialog::wantsFiles() const
{
    return m_files->isChecked();
}

QString NewProjectDialog::name() const
{
    return m_name->text().trimmed();
}

QString NewProjectDialog::parentFolder() const
{
    return m_parentFolder->text();
}

NewProject NewProjectDialog::request() const
{
    const auto& info = generatorNamed(m_generator->value().toString().toStdString());
    DataSource source;
    source.kind = DataSource::Kind::Synthetic;
    source.name = info.title;
    source.generator.id = info.id;
    source.generator.trainExamples = static_cast<std::int64_t>(m_train->value());
    source.generator.testExamples = static_cast<std::int64_t>(m_test->value());
    source.pipeline = info.pipeline;
    return {.folder = QDir(parentFolder()).filePath(name()), .name = name(), .source = source};
}

void NewProjectDialog::browse()
{
    const auto chosen = QFileDialog::getExistingDirectory(this, tr("Folder for projects"), m_parentFolder->text());
    if (!chosen.isEmpty())
        m_parentFolder->setText(chosen);
}

QString NewProjectDialog::problem() const
{
    if (name().isEmpty())
        return tr("Give the project a name.");
    if (name().contains(QLatin1Char('/')) || name().startsWith(QLatin1Char('.')))
        return tr("The name becomes a folder: it must not contain / or begin with a dot.");
    if (QFileInfo::exists(QDir(parentFolder()).filePath(name())))
        return tr("This folder exists already. Choose another name.");
    return {};
}

void NewProjectDialog::refresh()
{
    const bool synthetic = m_synthetic->isChecked();
    for (QWidget* widget : std::initializer_list<QWidget*>{m_generator, m_train, m_test})
        widget->setEnabled(synthetic);
    m_shapedLike->setText(
        tr("Shaped like %1")
            .arg(QString::fromStdString(generatorNamed(m_generator->value().toString().toStdString()).shapedLike)));
    m_place->setText(tr("The project lies in %1. Data stay where they are; results go here.")
                         .arg(shownFolder(QDir(parentFolder()).filePath(name()))));
    m_create->setText(synthetic ? tr("Create project") : tr("Choose files…"));
    const auto sentence = problem();
    m_problem->setText(sentence);
    m_create->setEnabled(sentence.isEmpty());
    m_create->setToolTip(sentence);
}

} // namespace pitlane
