# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
list(APPEND plots_sources
  counttickers.cpp counttickers.h
  curves.cpp curves.h
  figureexport.cpp figureexport.h
  frontinput.cpp
  frontlayers.cpp frontlayers.h
  frontmark.h
  frontplot.cpp frontplot.h
  labelplacer.cpp labelplacer.h
  markpainter.cpp markpainter.h)
list(APPEND plots_public Qt6::Svg)
