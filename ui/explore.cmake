# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Explore: the live front, its points, layers, curves and jobs.
list(APPEND ui_sources
  models/jobsmodel.cpp models/jobsmodel.h
  models/pointsmodel.cpp models/pointsmodel.h
  models/sweepwatch.cpp models/sweepwatch.h
  pages/exploredocks.cpp
  pages/explorepage.cpp pages/explorepage.h
  pages/exploreparts.cpp pages/exploreparts.h pages/pointactions.cpp pages/pointactions.h
  widgets/dockheader.cpp widgets/dockheader.h
  widgets/emptycard.cpp widgets/emptycard.h
  widgets/failurereport.cpp widgets/failurereport.h
  widgets/hovercard.cpp widgets/hovercard.h
  widgets/jobrow.cpp widgets/jobrow.h
  widgets/jobsview.cpp widgets/jobsview.h
  widgets/layerstrip.cpp widgets/layerstrip.h
  widgets/notebar.cpp widgets/notebar.h
  widgets/pointsview.cpp widgets/pointsview.h
  widgets/stripaccessible.cpp
  widgets/stripcanvas.cpp widgets/stripcanvas.h
  widgets/stripgeometry.cpp widgets/stripgeometry.h
  widgets/striplegend.cpp widgets/striplegend.h
  widgets/suggestionbar.cpp widgets/suggestionbar.h)
