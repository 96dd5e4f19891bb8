# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name layerstrip)
  pitlane_test(tst_${name} SOURCES tst_${name}.cpp LIBS pitlane_ui GUI)
endforeach()
