// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/panel.h"

#include "ui/theme/iconengine.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace pitlane {

namespace {

constexpr int headerHeight = 32;
constexpr int padding = 12;

/// An icon of the theme as a widget.
class IconView : public QWidget
{
public:
    IconView(QString name, int size, QWidget* parent) : QWidget(parent), m_name(std::move(name))
    {
        setFixedSize(size, size);
    }

private:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        paintIcon(painter, QRectF(rect()), m_name, Theme::instance().tokens().text2);
    }
    QString m_name;
};

QLabel* makeLabel(const QString& text, const char* role, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("role", QLatin1String(role));
    return label;
}

} // namespace

Panel::Panel(const QString& title, QWidget* parent) : QFrame(parent)
{
    setFrameShape(QFrame::NoFrame);
    setProperty("role", QStringLiteral("base"));
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(title);
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);

    auto* header = new QWidget(this);
    header->setObjectName(QStringLiteral("panelHeader"));
    header->setProperty("role", QStringLiteral("header"));
    header->setAttribute(Qt::WA_StyledBackground);
    header->setFixedHeight(headerHeight);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(padding, 0, 8, 0);
    row->setSpacing(8);
    m_title = makeLabel(title, "strong", header);
    m_note = makeLabel({}, "small", header);
    m_note->setMinimumWidth(0);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_tools = new QHBoxLayout;
    m_tools->setContentsMargins(0, 0, 0, 0);
    m_tools->setSpacing(8);
    row->addWidget(m_title);
    row->addWidget(m_note, 1);
    row->addLayout(m_tools);
    m_layout->addWidget(header);
}

void Panel::setTitle(const QString& title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

void Panel::setNote(const QString& note)
{
    m_note->setText(note);
    m_note->setToolTip(note); // whole, where the header is too narrow for it
}

void Panel::setContent(QWidget* content)
{
    while (m_layout->count() > (m_foot != nullptr ? 2 : 1)) {
        auto* item = m_layout->takeAt(1);
        delete item->widget();
        delete item;
    }
    m_layout->insertWidget(1, content, 1);
}

void Panel::setFoot(QWidget* foot)
{
    delete m_foot;
    m_foot = foot;
    m_foot->setProperty("role", QStringLiteral("foot"));
    m_foot->setAttribute(Qt::WA_StyledBackground);
    m_foot->setMinimumHeight(headerHeight);
    m_layout->addWidget(m_foot);
}

QPushButton* makePrimaryButton(const QString& text, const QString& iconName, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setProperty("role", QStringLiteral("primary"));
    if (!iconName.isEmpty())
        button->setIcon(Theme::iconOnAccent(iconName));
    return button;
}

QPushButton* makeButton(const QString& text, const QString& iconName, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    if (!iconName.isEmpty())
        button->setIcon(Theme::icon(iconName));
    return button;
}

QToolButton* makeToolButton(const QString& iconName, const QString& tip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setIcon(Theme::icon(iconName));
    button->setIconSize({16, 16});
    button->setFixedSize(24, 24);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QWidget* makeEmptyState(const QString& iconName, const QString& headline, const QString& sentence, QPushButton* action,
                        QWidget* parent)
{
    auto* state = new QWidget(parent);
    state->setProperty("role", QStringLiteral("base"));
    state->setAttribute(Qt::WA_StyledBackground);
    state->setAccessibleName(headline);
    auto* outer = new QVBoxLayout(state);
    outer->setContentsMargins(16, 16, 16, 16);
    auto* column = new QWidget(state);
    column->setMaximumWidth(460);
    auto* rows = new QVBoxLayout(column);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    if (!iconName.isEmpty())
        rows->addWidget(new IconView(iconName, 32, column), 0, Qt::AlignHCenter);
    auto* head = makeLabel(headline, "strong", column);
    head->setAlignment(Qt::AlignHCenter);
    head->setWordWrap(true);
    auto* body = makeLabel(sentence, "note", column);
    body->setAlignment(Qt::AlignHCenter);
    body->setWordWrap(true);
    rows->addWidget(head);
    rows->addWidget(body);
    if (action != nullptr) {
        action->setParent(column);
        rows->addSpacing(8);
        rows->addWidget(action, 0, Qt::AlignHCenter);
    }
    outer->addStretch();
    auto* centred = new QHBoxLayout;
    centred->addStretch(1);
    centred->addWidget(column, 100);
    centred->addStretch(1);
    outer->addLayout(centred);
    outer->addStretch();
    return state;
}

} // namespace pitlane
