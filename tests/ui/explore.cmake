# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name layerstrip pointsmodel explorepage deploypage)
  pitlane_test(tst_${name} SOURCES tst_${name}.cpp LIBS pitlane_ui GUI)
endforeach()
# Searches run in the session tests' fake worker.
foreach(name explorepage deploypage)
  target_compile_definitions(tst_${name} PRIVATE PITLANE_FAKE_WORKER="$<TARGET_FILE:pitlane-fakeworker>")
  add_dependencies(tst_${name} pitlane-fakeworker)
endforeach()
