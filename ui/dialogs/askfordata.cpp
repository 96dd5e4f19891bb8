// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/askfordata.h"

#include "core/data/readers/reader.h"

#include <QCoreApplication>
#include <QFileDialog>

namespace pitlane {

QStringList askForData(QWidget* parent, bool folder, const QString& start)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("AskForData", text); };
    if (folder) {
        const auto chosen = QFileDialog::getExistingDirectory(parent, tr("Folder of data files"), start);
        return chosen.isEmpty() ? QStringList() : QStringList{chosen};
    }
    QStringList patterns;
    for (const auto extension : knownExtensions())
        patterns << QLatin1Char('*') + QString::fromUtf8(extension.data(), static_cast<qsizetype>(extension.size()));
    return QFileDialog::getOpenFileNames(parent, tr("Data files"), start,
                                         tr("Time series (%1);;All files (*)").arg(patterns.join(QLatin1Char(' '))));
}

} // namespace pitlane
