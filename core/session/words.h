// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/jobevent.h"

#include <QString>

namespace pitlane {

/// "point 3", "the seed", "the hand-tuned network".
[[nodiscard]] QString nameInWords(const SearchPoint& point);
/// The same at the start of a sentence.
[[nodiscard]] QString nameAtStart(const SearchPoint& point);
/// "search epoch 12 of 30, 94.0 % on validation, 3812 parameters"; empty for events that say nothing to people.
[[nodiscard]] QString inWords(const JobEvent& event);

} // namespace pitlane
