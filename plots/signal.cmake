# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
list(APPEND plots_sources signalplot.cpp signalplot.h)
