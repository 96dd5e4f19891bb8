// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/exportform.h"

#include "core/deploy/package/stm32package.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/numberfield.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tonelabel.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QLineEdit>

namespace pitlane {

ExportForm::ExportForm(QWidget* parent)
    : QWidget(parent), m_target(new Choice(tr("Target"))), m_weights(new Choice(tr("Weights"))), m_out(new QLineEdit),
      m_prefix(new QLineEdit), m_vectors(new NumberField(NumberField::Kind::Whole, 1, 100000, tr("Golden windows"))),
      m_random(new QCheckBox(tr("Random bytes in place of windows of the data"))),
      m_proof(new QCheckBox(tr("Build and prove it on emulators first"))),
      m_export(makePrimaryButton(tr("Export package"), QStringLiteral("export")))
{
    QList<Choice::Item> targets;
    for (const auto& target : builtinTargets())
        targets.append({.text = QString::fromStdString(target.name),
                        .value = QString::fromStdString(target.id),
                        .reason = hasPackages(target) ? QString() : tr("Packages are not made for it yet.")});
    m_target->setItems(targets, QString::fromStdString(ExportSettings{}.target));
    setHasRefit(false);
    m_out->setAccessibleName(tr("Folder or ZIP file"));
    m_out->setObjectName(QStringLiteral("exportOut"));
    m_out->setToolTip(tr("A new or empty folder, or a file that ends in .zip"));
    m_prefix->setAccessibleName(tr("Prefix of C names"));
    m_prefix->setPlaceholderText(tr("from the network's name"));
    m_vectors->setValue(static_cast<double>(ExportSettings{}.vectors));
    m_proof->setObjectName(QStringLiteral("exportProof"));
    m_proof->setChecked(true);
    m_export->setObjectName(QStringLiteral("exportPackage"));

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(12, 12, 12, 12);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    const auto row = [grid](const QString& title, QWidget* field, QWidget* more = nullptr) {
        const auto at = grid->rowCount();
        auto* label = new ToneLabel(title, Tone::Text2);
        label->setBuddy(field);
        grid->addWidget(label, at, 0);
        grid->addWidget(field, at, 1, 1, more == nullptr ? 3 : 1);
        if (more != nullptr)
            grid->addWidget(more, at, 2);
        return at;
    };
    row(tr("Target"), m_target);
    row(tr("Weights"), m_weights);
    auto* folder = makeButton(tr("Folder…"));
    auto* zip = makeButton(tr("ZIP…"));
    grid->addWidget(zip, row(tr("To"), m_out, folder), 3);
    row(tr("Prefix"), m_prefix);
    row(tr("Golden windows"), m_vectors);
    grid->addWidget(m_random, grid->rowCount(), 1, 1, 3);
    grid->addWidget(m_proof, grid->rowCount(), 1, 1, 3);
    grid->addWidget(m_export, grid->rowCount(), 0, 1, 4);

    connect(folder, &QPushButton::clicked, this, [this] { browse(false); });
    connect(zip, &QPushButton::clicked, this, [this] { browse(true); });
    connect(m_out, &QLineEdit::textEdited, this, [this] { m_typed = true; });
    connect(m_target, &Choice::chosen, this, &ExportForm::changed);
    connect(m_weights, &Choice::chosen, this, &ExportForm::changed);
    connect(m_export, &QPushButton::clicked, this, &ExportForm::exportRequested);
}

ExportSettings ExportForm::settings() const
{
    return {.target = m_target->value().toString().toStdString(),
            .out = m_out->text().trimmed().toStdString(),
            .prefix = m_prefix->text().trimmed().toStdString(),
            .vectors = static_cast<std::int64_t>(m_vectors->value()),
            .randomVectors = m_random->isChecked(),
            .proof = m_proof->isChecked(),
            .refit = m_weights->value().toBool()};
}

void ExportForm::propose(const QString& out)
{
    if (!m_typed)
        m_out->setText(out);
}

void ExportForm::setHasRefit(bool has)
{
    const bool refit = has && m_weights->value().toBool();
    m_weights->setItems({{.text = tr("of the point, as validated"), .value = false},
                         {.text = tr("of its refit on train and validation"),
                          .value = true,
                          .reason = has ? QString() : tr("The point has no refit. Make one on Explore.")}},
                        refit);
}

void ExportForm::setObstacle(const QString& sentence)
{
    m_export->setEnabled(sentence.isEmpty());
    m_export->setToolTip(sentence);
}

void ExportForm::browse(bool zip)
{
    const auto start = m_out->text();
    const auto path =
        zip ? QFileDialog::getSaveFileName(
                  this, tr("Export as a ZIP file"),
                  start.endsWith(QLatin1String(".zip")) ? start : start + QStringLiteral(".zip"), tr("ZIP (*.zip)"))
            : QFileDialog::getExistingDirectory(this, tr("Export to a new or empty folder"), start);
    if (path.isEmpty())
        return;
    m_typed = true;
    m_out->setText(zip && !path.endsWith(QLatin1String(".zip")) ? path + QStringLiteral(".zip") : path);
}

} // namespace pitlane
