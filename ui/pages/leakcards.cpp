// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/leakcards.h"

#include "ui/format.h"
#include "ui/pages/datapreview.h"
#include "ui/pages/spliteditor.h"
#include "ui/widgets/messagecard.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/stateglyph.h"
#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace pitlane {

LeakCards::LeakCards(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    m_overlap = new MessageCard(MessageCard::Kind::Decision, this);
    m_overlap->setObjectName(QStringLiteral("overlapCard"));
    m_bySubject = makeButton(tr("Split by subject"), {}, m_overlap);
    m_bySubject->setObjectName(QStringLiteral("overlapBySubject"));
    m_noOverlap = makeButton(tr("No overlap"), {}, m_overlap);
    m_noOverlap->setObjectName(QStringLiteral("overlapNone"));
    m_noOverlap->setToolTip(tr("Windows that touch: each starts where the one before it ends"));
    m_acceptOverlap = makeButton(tr("Accept and note"), {}, m_overlap);
    m_acceptOverlap->setObjectName(QStringLiteral("overlapAccept"));
    for (auto* button : {m_bySubject, m_noOverlap, m_acceptOverlap})
        m_overlap->addAction(button);
    column->addWidget(m_overlap);
    connect(m_bySubject, &QPushButton::clicked, this, &LeakCards::splitBySubject);
    connect(m_noOverlap, &QPushButton::clicked, this, &LeakCards::noOverlap);
    connect(m_acceptOverlap, &QPushButton::clicked, this, &LeakCards::overlapAccepted);

    auto* choose = makePrimaryButton(tr("Choose id column…"));
    choose->setObjectName(QStringLiteral("chooseSubject"));
    connect(choose, &QPushButton::clicked, this, &LeakCards::chooseSubject);
    m_noId = makeCard(QStringLiteral("leakCard"), QString::fromLatin1(noSubjectIdKey), choose);
    m_noId.accept->setObjectName(QStringLiteral("acceptLeak"));
    m_noId.reopen->setObjectName(QStringLiteral("reopenLeak"));
    column->addWidget(m_noId.card);
    auto* bySubject = makePrimaryButton(tr("Split by subject"));
    bySubject->setObjectName(QStringLiteral("sharedBySubject"));
    connect(bySubject, &QPushButton::clicked, this, &LeakCards::splitBySubject);
    m_shared = makeCard(QStringLiteral("sharedCard"), QString::fromLatin1(sharedSubjectsKey), bySubject);
    column->addWidget(m_shared.card);
    m_buttons = {m_bySubject,   m_noOverlap,     m_acceptOverlap, choose,   m_noId.accept,
                 m_noId.reopen, m_shared.accept, m_shared.reopen, bySubject};

    m_lock = new QWidget(this);
    auto* lock = new QHBoxLayout(m_lock);
    lock->setContentsMargins(0, 0, 0, 0);
    lock->setSpacing(8);
    lock->addWidget(new StateGlyph(Glyph::Lock));
    lock->addWidget(new ToneLabel(tr("Launch stays locked until this is decided."), Tone::Text2, TextSize::Note), 1);
    column->addWidget(m_lock);
}

LeakCards::Card LeakCards::makeCard(const QString& name, const QString& key, QPushButton* first)
{
    Card card;
    card.card = new MessageCard(MessageCard::Kind::Decision, this);
    card.card->setObjectName(name);
    card.accept = makeButton(tr("Accept and note"), {}, card.card);
    card.reopen = makeButton(tr("Open again"), {}, card.card);
    card.card->addAction(first);
    card.card->addAction(card.accept);
    card.card->addAction(card.reopen);
    first->setParent(card.card);
    connect(card.accept, &QPushButton::clicked, this, [this, key] { Q_EMIT accepted(key); });
    connect(card.reopen, &QPushButton::clicked, this, [this, key] { Q_EMIT reopened(key); });
    return card;
}

void LeakCards::fill(const Card& card, const QString& key, bool isOpen, const std::vector<Decision>& decisions,
                     const QString& headline, const QString& text)
{
    const auto decided = std::ranges::find(decisions, key, &Decision::key);
    const bool isDecided = !isOpen && decided != decisions.end();
    card.card->setVisible(isOpen || isDecided);
    for (auto* button : card.card->findChildren<QPushButton*>())
        button->setVisible(isOpen != (button == card.reopen));
    card.card->setKind(isDecided ? MessageCard::Kind::Settled : MessageCard::Kind::Decision);
    if (isDecided)
        card.card->setText(tr("%1: accepted, %2").arg(headline, format::clock(decided->decidedAt)), decided->note);
    else
        card.card->setText(headline, text);
}

void LeakCards::setReading(const SourceReading& reading, const std::vector<Decision>& decisions,
                           const QStringList& open)
{
    const auto subjects = subjectNames(reading).size();
    const bool overlaps = !reading.overlap().isEmpty();
    m_overlap->setVisible(overlaps);
    if (overlaps)
        m_overlap->setText(tr("Leak: overlapping windows on both sides"), reading.overlap());
    m_bySubject->setVisible(subjects >= 2);
    const auto& window = reading.source().pipeline.window;
    m_noOverlap->setVisible(!window.whole && !window.runs && window.hop > 0 && window.hop < window.length);
    fill(m_noId, QString::fromLatin1(noSubjectIdKey), open.contains(QLatin1String(noSubjectIdKey)), decisions,
         tr("Possible leak: no subject id"),
         tr("The files name no person or recording. Examples of one source can be in train and in validation or test, "
            "so the score may not hold for a new one."));
    const auto shared = reading.sharedGroups();
    fill(m_shared, QString::fromLatin1(sharedSubjectsKey), open.contains(QLatin1String(sharedSubjectsKey)), decisions,
         tr("Possible leak: subjects on both sides"),
         (shared > 0 ? tr("%1 of %2 subjects have examples in train and in validation.").arg(shared).arg(subjects)
                     : tr("The split does not look at subjects.")) +
             QLatin1Char(' ') + tr("The score may not hold for a new subject."));
    m_lock->setVisible(overlaps || !open.isEmpty());
}

void LeakCards::setEditable(bool isEditable, const QString& why)
{
    for (auto* button : m_buttons) {
        button->setEnabled(isEditable);
        if (button != m_noOverlap || !isEditable)
            button->setToolTip(isEditable ? QString() : why);
    }
}

} // namespace pitlane
