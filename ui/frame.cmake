# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The window's frame: theme, shared widgets, context, main window, Start and Deploy.
list(APPEND ui_sources
  backgroundtask.cpp backgroundtask.h
  context.cpp context.h
  dialogs/askfordata.cpp dialogs/askfordata.h
  dialogs/exampledialog.cpp dialogs/exampledialog.h
  dialogs/helpdialogs.cpp dialogs/helpdialogs.h
  dialogs/importwizard.cpp dialogs/importwizard.h
  dialogs/newprojectdialog.cpp dialogs/newprojectdialog.h
  format.cpp format.h
  mainwindow.cpp mainwindow.h
  modebar.cpp modebar.h
  models/examplesmodel.cpp models/examplesmodel.h
  models/recentmodel.cpp models/recentmodel.h
  page.cpp page.h
  pages/deploypage.cpp pages/deploypage.h pages/exportfacts.cpp pages/exportfacts.h pages/exportform.cpp pages/exportform.h
  pages/startpage.cpp pages/startpage.h
  projectactions.cpp projectactions.h
  recentproject.cpp recentproject.h
  settings.cpp settings.h
  statusline.cpp statusline.h
  systemload.cpp systemload.h
  theme/focusring.cpp theme/focusring.h
  theme/iconengine.cpp theme/iconengine.h
  theme/style.cpp theme/style.h
  theme/theme.cpp theme/theme.h
  theme/tokens.cpp
  widgets/banner.cpp widgets/banner.h
  widgets/frontthumb.cpp widgets/frontthumb.h
  widgets/jobring.cpp widgets/jobring.h
  widgets/panel.cpp widgets/panel.h
  widgets/recentlist.cpp widgets/recentlist.h
  widgets/segmented.cpp widgets/segmented.h
  widgets/startwidgets.cpp widgets/startwidgets.h
  widgets/stateglyph.cpp widgets/stateglyph.h)
