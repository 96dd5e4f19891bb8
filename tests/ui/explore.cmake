# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name layerstrip pointsmodel explorepage)
  pitlane_test(tst_${name} SOURCES tst_${name}.cpp LIBS pitlane_ui GUI)
endforeach()
# Searches run in the session tests' fake worker.
target_compile_definitions(tst_explorepage PRIVATE PITLANE_FAKE_WORKER="$<TARGET_FILE:pitlane-fakeworker>")
add_dependencies(tst_explorepage pitlane-fakeworker)
