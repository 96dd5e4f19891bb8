# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later

# pitlane_module(<name> SOURCES a.cpp b.h ... [PUBLIC libs...] [PRIVATE libs...] [QT])
# One room of the house: static library pitlane_<name>. Its PUBLIC and PRIVATE lists are the arrows of
# docs/ARCHITECTURE.md; a module without an arrow to another does not link its symbols. QT turns on moc.
function(pitlane_module name)
  cmake_parse_arguments(ARG "QT" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(pitlane_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(pitlane_${name} PUBLIC pitlane_config ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  if(ARG_QT)
    set_target_properties(pitlane_${name} PROPERTIES AUTOMOC ON)
  endif()
endfunction()

# pitlane_test(<tst_name> SOURCES x.cpp ... LIBS libs... [GUI] [TIMEOUT s])
# A Qt Test program; GUI tests run on the offscreen platform.
function(pitlane_test name)
  cmake_parse_arguments(ARG "GUI" "TIMEOUT" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  target_link_libraries(${name} PRIVATE pitlane_config Qt6::Test ${ARG_LIBS})
  target_compile_definitions(${name} PRIVATE
    PITLANE_BIN_DIR="${CMAKE_BINARY_DIR}/bin"
    PITLANE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  set(environment "OMP_NUM_THREADS=1")
  if(ARG_GUI)
    list(APPEND environment "QT_QPA_PLATFORM=offscreen")
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT "${environment}")
endfunction()
