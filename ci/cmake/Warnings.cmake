# smx_warnings(<target>...): the warnings that every target of this project compiles without.
# They become errors only under SMX_WERROR, which the presets set: a newer compiler's new warning
# must not stop somebody who only builds the library.
function(smx_warnings)
  set(warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # With optimisation it sees faults inside the standard library's own headers that cannot be
    # (GCC bugs 105651 and 80635 are typical). The gcc preset's -O1 and clang still look.
    list(APPEND warnings -Wno-restrict)
    foreach(flow IN ITEMS maybe-uninitialized stringop-overread stringop-overflow array-bounds)
      list(APPEND warnings $<$<CONFIG:Release>:-Wno-${flow}>)
    endforeach()
  endif()
  if(SMX_WERROR)
    list(APPEND warnings -Werror)
  endif()
  foreach(target IN LISTS ARGN)
    target_compile_options(${target} PRIVATE
      "$<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:${warnings}>")
  endforeach()
endfunction()
