# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Data, Seed and Search: their pages, models and widgets. Data are read in the background.
list(APPEND ui_sources
  dialogs/mergedialog.cpp dialogs/mergedialog.h
  models/layerrows.cpp models/layerrows.h
  models/layersmodel.cpp models/layersmodel.h
  models/masksmodel.cpp models/masksmodel.h
  models/sourcescan.cpp models/sourcescan.h
  models/splitrows.cpp models/splitrows.h
  models/splitmodel.cpp models/splitmodel.h
  models/words.cpp models/words.h
  pages/datachecks.cpp pages/datachecks.h
  pages/dataclasses.cpp pages/dataclasses.h
  pages/datafiles.cpp pages/datafiles.h
  pages/datahealth.cpp pages/datahealth.h
  pages/datapage.cpp pages/datapage.h
  pages/datapreview.cpp pages/datapreview.h
  pages/filelist.cpp pages/filelist.h
  pages/firstrows.cpp pages/firstrows.h
  pages/formrows.cpp pages/formrows.h
  pages/importpreview.cpp pages/importpreview.h
  pages/layeractions.cpp pages/layeractions.h
  pages/leakcards.cpp pages/leakcards.h
  pages/learningfields.cpp
  pages/pipelineeditor.cpp pages/pipelineeditor.h
  pages/pipelinefields.cpp pages/pipelinefields.h
  pages/relocatecard.cpp pages/relocatecard.h
  pages/rolefields.cpp
  models/costwords.cpp models/costwords.h
  pages/searchcosts.cpp pages/searchcosts.h
  pages/searchestimate.cpp pages/searchestimate.h
  pages/searchmasks.cpp pages/searchmasks.h
  pages/searchmethod.cpp pages/searchmethod.h
  pages/searchpage.cpp pages/searchpage.h
  pages/searchsettings.cpp pages/searchsettings.h
  pages/searchstrength.cpp pages/searchstrength.h
  pages/searchsummary.cpp pages/searchsummary.h
  pages/seededit.cpp pages/seededit.h
  pages/seedpage.cpp pages/seedpage.h
  pages/seedsummary.cpp pages/seedsummary.h
  pages/sourcereading.cpp pages/sourcereading.h
  pages/spliteditor.cpp pages/spliteditor.h
  pages/windowfields.cpp
  widgets/checklistbutton.cpp widgets/checklistbutton.h
  widgets/choice.cpp widgets/choice.h
  widgets/histogramview.cpp widgets/histogramview.h
  widgets/lambdaeditor.cpp widgets/lambdaeditor.h
  widgets/messagecard.cpp widgets/messagecard.h
  widgets/numberfield.cpp widgets/numberfield.h
  widgets/readingstrip.cpp widgets/readingstrip.h
  widgets/receptivefield.cpp widgets/receptivefield.h
  widgets/rollview.cpp widgets/rollview.h
  widgets/splitbar.cpp widgets/splitbar.h
  widgets/stepseditor.cpp widgets/stepseditor.h
  widgets/symbolheader.cpp widgets/symbolheader.h
  widgets/tabledelegate.cpp widgets/tabledelegate.h
  widgets/tonelabel.cpp widgets/tonelabel.h
  widgets/undobuttons.cpp widgets/undobuttons.h
  widgets/windowoverlay.cpp widgets/windowoverlay.h)
find_package(Qt6 6.4 REQUIRED COMPONENTS Concurrent)
cmake_language(DEFER CALL target_link_libraries pitlane_ui PUBLIC Qt6::Concurrent)
