// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/source.h"
#include "plots/rawsignals.h"

#include <QWidget>

#include <filesystem>
#include <optional>

class QAction;
class QLabel;
class QScrollArea;
class QStackedWidget;
class QToolButton;

namespace pitlane {

class BackgroundTask;
class Choice;
class RawOverview;
class RawPlot;
class ReadingStrip;
class Segmented;

/// The raw-signal browser: recordings before they are cut, or single examples where the data come cut. Reads in the
/// background, and only while it can be seen.
class DataBrowse : public QWidget
{
    Q_OBJECT
public:
    explicit DataBrowse(QWidget* parent = nullptr);
    ~DataBrowse() override;

    /// Where recordings come from. Keeps recording and range where they are still the same.
    void setSource(const DataSource& source, const std::filesystem::path& projectFolder);
    /// What is shown where the source has no recordings (Layout::Series, rolls, synthetic data); null: nothing yet.
    void setExamples(std::shared_ptr<const Dataset> examples);

    /// Goes to examples one after the other: rows of the train part that somebody found, `what` says why. Recordings
    /// open where the example was cut from. Ends when another class or recording is chosen, or the examples change.
    void showFound(const QString& what, const std::vector<std::int64_t>& rows);

    /// Most rows that are copied at once.
    static constexpr std::int64_t mostCopiedRows = 500'000;

Q_SIGNALS:
    /// A recording or an example is on the screen.
    void shown(const QString& name);
    /// Reading did not work: the sentence that is shown.
    void failed(const QString& sentence);

protected:
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildHeader();
    void buildFoot();
    void refresh();
    void readNames();
    void takeNames(const std::vector<std::string>& names);
    void chooseRecording(int index);
    void readRecording();
    void takeRecording(std::shared_ptr<const RawSignals> recording);
    void chooseClass();
    void showExample(int position);
    void step(int by);
    void fillClasses(int chosen);
    void goToFound(int at);
    void endFound();
    [[nodiscard]] const Span* foundSpan() const;
    void showFoundRange();
    void showMessage(const QString& icon, const QString& headline, const QString& sentence, const QString& action = {});
    void cancel();
    void copyVisible();
    void rangeChanged(double from, double to);
    void refreshHeader();
    void refreshReadout();
    void recolour();
    [[nodiscard]] bool hasRecordings() const { return !m_names.empty(); }
    [[nodiscard]] bool hasPreparation() const;

    QWidget* m_header = nullptr;
    QWidget* m_foot = nullptr;
    Choice* m_recordings = nullptr;
    Choice* m_classes = nullptr;
    QToolButton* m_previous = nullptr;
    QToolButton* m_next = nullptr;
    QLabel* m_position = nullptr;
    Segmented* m_stage = nullptr;
    QToolButton* m_endFound = nullptr;
    QStackedWidget* m_views = nullptr;
    QWidget* m_plotView = nullptr;
    QWidget* m_message = nullptr;
    QScrollArea* m_scroll = nullptr;
    RawPlot* m_plot = nullptr;
    RawOverview* m_overview = nullptr;
    QLabel* m_readout = nullptr;
    QToolButton* m_fitHeights = nullptr;
    QToolButton* m_copy = nullptr;
    ReadingStrip* m_strip = nullptr;
    BackgroundTask* m_reading = nullptr; ///< names, then one recording

    std::optional<DataSource> m_source;
    std::filesystem::path m_folder;
    std::vector<std::string> m_names; ///< of the recordings; empty while they are not known
    std::string m_wanted;             ///< the recording that was shown before the source changed
    int m_current = -1;               ///< recording
    bool m_isStale = true;            ///< names have to be read when it is seen
    bool m_isRecordingStale = true;
    std::shared_ptr<const Dataset> m_examples;
    std::vector<std::int64_t> m_rows;  ///< of the chosen class
    int m_example = 0;                 ///< index into m_rows
    std::vector<std::int64_t> m_found; ///< rows that showFound() was given; empty: nothing in particular is looked at
    QString m_foundWhat;
    int m_foundAt = 0;             ///< index into m_found, where there are recordings
    bool m_isFoundAwaited = false; ///< its recording is being read
};

} // namespace pitlane
