# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Imported target LibTorch::LibTorch: Debian's libtorch-dev by header and library name (its CMake package asks for
# files that Debian does not ship), or an unpacked LibTorch 2.x when CMAKE_PREFIX_PATH points to one.
find_path(LIBTORCH_INCLUDE_DIR torch/script.h PATH_SUFFIXES include)
find_path(LIBTORCH_API_INCLUDE_DIR torch/torch.h
  HINTS "${LIBTORCH_INCLUDE_DIR}" PATH_SUFFIXES torch/csrc/api/include include/torch/csrc/api/include)
find_library(LIBTORCH_LIBRARY torch)
find_library(LIBTORCH_CPU_LIBRARY torch_cpu)
find_library(LIBTORCH_C10_LIBRARY c10)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
  REASON_FAILURE_MESSAGE "Install libtorch-dev and libopenblas0-pthread (./run does it), or set CMAKE_PREFIX_PATH to an unpacked LibTorch."
  REQUIRED_VARS LIBTORCH_LIBRARY LIBTORCH_CPU_LIBRARY LIBTORCH_C10_LIBRARY LIBTORCH_INCLUDE_DIR LIBTORCH_API_INCLUDE_DIR)
if(NOT LibTorch_FOUND)
  message(FATAL_ERROR "LibTorch was not found. Install libtorch-dev and libopenblas0-pthread (./run does it).")
endif()
if(NOT TARGET LibTorch::LibTorch)
  add_library(LibTorch::LibTorch INTERFACE IMPORTED)
  set_target_properties(LibTorch::LibTorch PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${LIBTORCH_INCLUDE_DIR};${LIBTORCH_API_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${LIBTORCH_LIBRARY};${LIBTORCH_CPU_LIBRARY};${LIBTORCH_C10_LIBRARY}")
endif()
