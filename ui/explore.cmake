# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
list(APPEND ui_sources
  widgets/layerstrip.cpp widgets/layerstrip.h
  widgets/stripaccessible.cpp
  widgets/stripcanvas.cpp widgets/stripcanvas.h
  widgets/stripgeometry.cpp widgets/stripgeometry.h)
