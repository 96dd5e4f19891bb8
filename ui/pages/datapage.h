// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"
#include "ui/models/splitmodel.h"
#include "ui/page.h"

#include <filesystem>
#include <functional>
#include <memory>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace pitlane {

class Choice;
class DataBrowse;
class DataClasses;
class DataFiles;
class DataHealth;
class DataPreview;
class DataSpectrum;
class MessageCard;
class Panel;
class ReadingStrip;
class RelocateCard;

/// Data: files, how they become examples, signals by class, health, split, and the decisions that Launch waits for.
/// Shows the train part; of the test part only counts. Every edit is one undo step; where it gives examples another
/// shape, the seed is shaped anew in the same step.
class DataPage : public Page
{
    Q_OBJECT
public:
    explicit DataPage(Context& context, QWidget* parent = nullptr);

    /// Opens the import wizard on these files and folders; none: on what the project has.
    void reimport(const QStringList& paths);
    /// Takes other data in one undo step. `train`: its train part, as read.
    void use(const DataSource& source, const Dataset& train, const QString& what);

Q_SIGNALS:
    /// The page wants the import wizard. Paths are empty for the data that the project has.
    void wizardRequested(const QStringList& paths);

private:
    void showEvent(QShowEvent* event) override;
    [[nodiscard]] QWidget* makeMiddle();
    [[nodiscard]] QWidget* makeProblems();
    void connectParts();
    void follow(ProjectSession* session);
    void refresh();
    void refreshBar();
    void refreshMiddle();
    void refreshSplit();
    [[nodiscard]] Draft draft() const;
    /// One undo step; the seed follows when the new examples are read.
    void edit(const QString& what, const std::function<void(DataSource&)>& change);
    void shapeSeed();
    void decide(const QString& key, const QString& note);
    void merge(const std::vector<std::int64_t>& classes);
    void splitBySubject();
    void acceptOverlap();
    void askForFiles(bool folder);
    [[nodiscard]] bool isEditable() const;

    DataPreview& m_preview;
    QStackedWidget* m_stack = nullptr;
    QWidget* m_empty = nullptr;
    QWidget* m_content = nullptr;
    QStackedWidget* m_middle = nullptr;
    MessageCard* m_error = nullptr;
    RelocateCard* m_relocate = nullptr;
    ReadingStrip* m_strip = nullptr;
    DataFiles* m_files = nullptr;
    DataClasses* m_classes = nullptr;
    DataBrowse* m_browse = nullptr;
    int m_browseView = 0;
    DataSpectrum* m_spectrum = nullptr;
    DataHealth* m_health = nullptr;
    Panel* m_splitPanel = nullptr;
    SplitModel* m_splitModel = nullptr;
    Choice* m_fold = nullptr;
    QLabel* m_open = nullptr;
    QPushButton* m_reimport = nullptr;
    QPushButton* m_continue = nullptr;
    QString m_step; ///< of the last edit whose examples are not read yet; empty: none
    int m_steps = 0;
    QString m_stepText;
};

} // namespace pitlane
