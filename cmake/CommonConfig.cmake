# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
# One INTERFACE target, pitlane_config, holds language level, warnings and Qt definitions for every target of the house.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

option(PITLANE_WERROR "Treat warnings as errors (on in CI)" OFF)

add_library(pitlane_config INTERFACE)
target_compile_features(pitlane_config INTERFACE cxx_std_20)
target_compile_options(pitlane_config INTERFACE
  -Wall -Wextra -Wno-missing-field-initializers # designated initialisers leave defaults alone
  -Wpedantic -Wnon-virtual-dtor -Woverloaded-virtual -Wshadow=local)
if(PITLANE_WERROR)
  target_compile_options(pitlane_config INTERFACE -Werror)
endif()
target_compile_definitions(pitlane_config INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
  PITLANE_VERSION="${PROJECT_VERSION}")
target_include_directories(pitlane_config INTERFACE "${PROJECT_SOURCE_DIR}")
