# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The window's frame: theme, shared widgets, context, main window, Start and Deploy.
list(APPEND ui_sources
  context.cpp context.h
  format.cpp format.h
  page.cpp page.h
  theme/focusring.cpp theme/focusring.h
  theme/iconengine.cpp theme/iconengine.h
  theme/style.cpp theme/style.h
  theme/theme.cpp theme/theme.h
  theme/tokens.cpp
  widgets/panel.cpp widgets/panel.h
  widgets/segmented.cpp widgets/segmented.h
  widgets/stateglyph.cpp widgets/stateglyph.h)
