# What makes the preset asan quick to build. Two things cost most outside the core, and only there:
# reading nlohmann/json, CLI11 and gtest for each source, and optimising what the sanitizers add to
# their templates. With Clang only: GCC 12 forgets which lines of a precompiled header are a system
# header's, and warns about them.
option(SMX_QUICK_BUILD "Precompile the large headers outside the core" OFF)

set(SMX_LARGE_HEADERS
  <algorithm> <array> <chrono> <cstdint> <filesystem> <fstream> <functional> <map> <memory>
  <optional> <set> <span> <sstream> <stdexcept> <string> <string_view> <utility> <vector>
  <fmt/format.h> <nlohmann/json.hpp>)

# smx_quick_options(<target> <kind>): commands and tests run for moments, and unoptimised they compile
# in half the time. The sanitizers lose nothing by it: what is optimised away they cannot see.
function(smx_quick_options target kind)
  if(SMX_SANITIZE AND NOT kind STREQUAL "library")
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

# smx_precompiled(<kind> <library> <header>...): an object library of nothing but these headers.
function(smx_precompiled kind library)
  set(target smx_precompiled_${kind})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "// Only its precompiled headers are used.\n")
  add_library(${target} OBJECT ${source})
  target_link_libraries(${target} PRIVATE fmt::fmt nlohmann_json::nlohmann_json ${library})
  smx_warnings(${target})
  smx_quick_options(${target} ${kind})
  set(headers ${ARGN} ${SMX_LARGE_HEADERS})
  target_precompile_headers(${target} PRIVATE ${headers})
  # The compiler's file holds absolute paths: it must not come out of another tree's cache. A sum of
  # the text stands for it in the keys of ccache (CCACHE_PCH_EXTSUM).
  set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER "")
  list(TRANSFORM headers PREPEND "#include ")
  list(JOIN headers "\n" text)
  set(all ${CMAKE_CURRENT_BINARY_DIR}/${target}_text.cpp)
  file(CONFIGURE OUTPUT ${all} CONTENT "${text}\n" @ONLY)
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -std=c++23 -E -P ${all}
    OUTPUT_VARIABLE expanded COMMAND_ERROR_IS_FATAL ANY)
  string(SHA256 sum "${expanded}")
  file(CONFIGURE CONTENT "${sum}\n" @ONLY
    OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.pch.sum)
endfunction()

# smx_quick_build(<target> library|relay|commands|tests): its sources start with the large headers, after
# CLI11 or gtest. The other presets go without, so a source still includes what it uses.
function(smx_quick_build target kind)
  if(NOT SMX_QUICK_BUILD)
    return()
  endif()
  smx_quick_options(${target} ${kind})
  if(SMX_SANITIZE AND NOT kind MATCHES "^(library|relay)$" AND NOT target MATCHES "^smx[-_]relay")
    # Of a template's copies the linker takes the first: the optimised ones of the library, which
    # read the vectors in a third of the time.
    target_link_options(${target} PRIVATE
      "LINKER:--whole-archive,$<TARGET_FILE:smx_conformance>,--no-whole-archive")
  endif()
  target_precompile_headers(${target} REUSE_FROM smx_precompiled_${kind})
endfunction()

if(SMX_QUICK_BUILD)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "SMX_QUICK_BUILD is for Clang")
  endif()
  # CMake would name the header too, with a path that ccache does not see as one.
  set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -Xclang -include-pch -Xclang <PCH_FILE>)
  find_package(fmt 9 REQUIRED)
  find_package(nlohmann_json 3.11 REQUIRED)
  smx_precompiled(library "")
  if(SMX_BUILD_RELAY)
    smx_precompiled(relay "")
  endif()
  if(SMX_BUILD_CLI)
    find_package(CLI11 2.1 REQUIRED)
    smx_precompiled(commands CLI11::CLI11 <CLI/CLI.hpp>)
  endif()
  if(BUILD_TESTING)
    find_package(GTest REQUIRED)
    smx_precompiled(tests GTest::gtest <gtest/gtest.h>)
  endif()
endif()

# smx_quick_together(<target>...): the sources of these are read in portions, each as one source, where
# SMX_QUICK_BUILD or SMX_UNITY says so: most of their time goes to the same headers. The other builds
# and clang-tidy still read each by itself, so each includes what it uses.
option(SMX_UNITY "Read the relay's sources in portions" ${SMX_QUICK_BUILD})
function(smx_quick_together)
  if(NOT SMX_UNITY)
    return()
  endif()
  set_target_properties(${ARGN} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
  foreach(target IN LISTS ARGN)
    # A class over a type of its own source: GCC takes a source that is included for a header.
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endforeach()
endfunction()
