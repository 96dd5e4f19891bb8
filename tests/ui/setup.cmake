# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
foreach(test tst_layersmodel tst_masksmodel tst_splitmodel tst_datachecks tst_searchestimate tst_lambdaeditor
        tst_backgroundtask tst_datapage tst_dataclasses tst_importwizard tst_exampledialog tst_seedpage tst_searchpage)
  pitlane_test(${test} SOURCES ${test}.cpp LIBS pitlane_ui GUI)
endforeach()
