# Shared by ci/test and ci/conformance; sourced, not run. Its user sets `logs` (a folder).
# shellcheck shell=bash disable=SC2034,SC2154

jobs=${SMX_JOBS:-$(nproc)}
if command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CMAKE_C_COMPILER_LAUNCHER=ccache
  # One clone's objects serve the next: paths below the clone count relative to it.
  export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
  # The include files themselves tell what is in a result, the sum what is in a precompiled header.
  export CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_PCH_EXTSUM=1
fi

if [[ -t 1 ]]; then
  bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
  bold='' red='' green='' plain=''
fi

rows=()
notes=()
passed=0
failed=0

# record <passed> <failed> <name> <seconds> <note>: a row of the summary.
record() {
  rows+=("$1|$2|$3|$4|$5")
  ((passed += $1, failed += $2)) || :
}

# note <text>: a line of the summary that counts as nothing, such as what could not be run here.
note() {
  [[ " ${notes[*]-} " == *" $1 "* ]] || notes+=("$1")
}

# logged <name> <command...>: runs with all output in $logs/<name>.log; shows its tail on failure.
logged() {
  local name=$1 log=$logs/$1.log status=0
  shift
  "$@" >"$log" 2>&1 || status=$?
  if ((status != 0)); then
    echo "${red}FAILED${plain} $name (exit $status); the end of ${log#"$PWD/"}:"
    tail -n "${SMX_TAIL:-40}" "$log" | sed 's/^/    /'
  fi
  return $status
}

# step <name> <command...>: one check of its own, that is, one row.
step() {
  local name=$1 start=$SECONDS
  shift
  echo "${bold}== $name${plain}"
  if logged "$name" "$@"; then
    tail -n 1 "$logs/$name.log" | sed 's/^/   /'
    record 1 0 "$name" $((SECONDS - start)) "$(tail -n 1 "$logs/$name.log")"
  else
    record 0 1 "$name" $((SECONDS - start)) "see ${logs#"$PWD/"}/$name.log"
    return 1
  fi
}

# summary: the table, then the one line that counts.
summary() {
  local row ok bad name seconds note colour
  printf '\n%s%8s %8s %6s  %s%s\n' "$bold" passed failed time step "$plain"
  for row in ${rows[@]+"${rows[@]}"}; do
    IFS='|' read -r ok bad name seconds note <<<"$row"
    colour=$green
    if ((bad > 0)); then colour=$red; fi
    printf '%s%8d %8d%s %5ds  %-24s %s\n' "$colour" "$ok" "$bad" "$plain" "$seconds" "$name" "${note:0:90}"
  done
  for row in ${notes[@]+"${notes[@]}"}; do printf '%24s  %s\n' '' "$row"; done
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
}
