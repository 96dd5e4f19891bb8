# SPDX-FileCopyrightText: 2026 The Pitlane authors
# SPDX-License-Identifier: Apache-2.0
# Toolchain file: cmake -DCMAKE_TOOLCHAIN_FILE=arm-none-eabi.cmake [-DPL_CPU_FLAGS="-mcpu=..."] ...
# Debian and Ubuntu: gcc-arm-none-eabi, libnewlib-arm-none-eabi.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES PL_CPU_FLAGS)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)

# Cortex-M7 with the double precision unit, as in the STM32H743. Not -ffreestanding: memcpy() would no longer be inlined.
set(PL_CPU_FLAGS "-mcpu=cortex-m7 -mthumb -mfpu=fpv5-d16 -mfloat-abi=hard" CACHE STRING "Processor")
set(CMAKE_C_FLAGS_INIT "${PL_CPU_FLAGS} -ffunction-sections -fdata-sections")
set(CMAKE_ASM_FLAGS_INIT "${PL_CPU_FLAGS}")
set(CMAKE_EXE_LINKER_FLAGS_INIT "${PL_CPU_FLAGS} -nostartfiles -Wl,--gc-sections")
