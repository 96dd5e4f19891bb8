// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/modebar.h"

#include "ui/theme/iconengine.h"
#include "ui/theme/theme.h"
#include "ui/widgets/jobring.h"
#include "ui/widgets/stateglyph.h"

#include <QButtonGroup>
#include <QFrame>
#include <QPainter>
#include <QVBoxLayout>

namespace pitlane {

namespace {

constexpr int barWidth = 72;
constexpr int modeHeight = 64;

QFont small(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

QString badgeInWords(Badge badge)
{
    switch (badge) {
    case Badge::None:
        return {};
    case Badge::Complete:
        return ModeBar::tr("complete");
    case Badge::Decision:
        return ModeBar::tr("a decision is open");
    case Badge::Working:
        return ModeBar::tr("working");
    case Badge::Failed:
        return ModeBar::tr("something failed");
    }
    return {};
}

/// The Target button: no device yet.
class TargetButton : public QAbstractButton
{
public:
    explicit TargetButton(QWidget* parent) : QAbstractButton(parent)
    {
        setEnabled(false);
        setText(ModeBar::tr("No target"));
        setAccessibleName(text());
        setToolTip(ModeBar::tr("Target will be the device that the network has to fit: its budgets shade the front and "
                               "decide on Deploy. This version has no devices to choose from."));
    }
    [[nodiscard]] QSize sizeHint() const override { return {barWidth, 72}; }

private:
    void paintEvent(QPaintEvent*) override
    {
        const auto& t = Theme::instance().tokens();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        paintIcon(painter, QRectF((width() - 22) / 2.0, 17, 22, 22), QStringLiteral("chip"), t.text3);
        painter.setFont(small(font()));
        painter.setPen(t.text2);
        painter.drawText(QRect(0, 46, width(), 18), Qt::AlignCenter, text());
    }
};

QFrame* makeRule(QWidget* parent)
{
    auto* rule = new QFrame(parent);
    rule->setProperty("role", QStringLiteral("rule"));
    rule->setFixedHeight(1);
    return rule;
}

} // namespace

QString modeName(Mode mode)
{
    switch (mode) {
    case Mode::Start:
        return ModeBar::tr("Start");
    case Mode::Data:
        return ModeBar::tr("Data");
    case Mode::Seed:
        return ModeBar::tr("Seed");
    case Mode::Search:
        return ModeBar::tr("Search");
    case Mode::Explore:
        return ModeBar::tr("Explore");
    case Mode::Deploy:
        return ModeBar::tr("Deploy");
    }
    return {};
}

ModeButton::ModeButton(QString iconName, const QString& label, QWidget* parent)
    : QAbstractButton(parent), m_iconName(std::move(iconName))
{
    setText(label);
    setAccessibleName(label);
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
}

void ModeButton::setBadge(Badge badge)
{
    m_badge = badge;
    const auto words = badgeInWords(badge);
    setAccessibleName(words.isEmpty() ? text() : QStringLiteral("%1, %2").arg(text(), words));
    update();
}

QSize ModeButton::sizeHint() const
{
    return {barWidth, modeHeight};
}

void ModeButton::paintEvent(QPaintEvent*)
{
    const auto& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isChecked()) {
        painter.fillRect(rect(), t.base);
        painter.fillRect(QRect(0, 0, 3, height()), t.accent);
    } else if (isEnabled() && underMouse()) {
        painter.fillRect(rect(), t.inkGround);
    }
    const auto colour = !isEnabled() ? t.disabled : isChecked() ? t.accent : t.text2;
    paintIcon(painter, QRectF((width() - 22) / 2.0, 13, 22, 22), m_iconName, colour);
    auto labelFont = small(font());
    labelFont.setBold(isChecked());
    painter.setFont(labelFont);
    painter.setPen(!isEnabled() ? t.disabled : isChecked() ? t.text : t.text2);
    painter.drawText(QRect(0, 36, width(), 18), Qt::AlignCenter, text());
    if (m_badge == Badge::None || !isEnabled())
        return;
    const QRectF badge(39, 8, 14, 14);
    painter.setPen(Qt::NoPen); // a rim in the ground's colour keeps the badge apart from the icon
    painter.setBrush(isChecked() ? t.base : underMouse() ? t.inkGround : t.mode);
    painter.drawEllipse(badge.adjusted(-1, -1, 1, 1));
    const auto glyph = m_badge == Badge::Complete   ? Glyph::Ok
                       : m_badge == Badge::Decision ? Glyph::Warning
                       : m_badge == Badge::Failed   ? Glyph::Error
                                                    : Glyph::Running;
    paintGlyph(painter, badge, glyph, 0.5);
}

ModeBar::ModeBar(QWidget* parent) : QWidget(parent), m_group(new QButtonGroup(this))
{
    setFixedWidth(barWidth);
    setAccessibleName(tr("Modes"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    static constexpr std::array icons{"home", "data", "seed", "search", "explore", "deploy"};
    for (int i = 0; i < 6; ++i) {
        const auto mode = static_cast<Mode>(i);
        auto* button = new ModeButton(QLatin1String(icons[static_cast<std::size_t>(i)]), modeName(mode), this);
        m_buttons[static_cast<std::size_t>(i)] = button;
        m_group->addButton(button, i);
        column->addWidget(button);
        connect(button, &QAbstractButton::clicked, this, [this, mode] { Q_EMIT modeChosen(mode); });
    }
    column->addStretch(1);
    m_jobs = new JobRing(this);
    connect(m_jobs, &QAbstractButton::clicked, this, &ModeBar::jobsChosen);
    column->addWidget(makeRule(this));
    column->addWidget(m_jobs);
    column->addWidget(makeRule(this));
    column->addWidget(new TargetButton(this));
    setHasProject(false);
    setMode(Mode::Start);
}

void ModeBar::setMode(Mode mode)
{
    button(mode).setChecked(true);
}

void ModeBar::setBadge(Mode mode, Badge badge)
{
    button(mode).setBadge(badge);
}

void ModeBar::setHasProject(bool hasProject)
{
    for (int i = 0; i < 6; ++i) {
        const auto mode = static_cast<Mode>(i);
        auto& each = button(mode);
        each.setEnabled(hasProject || mode == Mode::Start);
        each.setToolTip(each.isEnabled() ? tr("%1 (Ctrl+%2)").arg(modeName(mode)).arg(i + 1)
                                         : tr("%1 needs a project: open one on Start, or try the demo")
                                               .arg(modeName(mode)));
        if (!hasProject)
            each.setBadge(Badge::None);
    }
    m_jobs->setEnabled(hasProject);
}

void ModeBar::paintEvent(QPaintEvent*)
{
    const auto& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), t.mode);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), t.line);
}

} // namespace pitlane
