# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
list(APPEND plots_sources
  plotrows.cpp plotrows.h
  rawmarks.cpp rawmarks.h
  rawoverview.cpp rawoverview.h
  rawplot.cpp rawplot.h
  rawsignals.cpp rawsignals.h
  signalplot.cpp signalplot.h
  spectrumplot.cpp spectrumplot.h)
