// SPDX-FileCopyrightText: 2026 The Pitlane authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/progress.h"

namespace pitlane {

void Progress::at(double share, std::string_view step) const
{
    if (stop.stop_requested())
        throw ReadCancelled("Reading the data was cancelled.");
    if (tell)
        tell(share, step);
}

Progress Progress::part(double from, double to) const
{
    Progress inner;
    inner.stop = stop;
    if (tell)
        inner.tell = [tell = tell, from, to](double share, std::string_view step) {
            tell(from + (to - from) * share, step);
        };
    return inner;
}

} // namespace pitlane
