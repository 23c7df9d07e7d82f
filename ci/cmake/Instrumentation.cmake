# Whole-build instrumentation, chosen by presets. It applies to every target, because a sanitizer
# that sees only half of a program reports nothing useful.
set(SMX_SANITIZE "" CACHE STRING "Sanitizers for the whole build, for example address,undefined")
option(SMX_COVERAGE "Instrument for line coverage (gcov)" OFF)

if(SMX_SANITIZE)
  add_compile_options(
    -fsanitize=${SMX_SANITIZE}
    -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SMX_SANITIZE})
endif()

if(SMX_COVERAGE)
  # Atomic counters: a forked child or a second thread must not spoil the counts.
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()
