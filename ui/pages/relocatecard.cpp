// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/relocatecard.h"

#include "core/data/references.h"
#include "ui/widgets/messagecard.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/readingstrip.h"

#include <QDir>
#include <QFileDialog>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

constexpr std::size_t mostNamed = 8;

QString textOf(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

} // namespace

RelocateCard::RelocateCard(QWidget* parent) : QWidget(parent), m_task(this)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_card = new MessageCard(MessageCard::Kind::Error, this);
    m_card->setObjectName(QStringLiteral("relocateCard"));
    auto* locate = makePrimaryButton(tr("Locate…"), QStringLiteral("folder"));
    locate->setObjectName(QStringLiteral("locateFiles"));
    auto* other = makeButton(tr("Use other files…"));
    m_card->addAction(locate);
    m_card->addAction(other);
    column->addWidget(m_card);
    m_strip = new ReadingStrip(this);
    column->addWidget(m_strip);
    m_strip->follow(m_task);
    connect(m_strip, &ReadingStrip::cancelled, this, [this] {
        m_task.cancel();
        m_result = tr("The search was cancelled.");
        tell();
    });
    connect(other, &QPushButton::clicked, this, &RelocateCard::otherFilesWanted);
    connect(locate, &QPushButton::clicked, this, [this] {
        const auto folder =
            QFileDialog::getExistingDirectory(this, tr("Folder to look for the missing files in"), QDir::homePath());
        if (!folder.isEmpty())
            searchIn(folder.toStdString());
    });
}

bool RelocateCard::setSource(const DataSource& source, const std::filesystem::path& projectFolder)
{
    if (source != m_source || projectFolder != m_folder)
        m_result.clear();
    m_source = source;
    m_folder = projectFolder;
    m_missing =
        source.kind == DataSource::Kind::Files ? missingFiles(source, projectFolder) : std::vector<std::size_t>();
    tell();
    return !m_missing.empty();
}

void RelocateCard::tell()
{
    QStringList lines;
    for (std::size_t i = 0; i < std::min(mostNamed, m_missing.size()); ++i)
        lines << textOf(placeOf(m_source.files[m_missing[i]].file, m_folder));
    if (m_missing.size() > mostNamed)
        lines << tr("and %1 more").arg(m_missing.size() - mostNamed);
    auto note = m_result.isEmpty() ? QString() : m_result + QLatin1Char('\n');
    note += tr("Nothing is lost: the project keeps its networks and results. Locate… looks through a folder and all "
               "below it, by name and content.");
    m_card->setText(
        m_missing.size() == 1
            ? tr("A data file was moved or deleted")
            : tr("%1 of %2 data files were moved or deleted").arg(m_missing.size()).arg(m_source.files.size()),
        lines.join(QLatin1Char('\n')), note);
}

void RelocateCard::searchIn(const std::filesystem::path& folder)
{
    m_result = tr("Looking in %1…").arg(textOf(folder));
    tell();
    m_task.start([source = m_source, folder, projectFolder = m_folder](
                     const Progress& progress) { return relocated(source, folder, projectFolder, progress); },
                 [this, folder](const DataSource& source) { take(source, folder); },
                 [this](const QString& problem) {
                     m_result = problem;
                     tell();
                 });
    m_strip->refresh();
}

void RelocateCard::take(const DataSource& source, const std::filesystem::path& folder)
{
    std::size_t count = 0;
    for (const auto at : m_missing)
        count += source.files[at].file.path != m_source.files[at].file.path ? 1 : 0;
    m_result = count == 0
                   ? tr("None of the missing files is in %1: files of these names are not there, or have another "
                        "content.")
                         .arg(textOf(folder))
                   : tr("Found %1 of %2 missing files in %3.").arg(count).arg(m_missing.size()).arg(textOf(folder));
    tell();
    if (count == 0)
        return;
    const auto result = m_result;
    Q_EMIT found(source);
    m_result = result; // the owner has set the new source meanwhile
    tell();
}

} // namespace pitlane
