# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The Data page's browser of raw signals and its spectra.
list(APPEND ui_sources
  models/rawview.cpp models/rawview.h
  models/spectra.cpp models/spectra.h
  pages/databrowse.cpp pages/databrowse.h
  pages/dataspectrum.cpp pages/dataspectrum.h)
