// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/sweepwatch.h"
#include "ui/page.h"

class QComboBox;
class QLabel;
class QMainWindow;
class QPushButton;
class QStackedWidget;
class QTimer;
class QToolButton;

namespace pitlane {

class Curves;
class EmptyCard;
class FailureReport;
class FrontPlot;
class HoverCard;
class JobsView;
class LayerStrip;
class NoteBar;
class PanelDock;
class PointsModel;
class PointsView;
class StripLegend;
class SuggestionBar;

/// Explore, Front: the live front with its points, layers, training curves and jobs, in docks that share selection and
/// hover. Shows validation figures only.
class ExplorePage : public Page
{
    Q_OBJECT
public:
    explicit ExplorePage(Context& context, QWidget* parent = nullptr);
    ~ExplorePage() override;

    /// Layout of the docks with its version; restoring refuses the state of another version.
    [[nodiscard]] QByteArray layoutState() const;
    bool restoreLayout(const QByteArray& state);
    void resetLayout();
    /// Raises the Jobs dock and gives it the focus.
    void showJobs();
    /// Writes the figure as it is shown, by the ending of `path`. Throws FileError.
    void exportFront(const QString& path);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeBar();
    void makeDocks();
    void makeFrontDock();
    void makePointsDock();
    void makeLayersDock();
    void makeTrainingDock();
    void makeJobsDock();
    void connectViews();
    void setSession(ProjectSession* session);
    void listSweeps();
    void follow(SweepId sweep);

    void refresh();
    void refreshPlot();
    void refreshJobs();
    void refreshSuggestion();
    void refreshGap();
    void fillGap();
    void showSelected();
    void chooseSelected();
    void refreshEmpty();
    void listCurves();
    void showCurves();
    void showReport(const SearchPoint* point);
    void placeEmpty();
    void sizeDocks();
    void foldDocks();
    void showHovered(PointId id);
    void askFigureFile();
    void askCsvFile();
    void act(const std::function<void(ProjectSession&)>& action);

    SweepWatch m_watch;
    PointsModel* m_model = nullptr;
    std::vector<SearchPoint> m_shown;               ///< of the sweep, or the untrained references where there is none
    std::vector<std::vector<std::string>> m_blocks; ///< searched convolutions by block, for the card

    QLabel* m_noSweep = nullptr;
    QLabel* m_search = nullptr;
    QComboBox* m_sweeps = nullptr;
    QPushButton* m_resumeAll = nullptr; ///< shown while points are interrupted
    QPushButton* m_stop = nullptr;
    bool m_cancelling = false; ///< until nothing runs any more
    QPushButton* m_deploy = nullptr;
    QMainWindow* m_docks = nullptr;
    PanelDock* m_frontDock = nullptr;
    PanelDock* m_layersDock = nullptr;
    PanelDock* m_trainingDock = nullptr;
    PanelDock* m_reportDock = nullptr;
    PanelDock* m_pointsDock = nullptr;
    PanelDock* m_jobsDock = nullptr;
    FrontPlot* m_plot = nullptr;
    HoverCard* m_card = nullptr;
    EmptyCard* m_empty = nullptr;
    QComboBox* m_xAxis = nullptr;
    QComboBox* m_quality = nullptr; ///< float or int8
    QToolButton* m_logX = nullptr;
    SuggestionBar* m_suggestion = nullptr;
    NoteBar* m_ended = nullptr; ///< why the search of the selected point was ended early
    NoteBar* m_gap = nullptr;
    std::vector<NextLambda> m_next; ///< strengths that would fill the gaps of the front, the first is offered
    PointsView* m_points = nullptr;
    QLabel* m_counts = nullptr;
    QLabel* m_chosen = nullptr;
    QLabel* m_noPoints = nullptr;
    LayerStrip* m_strip = nullptr;
    StripLegend* m_legend = nullptr;
    Curves* m_curves = nullptr;
    QStackedWidget* m_training = nullptr;
    QComboBox* m_curvesChoice = nullptr;
    QComboBox* m_workers = nullptr;
    QTimer* m_jobsTimer = nullptr; ///< thins out what the pool tells
    FailureReport* m_report = nullptr;
    JobsView* m_jobs = nullptr;
    PointId m_curvesOf;
    bool m_curvesPicked = false;           ///< by hand; else they follow the selection, or what is at work
    std::optional<SearchPoint> m_reported; ///< as the report shows it
    QByteArray m_layoutBeforeReport;       ///< what is saved while the report is open
    bool m_firstSizes = false;             ///< docks get their default sizes when the page is shown
    bool m_trainingFolded = false;         ///< behind Layers, for want of height
    bool m_jobsFolded = false;             ///< behind Points
};

} // namespace pitlane
