# Instrumentation, chosen by presets. A sanitizer applies to every target, because one that sees only
# half of a program reports nothing useful; line coverage only to the library whose tests we measure.
set(SMX_SANITIZE "" CACHE STRING "Sanitizers for the whole build, for example address,undefined")
option(SMX_COVERAGE "Instrument the core that the tests link for line coverage (gcov)" OFF)

if(SMX_SANITIZE)
  add_compile_options(
    -fsanitize=${SMX_SANITIZE}
    -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SMX_SANITIZE})
endif()

# smx_once(<test>...): tests of other languages' programs and tool chains, and long ones. What their
# processes run of this project's own code, other tests run as well, so the sanitizers would see nothing new: the test
# preset asan leaves the label `once` out, and ci/test says how many that are.
function(smx_once)
  set_property(TEST ${ARGN} APPEND PROPERTY LABELS once)
endfunction()

# smx_coverage(<static library>...): counts the lines of these, if SMX_COVERAGE says so.
function(smx_coverage)
  if(NOT SMX_COVERAGE)
    return()
  endif()
  foreach(target IN LISTS ARGN)
    # Atomic counters: a forked child or a second thread must not spoil the counts.
    target_compile_options(${target} PRIVATE --coverage -fprofile-update=atomic)
    target_link_options(${target} INTERFACE --coverage)
  endforeach()
endfunction()
