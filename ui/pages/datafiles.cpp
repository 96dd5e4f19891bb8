// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/datafiles.h"

#include "core/session/projectsession.h"
#include "ui/pages/datapreview.h"
#include "ui/pages/filelist.h"
#include "ui/pages/firstrows.h"
#include "ui/pages/pipelineeditor.h"
#include "ui/widgets/panel.h"

#include <QFileInfo>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

namespace {

constexpr int mostFilesHeight = 240; ///< more files scroll
constexpr int shownRows = 5;
constexpr int shownSamples = 4;

/// As tall as its content, up to a limit; then it scrolls.
class ShortScroll : public QScrollArea
{
public:
    ShortScroll()
    {
        setWidgetResizable(true);
        setFrameShape(QFrame::NoFrame);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        const auto hint = widget() != nullptr ? widget()->sizeHint() : QSize();
        return {hint.width(), std::min(hint.height(), mostFilesHeight)};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

private:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (watched == widget() && event->type() == QEvent::LayoutRequest)
            updateGeometry();
        return QScrollArea::eventFilter(watched, event);
    }
};

} // namespace

DataFiles::DataFiles(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    m_filesPanel = new Panel(tr("Files"), this);
    m_files = new FileList;
    auto* scroll = new ShortScroll;
    scroll->setAccessibleName(tr("Data files"));
    m_files->setProperty("role", QStringLiteral("base"));
    m_files->setAttribute(Qt::WA_StyledBackground);
    scroll->setWidget(m_files);
    m_filesPanel->setContent(scroll);
    layout->addWidget(m_filesPanel);
    connect(m_files, &FileList::edited, this, &DataFiles::filesEdited);
    connect(m_files, &FileList::addRequested, this, &DataFiles::addRequested);

    m_importPanel = new Panel(tr("Import"), this);
    m_importPanel->setNote(tr("changes re-read the preview"));
    m_editor = new PipelineEditor;
    m_importPanel->setContent(m_editor);
    layout->addWidget(m_importPanel);
    connect(m_editor, &PipelineEditor::edited, this, &DataFiles::pipelineEdited);
    connect(m_editor, &PipelineEditor::refused, this, &DataFiles::refused);

    m_rowsPanel = new Panel(tr("First rows"), this);
    m_rows = new FirstRows(shownRows, shownSamples);
    m_rowsPanel->setContent(m_rows);
    layout->addWidget(m_rowsPanel);
    layout->addStretch(1);
}

void DataFiles::setPreview(const ProjectSession& session, const DataPreview& preview)
{
    const auto& source = session.draft().config.data;
    m_filesPanel->setNote(source.kind == DataSource::Kind::Synthetic ? tr("synthetic") : QString());
    m_files->setSource(source, preview.scan(), session.folder());
    m_editor->setSource(source, preview.scan(), preview.train());
    m_rows->setReading(preview);
    m_rowsPanel->setNote(source.kind == DataSource::Kind::Synthetic ? tr("synthetic")
                         : source.files.empty()                     ? QString()
                         : source.files.size() > 1
                             ? tr("of the train part")
                             : QFileInfo(QString::fromStdString(source.files.front().file.path)).fileName());
    for (QWidget* widget : std::initializer_list<QWidget*>{m_files, m_editor}) {
        widget->setEnabled(!session.isReadOnly());
        widget->setToolTip(session.isReadOnly()
                               ? tr("The project is open read-only: %1 writes it.").arg(session.writer())
                               : QString());
    }
}

void DataFiles::chooseSubject()
{
    m_editor->chooseSubject();
}

} // namespace pitlane
