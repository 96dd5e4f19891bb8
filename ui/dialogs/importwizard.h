// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"
#include "core/project/records.h"
#include "ui/backgroundtask.h"

#include <QDialog>

#include <filesystem>
#include <memory>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace pitlane {

class FileList;
class ImportPreview;
class LeakCards;
class PipelineEditor;
class ReadingStrip;
class SourceReading;
class SplitEditor;

/// From files to examples in four steps: Files, Roles, Windows, Split. Begins with what the content suggests; every
/// change is seen at once in the preview. Reading runs in the background and can be cancelled.
class ImportWizard : public QDialog
{
    Q_OBJECT
public:
    /// What the wizard begins with.
    struct Start
    {
        QStringList paths;                   ///< files and folders to look at; empty: `source`
        DataSource source = {};              ///< what the project has
        std::filesystem::path projectFolder; ///< empty: for a new project, which is named in the first step
        QString parentFolder = {};           ///< new project: where it goes
        QString dataFolder = {};             ///< new project: where files are looked for at first
        QString name = {};                   ///< new project: what it is called; empty: after the data
        std::uint64_t seedNumber = 0;
        std::vector<Decision> decisions = {};
    };

    explicit ImportWizard(const Start& start, QWidget* parent = nullptr);
    ~ImportWizard() override;

    /// The data as they are to be used, for a project in projectFolder().
    [[nodiscard]] DataSource source() const;
    [[nodiscard]] std::shared_ptr<const Dataset> train() const;
    [[nodiscard]] std::uint64_t seedNumber() const { return m_start.seedNumber; }
    /// Of the new project, or that of the start.
    [[nodiscard]] QString projectFolder() const;
    [[nodiscard]] QString projectName() const;
    /// What was decided here about possible leaks.
    [[nodiscard]] const std::vector<Decision>& decisions() const { return m_start.decisions; }
    [[nodiscard]] const SourceReading& reading() const { return *m_reading; }

    enum Step { Files, Roles, Windows, Split };
    void go(Step step);
    /// Looks at these files and folders anew.
    void look(const QStringList& paths);

private:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    [[nodiscard]] QWidget* makeSteps();
    [[nodiscard]] QWidget* makeFilesStep();
    [[nodiscard]] QWidget* makeSplitStep();
    [[nodiscard]] QWidget* makeFoot();
    void connectParts();
    void use(const DataSource& source);
    void edit(const std::function<void(DataSource&)>& change);
    void decide(const QString& key, const QString& note);
    void addFiles(bool folder);
    void refresh();
    [[nodiscard]] bool isNewProject() const { return m_start.projectFolder.empty(); }
    [[nodiscard]] QStringList placesOfFiles() const;
    /// Why the wizard cannot finish yet; empty: it can.
    [[nodiscard]] QString obstacle() const;

    Start m_start;
    DataSource m_source;
    bool m_hasSource = false;
    BackgroundTask m_look;
    QString m_problem; ///< of looking
    SourceReading* m_reading = nullptr;
    QListWidget* m_steps = nullptr;
    QStackedWidget* m_pages = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_parentFolder = nullptr;
    FileList* m_files = nullptr;
    QLabel* m_notes = nullptr;
    PipelineEditor* m_editor = nullptr;
    SplitEditor* m_split = nullptr;
    LeakCards* m_leaks = nullptr;
    ImportPreview* m_preview = nullptr;
    ReadingStrip* m_lookStrip = nullptr;
    ReadingStrip* m_readStrip = nullptr;
    QLabel* m_obstacle = nullptr;
    QPushButton* m_back = nullptr;
    QPushButton* m_next = nullptr;
    QPushButton* m_finish = nullptr;
};

} // namespace pitlane
