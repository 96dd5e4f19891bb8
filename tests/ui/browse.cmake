# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
foreach(test tst_databrowse tst_dataspectrum)
  pitlane_test(${test} SOURCES ${test}.cpp LIBS pitlane_ui GUI)
endforeach()
