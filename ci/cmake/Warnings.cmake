# smx_warnings(<target>...): the warnings that every target of this project compiles without.
# They become errors only under SMX_WERROR, which the presets set: a newer compiler's new warning
# must not stop somebody who only builds the library.
function(smx_warnings)
  foreach(target IN LISTS ARGN)
    target_compile_options(${target} PRIVATE
      $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion>
      $<$<BOOL:${SMX_WERROR}>:$<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:-Werror>>)
  endforeach()
endfunction()
