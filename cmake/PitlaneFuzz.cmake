# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzz targets. They are built by clang, whose libFuzzer finds new inputs, whatever compiler builds the rest.
find_program(PITLANE_FUZZ_CXX NAMES clang++-14 clang++ DOC "Compiler with libFuzzer for the fuzz targets")
set(PITLANE_FUZZ_FLAGS -std=c++20 -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer,address,undefined
  -fno-sanitize-recover=all)
set(PITLANE_FUZZ_SECONDS 10 CACHE STRING "How long each fuzz test looks for new inputs, in seconds")
if(PITLANE_FUZZ_CXX AND NOT DEFINED PITLANE_FUZZ_WORKS)
  set(probe "${CMAKE_BINARY_DIR}/fuzz-probe")
  file(WRITE "${probe}.cpp" "extern \"C\" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }\n")
  execute_process(COMMAND "${PITLANE_FUZZ_CXX}" ${PITLANE_FUZZ_FLAGS} "${probe}.cpp" -o "${probe}"
    RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
  if(result EQUAL 0)
    set(PITLANE_FUZZ_WORKS TRUE CACHE INTERNAL "")
  endif()
endif()
if(NOT PITLANE_FUZZ_WORKS)
  message(STATUS "Fuzz tests are left out: they need clang++ with libFuzzer (Debian: clang-14, libclang-rt-14-dev).")
endif()

# One object per source, shared by all targets; further arguments are options of the compiler.
function(pitlane_fuzz_object source result)
  cmake_path(RELATIVE_PATH source BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE name)
  set(object "${CMAKE_BINARY_DIR}/fuzz/${name}.o")
  set(${result} "${object}" PARENT_SCOPE)
  get_property(known GLOBAL PROPERTY pitlane_fuzz_objects)
  if(object IN_LIST known)
    return()
  endif()
  set_property(GLOBAL APPEND PROPERTY pitlane_fuzz_objects "${object}")
  cmake_path(GET object PARENT_PATH folder)
  file(MAKE_DIRECTORY "${folder}")
  add_custom_command(OUTPUT "${object}"
    COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} "${PITLANE_FUZZ_CXX}" ${PITLANE_FUZZ_FLAGS} ${ARGN} -I "${PROJECT_SOURCE_DIR}"
      -MD -MF "${object}.d" -c "${source}" -o "${object}"
    DEPENDS "${source}" DEPFILE "${object}.d"
    COMMENT "Building fuzz object ${name}" VERBATIM)
endfunction()

# pitlane_fuzz(<name> SOURCES core/a.cpp ... [DEFINITIONS X=1 ...] [LIBS -lx ...])
# A fuzz target <name> from <name>.cpp beside the caller and SOURCES (from the root of the tree), and two tests: <name>
# looks for new inputs for PITLANE_FUZZ_SECONDS, <name>_corpus replays corpus/<name>, which holds good files and all
# inputs that once failed.
function(pitlane_fuzz name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEFINITIONS;LIBS" ${ARGN})
  set(corpus "${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name}")
  if(NOT PITLANE_FUZZ_WORKS)
    add_test(NAME ${name} COMMAND "${CMAKE_COMMAND}" -E echo "Skipped: clang++ with libFuzzer is missing.")
    set_tests_properties(${name} PROPERTIES SKIP_REGULAR_EXPRESSION "Skipped:")
    return()
  endif()
  list(TRANSFORM ARG_DEFINITIONS PREPEND "-D")
  set(objects)
  foreach(source IN LISTS ARG_SOURCES)
    pitlane_fuzz_object("${PROJECT_SOURCE_DIR}/${source}" object ${ARG_DEFINITIONS})
    list(APPEND objects "${object}")
  endforeach()
  pitlane_fuzz_object("${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp" object ${ARG_DEFINITIONS})
  list(APPEND objects "${object}")
  set(program "${CMAKE_BINARY_DIR}/fuzz/${name}")
  add_custom_command(OUTPUT "${program}"
    COMMAND "${PITLANE_FUZZ_CXX}" ${PITLANE_FUZZ_FLAGS} ${objects} ${ARG_LIBS} -o "${program}"
    DEPENDS ${objects} COMMENT "Linking fuzz target ${name}" VERBATIM)
  add_custom_target(${name} ALL DEPENDS "${program}")
  file(MAKE_DIRECTORY "${program}-found")
  set(limits -rss_limit_mb=1024 -timeout=5 "-artifact_prefix=${program}-" -print_final_stats=1 -verbosity=1)
  add_test(NAME ${name}
    COMMAND "${program}" -max_total_time=${PITLANE_FUZZ_SECONDS} -max_len=4096 ${limits} "${program}-found" "${corpus}")
  add_test(NAME ${name}_corpus COMMAND "${program}" -runs=0 ${limits} "${corpus}")
  math(EXPR timeout "${PITLANE_FUZZ_SECONDS} + 120")
  set_tests_properties(${name} ${name}_corpus PROPERTIES TIMEOUT ${timeout} LABELS fuzz)
endfunction()
