// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/filelist.h"

#include "core/data/references.h"
#include "ui/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/tonelabel.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace pitlane {

namespace {

constexpr std::size_t mostRows = 120;
constexpr int partWidth = 88;
constexpr int removed = -2; ///< beside the parts

QList<Choice::Item> partItems()
{
    return {{.text = QObject::tr("train"), .value = static_cast<int>(Part::Train)},
            {.text = QObject::tr("validation"), .value = static_cast<int>(Part::Validation)},
            {.text = QObject::tr("test"), .value = static_cast<int>(Part::Test)},
            {.text = QObject::tr("noise"), .value = static_cast<int>(Part::Noise)},
            {.text = QObject::tr("unused"), .value = static_cast<int>(Part::Unused)}};
}

QString fileName(const DataFile& file)
{
    const auto path = QString::fromStdString(file.file.path);
    return QFileInfo(path).fileName();
}

QLabel* makeIcon(const QString& name, QWidget* parent)
{
    auto* icon = new QLabel(parent);
    icon->setPixmap(Theme::icon(name).pixmap(16, 16));
    return icon;
}

/// Words that are cut where they are too long for their place.
class ElidedLabel : public ToneLabel
{
public:
    ElidedLabel(const QString& text, Qt::TextElideMode mode, Tone tone, TextSize size, QWidget* parent)
        : ToneLabel(text, tone, size, parent), m_text(text), m_mode(mode)
    {
        setToolTip(text);
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }

private:
    void resizeEvent(QResizeEvent* event) override
    {
        ToneLabel::resizeEvent(event);
        setText(fontMetrics().elidedText(m_text, m_mode, width()));
    }
    QString m_text;
    Qt::TextElideMode m_mode;
};

} // namespace

QString shortHash(const std::string& hash)
{
    const auto text = QString::fromStdString(hash);
    return text.size() < 8 ? text : text.left(4) + QStringLiteral("…") + text.right(4);
}

FileList::FileList(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 12);
    column->setSpacing(8);
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(8);
    column->addLayout(m_rows);
    auto* add = makeButton(tr("Add files…"), QStringLiteral("plus"), this);
    add->setObjectName(QStringLiteral("addFiles"));
    add->setAutoDefault(false);
    connect(add, &QPushButton::clicked, this, [this] { Q_EMIT addRequested(false); });
    auto* folder = makeButton(tr("Folder…"), QStringLiteral("folder"), this);
    folder->setAccessibleName(tr("Add a folder of data files"));
    folder->setAutoDefault(false);
    connect(folder, &QPushButton::clicked, this, [this] { Q_EMIT addRequested(true); });
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(add);
    buttons->addWidget(folder);
    buttons->addStretch(1);
    column->addLayout(buttons);
    column->addStretch(1);
}

void FileList::setSource(const DataSource& source, const SourceScan& scan, const std::filesystem::path& projectFolder)
{
    const bool isSame = m_isBuilt && source.kind == m_source.kind && source.files == m_source.files &&
                        source.generator == m_source.generator && scan.facts == m_scan.facts;
    m_source = source;
    m_scan = scan;
    m_folder = projectFolder;
    if (!isSame)
        rebuild();
}

void FileList::change(const QString& what, const std::function<void(std::vector<DataFile>&)>& edit)
{
    auto files = m_source.files;
    edit(files);
    if (files != m_source.files)
        Q_EMIT edited(files, what);
}

void FileList::rebuild()
{
    m_isBuilt = true;
    const auto name = focusWidget() != nullptr ? focusWidget()->accessibleName() : QString();
    while (auto* item = m_rows->takeAt(0)) {
        if (auto* widget = item->widget()) {
            widget->hide();
            widget->setAccessibleName({});
            widget->deleteLater(); // one of its fields may be the sender
        }
        delete item;
    }
    if (m_source.kind == DataSource::Kind::Synthetic) {
        const auto& generator = m_source.generator;
        QString words = tr("Made by a generator, no recording · number %1 · %2 train, %3 test examples")
                            .arg(generator.seed)
                            .arg(format::count(generator.trainExamples), format::count(generator.testExamples));
        auto* row = new QWidget(this);
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->addWidget(makeIcon(QStringLiteral("star"), row), 0, Qt::AlignTop);
        auto* texts = new QVBoxLayout;
        texts->setSpacing(0);
        texts->addWidget(new ToneLabel(QString::fromStdString(m_source.name), Tone::Text, TextSize::Body, row));
        auto* note = makeNote(words, row);
        note->setToolTip(tr("Same number, same series, on every machine"));
        texts->addWidget(note);
        line->addLayout(texts, 1);
        m_rows->addWidget(row);
        return;
    }
    if (m_source.files.size() > 2)
        m_rows->addWidget(makeAll());
    std::string recording;
    for (std::size_t i = 0; i < std::min(mostRows, m_source.files.size()); ++i) {
        const auto& file = m_source.files[i];
        if (!file.recording.empty() && file.recording != recording)
            m_rows->addWidget(new ElidedLabel(QString::fromStdString(file.recording), Qt::ElideMiddle, Tone::Text2,
                                              TextSize::Note, this));
        recording = file.recording;
        m_rows->addWidget(makeRow(i));
    }
    if (m_source.files.size() > mostRows)
        m_rows->addWidget(makeNote(
            tr("and %1 more files").arg(format::count(static_cast<std::int64_t>(m_source.files.size() - mostRows))),
            this));
    for (auto* widget : findChildren<QWidget*>())
        if (!name.isEmpty() && widget->accessibleName() == name && widget->focusPolicy() != Qt::NoFocus)
            widget->setFocus(Qt::OtherFocusReason);
}

QWidget* FileList::makeAll()
{
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    std::int64_t bytes = 0;
    bool isOnePart = true;
    for (const auto& file : m_source.files) {
        bytes += file.file.bytes;
        isOnePart = isOnePart && file.part == m_source.files.front().part;
    }
    auto* words =
        new ToneLabel(tr("%1 files, %2").arg(m_source.files.size()).arg(format::bytes(static_cast<double>(bytes))),
                      Tone::Text2, TextSize::Body, row);
    line->addWidget(words, 1);
    auto* part = new Choice(tr("Part of all files"), row);
    part->setFixedWidth(partWidth);
    auto items = partItems();
    if (!isOnePart)
        items.prepend({.text = tr("mixed"), .value = -1});
    part->setItems(items, isOnePart ? static_cast<int>(m_source.files.front().part) : -1);
    connect(part, &Choice::chosen, this, [this](const QVariant& value) {
        if (value.toInt() >= 0)
            change(tr("Part of all files"), [&](std::vector<DataFile>& files) {
                for (auto& file : files)
                    file.part = static_cast<Part>(value.toInt());
            });
    });
    line->addWidget(part);
    return row;
}

QWidget* FileList::makeRow(std::size_t at)
{
    const auto& file = m_source.files[at];
    const auto name = fileName(file);
    auto* row = new QWidget(this);
    auto* grid = new QGridLayout(row);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(1, 1);
    grid->addWidget(makeIcon(file.file.isFolder ? QStringLiteral("folder") : QStringLiteral("file"), row), 0, 0);
    QStringList details;
    if (const auto fact = m_scan.facts.value(static_cast<qsizetype>(at)); !fact.isEmpty())
        details << fact;
    details << format::bytes(static_cast<double>(file.file.bytes)) << shortHash(file.file.sha256);
    grid->addWidget(new ElidedLabel(name, Qt::ElideMiddle, Tone::Text, TextSize::Body, row), 0, 1);
    auto* detail =
        new ElidedLabel(details.join(QStringLiteral(" · ")), Qt::ElideRight, Tone::Text2, TextSize::Note, row);
    detail->setToolTip(tr("%1\n%2\nSHA-256 %3")
                           .arg(details.join(QStringLiteral(" · ")),
                                QString::fromStdString(placeOf(file.file, m_folder).string()),
                                QString::fromStdString(file.file.sha256)));
    auto* part = new Choice(tr("Part of %1").arg(name), row);
    part->setFixedWidth(partWidth);
    auto parts = partItems();
    if (m_source.files.size() > 1)
        parts << Choice::Item{.text = tr("remove"), .value = removed};
    part->setItems(parts, static_cast<int>(file.part));
    connect(part, &Choice::chosen, this, [this, at, name](const QVariant& value) {
        if (value.toInt() == removed)
            change(tr("Remove %1").arg(name),
                   [&](std::vector<DataFile>& files) { files.erase(files.begin() + static_cast<std::ptrdiff_t>(at)); });
        else
            change(tr("Part of %1").arg(name),
                   [&](std::vector<DataFile>& files) { files[at].part = static_cast<Part>(value.toInt()); });
    });
    grid->addWidget(part, 0, 2);
    const auto& pipeline = m_source.pipeline;
    if (!pipeline.groupArray.empty() || pipeline.layout != Layout::Recordings || file.file.isFolder) {
        grid->addWidget(detail, 1, 1, 1, 2);
        return row;
    }
    grid->addWidget(detail, 1, 1);
    auto* subject = new QLineEdit(QString::fromStdString(file.group), row);
    subject->setCursorPosition(0);
    subject->setAccessibleName(tr("Subject of %1").arg(name));
    subject->setPlaceholderText(tr("subject"));
    subject->setToolTip(file.group.empty() ? tr("Subject: whose recording it is")
                                           : tr("Subject %1").arg(QString::fromStdString(file.group)));
    subject->setFixedWidth(partWidth);
    connect(subject, &QLineEdit::editingFinished, this, [this, at, name, subject] {
        change(tr("Subject of %1").arg(name),
               [&](std::vector<DataFile>& files) { files[at].group = subject->text().trimmed().toStdString(); });
    });
    grid->addWidget(subject, 1, 2);
    return row;
}

} // namespace pitlane
