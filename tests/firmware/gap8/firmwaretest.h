// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/firmware/gap8/firmwarerun.h"

#include <QtTest>

/// The firmware's bytes are those of the plain definition.
#define AGREES(graph, input, memories, what)                                                                           \
    if (const QString text = m_run->disagreement(graph, input, memories); !text.isEmpty()) {                           \
        QFAIL(qPrintable((what) + QStringLiteral(": ") + text));                                                       \
    }

#define NEED_COMPILER()                                                                                                \
    if (!m_run->missing().isEmpty()) {                                                                                 \
        QSKIP(qPrintable(QStringLiteral("Not installed: ") + m_run->missing()));                                       \
    }
