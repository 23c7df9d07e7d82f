# smx_warnings(<target>...): the warnings that every target of this project compiles without.
# They become errors only under SMX_WERROR, which the presets set: a newer compiler's new warning
# must not stop somebody who only builds the library.
function(smx_warnings)
  set(warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC bug 105651: with optimisation it sees overlaps inside std::string that cannot be.
    list(APPEND warnings -Wno-restrict)
    # GCC bug 80635: so it does for values inside std::optional. The other builds still look.
    list(APPEND warnings $<$<CONFIG:Release>:-Wno-maybe-uninitialized>)
  endif()
  if(SMX_WERROR)
    list(APPEND warnings -Werror)
  endif()
  foreach(target IN LISTS ARGN)
    target_compile_options(${target} PRIVATE
      "$<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:${warnings}>")
  endforeach()
endfunction()
